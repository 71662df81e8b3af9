#include "gui/views/convergence/convergence_plots.hpp"

#include <cmath>

#include <catch2/catch.hpp>

#include "tests/gui/support/recorded.hpp"

namespace simgrad::gui {
namespace {

std::vector<OpenRun> examples(std::size_t count) {
  std::vector<OpenRun> runs;
  for (std::size_t i = 0; i < count; ++i) {
    runs.push_back({test::exampleRun(3, 5), QString("run %1").arg(i), i, true});
  }
  return runs;
}

/// The example whose losses are others.
std::vector<OpenRun> runWithLosses(std::initializer_list<double> losses) {
  std::vector<OpenRun> runs = examples(1);
  RunSnapshot snapshot = *runs[0].data;
  std::vector<EvaluationRow> rows;
  for (const double loss : losses) {
    rows.push_back({.simulated_s = double(rows.size()), .loss = loss});
  }
  snapshot.evaluations = std::make_shared<const std::vector<EvaluationRow>>(rows);
  runs[0].data = std::make_shared<const RunSnapshot>(snapshot);
  return runs;
}

TEST_CASE("convergence_plots: losses and accuracies against what is chosen") {
  const std::vector<OpenRun> runs = examples(1);
  const auto last = [&](Measure measure, Against against) {
    return convergencePlot(runs, 0, measure, {.against = against}).curves.at(0).points.last();
  };
  CHECK(last(Measure::kLoss, Against::kTime) == QPointF(50.0, 0.4));
  CHECK(last(Measure::kLoss, Against::kRounds) == QPointF(5.0, 0.4));
  CHECK(last(Measure::kAccuracy, Against::kBytes) == QPointF(12e6, 0.82));
  CHECK(last(Measure::kAccuracy, Against::kWallTime) == QPointF(0.5, 0.82));
}

TEST_CASE("convergence_plots: failures of the current run, where x is simulated time") {
  const std::vector<OpenRun> runs = examples(2);
  CHECK(eventsToMark(runs, 1, Against::kTime) == runs[1].data->events);
  CHECK(eventsToMark(runs, 1, Against::kRounds) == nullptr);
  CHECK(eventsToMark({}, std::nullopt, Against::kTime) == nullptr);
}

TEST_CASE("convergence_plots: runs that are not shown are not drawn") {
  std::vector<OpenRun> runs = examples(3);
  runs[1].is_shown = false;
  const Plot plot = convergencePlot(runs, 1, Measure::kLoss, {});
  REQUIRE(plot.curves.size() == 2);
  CHECK(plot.curves[1].name == "run 2");
  CHECK(eventsToMark(runs, 1, Against::kTime) == nullptr);
}

TEST_CASE("convergence_plots: one line for the targets that runs share") {
  const std::vector<OpenRun> runs = examples(2);
  const Plot plot = convergencePlot(runs, 0, Measure::kAccuracy, {});
  REQUIRE(plot.levels.size() == 1);
  CHECK(plot.levels[0].y == 0.75);
  CHECK(plot.levels[0].text == "target 75.0 %");
  CHECK(convergencePlot(runs, 0, Measure::kLoss, {}).levels.empty());
}

TEST_CASE("convergence_plots: of many targets the current run's") {
  std::vector<OpenRun> runs = examples(5);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    RunSnapshot snapshot = *runs[i].data;
    snapshot.run.target_accuracy = 0.5 + 0.1 * double(i);
    runs[i].data = std::make_shared<const RunSnapshot>(snapshot);
  }
  const Plot plot = convergencePlot(runs, 2, Measure::kAccuracy, {});
  REQUIRE(plot.levels.size() == 1);
  CHECK(plot.levels[0].y == 0.7);
}

TEST_CASE("convergence_plots: smoothed curves have the raw ones behind them") {
  const std::vector<OpenRun> runs = examples(1);
  const Plot plot = convergencePlot(runs, 0, Measure::kLoss, {.half_life = 3});
  REQUIRE(plot.curves.size() == 2);
  CHECK(plot.curves[0].points.last().y() == 0.4);
  CHECK(plot.curves[0].name.isEmpty());
  CHECK(plot.curves[1].points.last().y() > 0.4);
  CHECK(plot.curves[1].name == "run 0");
  CHECK(plot.y.label == "smoothed loss");
}

TEST_CASE("convergence_plots: the loss axis follows the losses unless it is chosen") {
  const auto is_logarithmic = [](std::initializer_list<double> losses, LossAxis axis) {
    return convergencePlot(runWithLosses(losses), 0, Measure::kLoss, {.loss_axis = axis})
        .y.logarithmic;
  };
  CHECK_FALSE(is_logarithmic({2.0, 0.1}, LossAxis::kAutomatic));
  CHECK(is_logarithmic({2.0, 1e30, std::nan("")}, LossAxis::kAutomatic));
  CHECK_FALSE(is_logarithmic({2.0, 1e30, 0.0}, LossAxis::kAutomatic));
  CHECK_FALSE(is_logarithmic({2.0, 1e30}, LossAxis::kLinear));
  CHECK(is_logarithmic({2.0, 1.0}, LossAxis::kLogarithmic));
}

TEST_CASE("convergence_plots: a loss that is none stays, an accuracy that is none was not taken") {
  const std::vector<OpenRun> runs = runWithLosses({2.0, std::nan(""), 1.0});
  CHECK(convergencePlot(runs, 0, Measure::kLoss, {}).curves[0].points.size() == 3);
  CHECK(convergencePlot(runs, 0, Measure::kAccuracy, {}).curves[0].points.isEmpty());
}

TEST_CASE("convergence_plots: says why there is nothing to see") {
  CHECK(convergencePlot({}, std::nullopt, Measure::kLoss, {}).if_empty == "no run is open");
  std::vector<OpenRun> runs = runWithLosses({});
  CHECK(convergencePlot(runs, 0, Measure::kAccuracy, {}).if_empty == "no accuracy is recorded yet");
  runs[0].is_shown = false;
  CHECK(convergencePlot(runs, 0, Measure::kLoss, {}).if_empty == "no run is shown");
}

TEST_CASE("convergence_csv: every evaluation of what is shown, to the last digit") {
  std::vector<OpenRun> runs = runWithLosses({0.1, std::nan("")});
  runs[0].label = "a, \"b\"";
  runs.push_back(examples(1)[0]);
  runs[1].is_shown = false;
  CHECK(convergenceCsv(runs) ==
        "run,simulated_s,round,step,sent_bytes,wall_s,loss,accuracy\n"
        "\"a, \"\"b\"\"\",0,0,0,0,0,0.1,nan\n"
        "\"a, \"\"b\"\"\",1,0,0,0,0,nan,nan\n");
  CHECK(convergenceCsv({}).isEmpty());
}

}  // namespace
}  // namespace simgrad::gui
