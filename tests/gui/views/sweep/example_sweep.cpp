#include "tests/gui/views/sweep/example_sweep.hpp"

#include "tests/support/sweep_file.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad::test {
namespace {

constexpr int kRounds = 4;

std::vector<EvaluationRow> learning(int run, double round_s, bool diverges) {
  std::vector<EvaluationRow> rows;
  for (int round = 1; round <= kRounds; ++round) {
    const bool is_none = diverges && round == kRounds;
    rows.push_back({.run = run,
                    .simulated_s = round_s * round,
                    .round = round,
                    .loss = is_none ? kNotANumber : 1.0 / round,
                    .accuracy = 0.2 * round,
                    .sent_bytes = 1000LL * round});
  }
  return rows;
}

std::vector<RoundRow> rounds(int run, double round_s) {
  std::vector<RoundRow> rows;
  for (int round = 1; round <= kRounds; ++round) {
    rows.push_back({.run = run,
                    .round = round,
                    .begin_s = round_s * (round - 1),
                    .end_s = round_s * round,
                    .up_bytes = 600,
                    .down_bytes = 400});
  }
  return rows;
}

std::vector<PointRow> settings(const std::vector<ExampleAxis>& axes, std::size_t point) {
  std::vector<PointRow> rows;
  for (const ExampleAxis& axis : axes) {
    const std::size_t value = point % axis.labels.size();
    point /= axis.labels.size();
    rows.push_back({.key = axis.key,
                    .value = axis.labels[value],
                    .number = axis.numbers.empty() ? kNotANumber : axis.numbers[value]});
  }
  return rows;
}

}  // namespace

void ExampleSweep::write(const std::filesystem::path& path) const {
  SweepFile file(path);
  std::string keys;
  std::size_t points = 1;
  for (const ExampleAxis& axis : axes) {
    keys += (keys.empty() ? "\"" : ", \"") + axis.key + '"';
    points *= axis.labels.size();
  }
  file.describe(R"({"title": "example", "target_accuracy": )" + std::to_string(target_accuracy) +
                R"(, "target_loss": null, "axes": [)" + keys + R"(], "file": ""})");
  int run = 0;
  for (std::size_t point = 0; point < points; ++point) {
    for (int seed = 1; seed <= seeds; ++seed) {
      ++run;
      file.place(run, static_cast<std::int64_t>(point), seed, settings(axes, point));
      const std::string state = status(run);
      if (state.empty()) {
        continue;
      }
      const double round_s = 10.0 * static_cast<double>(point + 1) + (seed - 1);
      const bool has_results = state == "finished";
      file.add<RunRow>({{.id = run,
                         .status = state,
                         .reason = has_results ? "all rounds done" : "exit status 2",
                         .wall_s = 1.0,
                         .simulated_s = has_results ? kRounds * round_s : 0.0}});
      if (has_results) {
        file.add(learning(run, round_s, diverges(run)));
        file.add(rounds(run, round_s));
      }
    }
  }
}

gui::ComparedSweep ExampleSweep::read() const {
  const TemporaryFolder folder;
  write(folder / "sweep.db");
  return gui::compared(gui::SweepReading(folder / "sweep.db").poll());
}

ExampleAxis latencyAxis() {
  return ExampleSweep().axes.front();
}

}  // namespace simgrad::test
