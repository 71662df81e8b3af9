#include "gui/views/rounds/rounds_model.hpp"

#include <array>
#include <cmath>
#include <tuple>
#include <unordered_map>

namespace simgrad::gui {
namespace {

template <auto kMember>
std::optional<double> numberOf(const EvaluatedRound& row) {
  return static_cast<double>(row.round.*kMember);
}

std::optional<double> lengthOf(const EvaluatedRound& row) {
  return row.round.end_s - row.round.begin_s;
}

std::optional<double> lossOf(const EvaluatedRound& row) {
  return row.loss;
}

std::optional<double> accuracyOf(const EvaluatedRound& row) {
  return row.accuracy;
}

QString criticalNodeOf(const EvaluatedRound& row) {
  return QString::fromStdString(row.round.critical_node);
}

constexpr std::array<TableColumn<EvaluatedRound>, 14> kRoundColumns{
    {{"round", "Its number", Unit::kCount, numberOf<&RoundRow::round>},
     {"begin", "When it began, in simulated time", Unit::kSeconds, numberOf<&RoundRow::begin_s>},
     {"end", "When it was closed, in simulated time", Unit::kSeconds, numberOf<&RoundRow::end_s>},
     {"length", "How long it took, in simulated time", Unit::kSeconds, lengthOf},
     {"selected", "Nodes that were asked for a part", Unit::kCount, numberOf<&RoundRow::selected>},
     {"completed", "Nodes whose part counts", Unit::kCount, numberOf<&RoundRow::completed>},
     {"late", "Nodes whose part came too late", Unit::kCount, numberOf<&RoundRow::late>},
     {"failed", "Nodes whose part was lost", Unit::kCount, numberOf<&RoundRow::failed>},
     {"staleness", "Mean age of the parameters that parts were made from, in updates", Unit::kNone,
      numberOf<&RoundRow::mean_staleness>},
     {"up", "Bytes from nodes to servers", Unit::kBytes, numberOf<&RoundRow::up_bytes>},
     {"down", "Bytes from servers to nodes", Unit::kBytes, numberOf<&RoundRow::down_bytes>},
     {"loss", "After the round, where it was evaluated", Unit::kNone, lossOf},
     {"accuracy", "After the round, where it was evaluated", Unit::kFraction, accuracyOf},
     {.title = "critical node",
      .help = "Whose part closed the round; empty if none did, as with a deadline",
      .text = criticalNodeOf}}};

bool equalOrNan(const std::optional<double>& a, const std::optional<double>& b) {
  return a == b || (a && b && std::isnan(*a) && std::isnan(*b));
}

}  // namespace

std::shared_ptr<const std::vector<EvaluatedRound>> evaluatedRounds(
    const std::vector<RoundRow>& rounds, const std::vector<EvaluationRow>& evaluations) {
  std::unordered_map<std::int64_t, const EvaluationRow*> of_round;
  for (const EvaluationRow& evaluation : evaluations) {
    of_round[evaluation.round] = &evaluation;
  }
  auto rows = std::make_shared<std::vector<EvaluatedRound>>();
  rows->reserve(rounds.size());
  for (const RoundRow& round : rounds) {
    EvaluatedRound& row = rows->emplace_back(EvaluatedRound{.round = round});
    if (const auto found = of_round.find(round.round); found != of_round.end()) {
      row.loss = found->second->loss;
      row.accuracy = found->second->accuracy;
    }
  }
  return rows;
}

RoundsModel::RoundsModel(QObject* parent) : RowsModel(kRoundColumns, parent) {}

std::optional<TimeRange> RoundsModel::range(int row) const {
  const RoundRow& round = this->row(row).round;
  return TimeRange{round.begin_s, round.end_s};
}

std::optional<int> RoundsModel::rowAt(double simulated_s) const {
  for (int i = 0; i < rowCount(); ++i) {
    const RoundRow& round = row(i).round;
    if (round.begin_s <= simulated_s && simulated_s <= round.end_s) {
      return i;
    }
  }
  return std::nullopt;
}

bool RoundsModel::isSame(const EvaluatedRound& a, const EvaluatedRound& b) const {
  return a.round.rowid == b.round.rowid && a.round.round == b.round.round &&
         a.round.begin_s == b.round.begin_s && a.round.end_s == b.round.end_s &&
         a.round.critical_node == b.round.critical_node;
}

bool RoundsModel::isEqual(const EvaluatedRound& a, const EvaluatedRound& b) const {
  const auto counts = [](const RoundRow& round) {
    return std::tie(round.selected, round.completed, round.late, round.failed, round.up_bytes,
                    round.down_bytes);
  };
  return isSame(a, b) && counts(a.round) == counts(b.round) &&
         equalOrNan(a.round.mean_staleness, b.round.mean_staleness) && equalOrNan(a.loss, b.loss) &&
         equalOrNan(a.accuracy, b.accuracy);
}

}  // namespace simgrad::gui
