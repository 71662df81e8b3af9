#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernels/error.hpp"
#include "sim/record/event_file.hpp"
#include "sim/record/export.hpp"
#include "sim/record/json_text.hpp"
#include "sim/record/output_file.hpp"
#include "sim/record/rows_by_run.hpp"

namespace simgrad {

namespace {

// TensorBoard takes every file with `tfevents` in its name, so a second export has to replace the
// first.
constexpr const char* kFileName = "events.out.tfevents.simgrad";

/// The number that `count` digits at `begin` are.
int number(std::string_view digits, std::size_t begin, std::size_t count) {
  int value = 0;
  std::from_chars(digits.data() + begin, digits.data() + begin + count, value);
  return value;
}

/// Seconds since 1970 of "2030-01-31T12:34:56Z". Throws: Error with `origin` if it is not one.
double seconds_since_1970(std::string_view utc, const std::string& origin) {
  constexpr std::string_view kShape = "0000-00-00T00:00:00Z";
  const auto fits = [](char character, char shape) {
    return shape == '0' ? character >= '0' && character <= '9' : character == shape;
  };
  if (std::equal(utc.begin(), utc.end(), kShape.begin(), kShape.end(), fits)) {
    const std::chrono::year_month_day day(
        std::chrono::year(number(utc, 0, 4)),
        std::chrono::month(static_cast<unsigned>(number(utc, 5, 2))),
        std::chrono::day(static_cast<unsigned>(number(utc, 8, 2))));
    if (day.ok()) {
      const auto days = static_cast<double>(std::chrono::sys_days(day).time_since_epoch().count());
      return 86400.0 * days + 3600.0 * number(utc, 11, 2) + 60.0 * number(utc, 14, 2) +
             number(utc, 17, 2);
    }
  }
  throw Error(origin + ": started_utc is '" + std::string(utc) +
              "'; expected a time such as 2030-01-31T12:34:56Z");
}

/// When each round ended, by time.
struct RoundEnd {
  double end_s = 0.0;
  std::int64_t round = 0;
};

std::int64_t round_at(const std::vector<RoundEnd>& ends, double simulated_s) {
  const auto found = std::partition_point(ends.begin(), ends.end(), [&](const RoundEnd& end) {
    return end.end_s < simulated_s;
  });
  return ends.empty() ? 0 : found == ends.end() ? ends.back().round : found->round;
}

/// The event file of one run, whose time begins at `start_s`.
class EventFile {
 public:
  EventFile(const std::filesystem::path& path, double start_s, std::string origin)
      : file_(path), start_s_(start_s), origin_(std::move(origin)) {
    file_.write(version_record(start_s));
  }

  void write(double simulated_s, std::int64_t step, std::span<const Scalar> scalars) {
    if (!std::isfinite(simulated_s)) {
      throw Error(origin_ + ": " + scalars.front().tag + ": the time " +
                  shortest_number(simulated_s) + " s");
    }
    file_.write(scalar_record(start_s_ + simulated_s, step, scalars));
  }

  void commit() { file_.commit(); }

 private:
  OutputFile file_;
  double start_s_;
  std::string origin_;
};

/// The tables of scalars, by run.
class Events {
 public:
  Events(const RunReader& reader, std::optional<std::int64_t> run)
      : database_(reader.path().string()),
        evaluations_(reader, run, "rowid"),
        rounds_(reader, run, "end_s, rowid"),
        metrics_(reader, run, "rowid") {}

  /// Runs come by ascending id.
  void write(const RunRow& run, const std::filesystem::path& folder) {
    const std::string origin = database_ + ": run " + std::to_string(run.id);
    const double start_s = seconds_since_1970(run.started_utc, origin);
    make_output_folder(folder);
    EventFile file(folder / kFileName, start_s, origin);
    while (const auto row = evaluations_.next(run.id)) {
      write_evaluation(*row, file);
    }
    std::vector<RoundEnd> ends;
    while (const auto row = rounds_.next(run.id)) {
      write_round(*row, file);
      ends.push_back({row->end_s, row->round});
    }
    while (const auto row = metrics_.next(run.id)) {
      const std::array<Scalar, 1> scalars{{{"metric/" + row->name, row->value}}};
      file.write(row->simulated_s, round_at(ends, row->simulated_s), scalars);
    }
    file.commit();
  }

 private:
  static void write_evaluation(const EvaluationRow& row, EventFile& file) {
    const std::array<Scalar, 3> scalars{{
        {"evaluation/loss", row.loss},
        {"evaluation/accuracy", row.accuracy},
        {"evaluation/sent_bytes", static_cast<double>(row.sent_bytes)},
    }};
    file.write(row.simulated_s, row.round, scalars);
  }

  static void write_round(const RoundRow& row, EventFile& file) {
    const std::array<Scalar, 8> scalars{{
        {"round/duration_s", row.end_s - row.begin_s},
        {"round/selected", static_cast<double>(row.selected)},
        {"round/completed", static_cast<double>(row.completed)},
        {"round/late", static_cast<double>(row.late)},
        {"round/failed", static_cast<double>(row.failed)},
        {"round/mean_staleness", row.mean_staleness},
        {"round/up_bytes", static_cast<double>(row.up_bytes)},
        {"round/down_bytes", static_cast<double>(row.down_bytes)},
    }};
    file.write(row.end_s, row.round, scalars);
  }

  std::string database_;
  RowsByRun<EvaluationRow> evaluations_;
  RowsByRun<RoundRow> rounds_;
  RowsByRun<MetricRow> metrics_;
};

/// "run-000017".
std::string run_folder(std::int64_t id) {
  const std::string digits = std::to_string(id);
  return "run-" + std::string(digits.size() < 6 ? 6 - digits.size() : 0, '0') + digits;
}

}  // namespace

void export_tensorboard(const RunReader& reader, std::optional<std::int64_t> run,
                        const std::filesystem::path& folder) {
  const Transaction snapshot = reader.snapshot();
  const std::vector<RunRow> runs = reader.runs_or_error(run);
  Events events(reader, run);
  for (const RunRow& one : runs) {
    events.write(one, runs.size() == 1 ? folder : folder / run_folder(one.id));
  }
}

}  // namespace simgrad
