#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "gui/reading/run_snapshot.hpp"
#include "gui/tables/rows_model.hpp"

namespace simgrad::gui {

/// A round, and what the model was worth after it.
struct EvaluatedRound {
  RoundRow round = {};
  std::optional<double> loss = {};  ///< none: not evaluated; NaN: diverged
  std::optional<double> accuracy = {};
};

/// Rounds with their evaluations: of several of one round the last.
std::shared_ptr<const std::vector<EvaluatedRound>> evaluatedRounds(
    const std::vector<RoundRow>& rounds, const std::vector<EvaluationRow>& evaluations);

/// The rounds of a run, a row each.
class RoundsModel : public RowsModel<EvaluatedRound> {
  Q_OBJECT

 public:
  enum Column {
    kRound,
    kBegin,
    kEnd,
    kLength,
    kSelected,
    kCompleted,
    kLate,
    kFailed,
    kStaleness,
    kUp,
    kDown,
    kLoss,
    kAccuracy,
    kCriticalNode
  };

  explicit RoundsModel(QObject* parent = nullptr);

  /// Its end.
  double time(int row) const override { return this->row(row).round.end_s; }
  std::optional<TimeRange> range(int row) const override;
  std::optional<int> rowAt(double simulated_s) const override;

 protected:
  bool isSame(const EvaluatedRound& a, const EvaluatedRound& b) const override;
  bool isEqual(const EvaluatedRound& a, const EvaluatedRound& b) const override;
};

}  // namespace simgrad::gui
