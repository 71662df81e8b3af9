#include "gui/views/rounds/rounds_model.hpp"

#include <cmath>

#include <QAbstractItemModelTester>
#include <QBrush>
#include <QSignalSpy>
#include <catch2/catch.hpp>

#include "gui/theme/theme.hpp"
#include "gui/views/rounds/round_lookup.hpp"
#include "tests/gui/support/recorded.hpp"

namespace simgrad::gui {
namespace {

using Mode = QAbstractItemModelTester::FailureReportingMode;

const std::vector<RoundRow> kRounds{{.round = 3, .begin_s = 0.0, .end_s = 10.0},
                                    {.round = 4, .begin_s = 10.0, .end_s = 12.0},
                                    {.round = 6, .begin_s = 15.0, .end_s = 20.0}};

TEST_CASE("rounds_model: a round has its length, and the last evaluation of its number") {
  const auto run = test::exampleRun(3, 5);
  RoundsModel model;
  const QAbstractItemModelTester tester(&model, Mode::Fatal);
  model.setRows(evaluatedRounds(*run->rounds, *run->evaluations));
  const auto cell = [&](int row, int column, int role = Qt::DisplayRole) {
    return model.index(row, column).data(role);
  };
  CHECK(cell(1, RoundsModel::kRound) == "2");
  CHECK(cell(1, RoundsModel::kLength) == "10 s");
  CHECK(cell(1, RoundsModel::kUp) == "1.2 MB");
  CHECK(cell(1, RoundsModel::kUp, Qt::ToolTipRole) == "1200000 B");
  CHECK(cell(1, RoundsModel::kLoss) == "1");
  CHECK(cell(1, RoundsModel::kAccuracy) == "55.0 %");
  CHECK(cell(1, RoundsModel::kCriticalNode) == "worker-0");
  CHECK(model.time(1) == 20.0);
  CHECK(model.range(1) == TimeRange{10.0, 20.0});
}

TEST_CASE("rounds_model: a loss that is no number is said, and told from one that is unknown") {
  RoundsModel model;
  model.setRows(evaluatedRounds(kRounds, {{.round = 4, .loss = std::nan("")}}));
  const QModelIndex unknown = model.index(0, RoundsModel::kLoss);
  const QModelIndex diverged = model.index(1, RoundsModel::kLoss);
  CHECK_FALSE(unknown.data().isValid());
  CHECK(diverged.data() == "not a number");
  CHECK(diverged.data(Qt::ForegroundRole).value<QBrush>().color() == theme().fault);
}

TEST_CASE("rounds_model: an evaluation that comes late changes its round in place") {
  RoundsModel model;
  const QAbstractItemModelTester tester(&model, Mode::Fatal);
  model.setRows(evaluatedRounds(kRounds, {{.round = 3, .loss = 2.0}}));
  const QPersistentModelIndex second(model.index(1, RoundsModel::kLoss));
  model.setRows(evaluatedRounds(kRounds, {{.round = 3, .loss = 2.0}, {.round = 4, .loss = 1.5}}));
  REQUIRE(second.isValid());
  CHECK(second.data() == "1.5");
}

TEST_CASE(
    "rounds_model: a round that says other things changes in place, unless the run is another") {
  RoundsModel model;
  const auto rounds = [](std::int64_t up_bytes, double staleness) {
    return evaluatedRounds(
        {{.round = 1, .end_s = 1.0},
         {.round = 2, .end_s = 2.0, .mean_staleness = staleness, .up_bytes = up_bytes}},
        {});
  };
  const RunKey run{.database = "a.db"};
  model.setRows(rounds(1, std::nan("")), run);
  const QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
  const QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
  model.setRows(rounds(1, std::nan("")), run);
  CHECK(changes.empty());
  model.setRows(rounds(2, std::nan("")), run);
  REQUIRE(changes.size() == 1);
  CHECK(changes.at(0).at(0).toModelIndex().row() == 1);
  CHECK(model.index(1, RoundsModel::kUp).data() == "2 B");
  model.setRows(rounds(2, 0.5), run);
  CHECK(changes.size() == 2);
  CHECK(resets.empty());
  model.setRows(rounds(2, 0.5), {.database = "b.db"});
  CHECK(resets.size() == 1);
}

TEST_CASE("round_lookup: finds rounds by number, moment and range") {
  CHECK(roundOfNumber(kRounds, 6) == 2);
  CHECK(roundOfNumber(kRounds, 5) == std::nullopt);
  CHECK(roundAt(kRounds, 10.0) == 0);
  CHECK(roundAt(kRounds, 10.5) == 1);
  CHECK(roundAt(kRounds, 13.0) == std::nullopt);
  CHECK(roundOfRange(kRounds, TimeRange{15.0, 20.0}) == 2);
  CHECK(roundOfRange(kRounds, std::nullopt) == std::nullopt);
}

}  // namespace
}  // namespace simgrad::gui
