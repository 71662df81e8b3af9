#include "sim/cli/check_sweep.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "sim/cli/check_sweep_json.hpp"
#include "sim/experiment/text.hpp"
#include "sim/sweep/estimate.hpp"
#include "sim/sweep/point_text.hpp"
#include "sim/sweep/sweep.hpp"

namespace simgrad {
namespace {

constexpr std::size_t kShownPoints = 40;

/// The labels that an axis has at the sweep's points, each once, in their order.
std::vector<std::string> labels_of(const Sweep& sweep, std::size_t axis) {
  std::vector<std::string> labels;
  std::set<std::string> seen;
  for (const SweepPoint& point : sweep.points) {
    const std::string& label = point.values[axis].label;
    if (seen.insert(label).second) {
      labels.push_back(label);
    }
  }
  return labels;
}

/// "1, 2, 3"; of many the first and last ones.
std::string shortened(const std::vector<std::string>& items) {
  constexpr std::size_t kEachEnd = 4;
  if (items.size() <= 3 * kEachEnd) {
    return fmt::format("{}", fmt::join(items, ", "));
  }
  return fmt::format(
      "{}, … {} more …, {}", fmt::join(items.begin(), items.begin() + kEachEnd, ", "),
      items.size() - 2 * kEachEnd, fmt::join(items.end() - kEachEnd, items.end(), ", "));
}

/// Characters, not bytes, so that columns stand under each other.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](unsigned char c) {
    return (c & 0xC0U) != 0x80U;
  }));
}

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(width - std::min(width, width_of(text)), ' ');
}

/// The points that a table shows: all, or the first and last ones.
std::vector<std::size_t> shown_points(std::size_t count) {
  std::vector<std::size_t> shown;
  for (std::size_t i = 0; i < count; ++i) {
    if (count <= kShownPoints || i < kShownPoints / 2 || i + kShownPoints / 2 >= count) {
      shown.push_back(i);
    }
  }
  return shown;
}

/// One line of the table: every column but the last as wide as it has to be.
std::string row(const std::string& first, const std::vector<std::string>& cells,
                const std::vector<std::size_t>& widths) {
  std::string text = fmt::format("{:>8}", first);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    text += "  " + (i + 1 == cells.size() ? cells[i] : padded(cells[i], widths[i]));
  }
  return text + "\n";
}

std::string points_table(const Sweep& sweep) {
  const std::vector<std::string> names = short_keys(sweep.axis_keys);
  const std::vector<std::size_t> shown = shown_points(sweep.points.size());
  std::vector<std::size_t> widths;
  for (std::size_t axis = 0; axis < names.size(); ++axis) {
    widths.push_back(width_of(names[axis]));
    for (const std::size_t point : shown) {
      widths.back() = std::max(widths.back(), width_of(sweep.points[point].values[axis].label));
    }
  }
  std::string text = row("point", names, widths);
  std::size_t next = 0;
  for (const std::size_t point : shown) {
    if (point != next) {
      text += fmt::format("       … {} more (all of them with --json)\n", point - next);
    }
    next = point + 1;
    std::vector<std::string> labels;
    labels.reserve(names.size());
    for (const AxisValue& value : sweep.points[point].values) {
      labels.push_back(value.label);
    }
    text += row(fmt::format("{}", point), labels, widths);
  }
  return text;
}

std::string counted(std::size_t count, const char* noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string points_line(const Sweep& sweep) {
  std::string text = fmt::format("{} ({})", sweep.points.size(), sweep.combine);
  if (sweep.excluded > 0) {
    text += fmt::format(", {} more excluded", sweep.excluded);
  }
  return text;
}

std::string runs_line(const Sweep& sweep) {
  return sweep.replicates == 1
             ? fmt::format("{}", sweep.runs.size())
             : fmt::format(
                   "{}: {} a point, under seeds {} to {}, all points under the first seed "
                   "before the next",
                   sweep.runs.size(), sweep.replicates, sweep.runs.front().seed,
                   sweep.runs.back().seed);
}

std::string halving_line(const SuccessiveHalving& halving) {
  return fmt::format("{} from {} to {}, the better 1/{} of the points go on ({})", halving.key,
                     halving.smallest, halving.largest, halving.factor,
                     halving.by_loss ? "lower best loss" : "higher best accuracy");
}

std::string limits_line(const RunLimits& limits) {
  std::string text;
  if (limits.memory_bytes) {
    text += bytes_text(static_cast<double>(*limits.memory_bytes)) + " of memory";
  }
  if (limits.wall_s) {
    text +=
        fmt::format("{}{} of wall time", text.empty() ? "" : ", ", duration_text(*limits.wall_s));
  }
  return text;
}

std::string target_line(const Sweep& sweep) {
  std::string text;
  if (sweep.target_accuracy) {
    text += fmt::format("accuracy {}", *sweep.target_accuracy);
  }
  if (sweep.target_loss) {
    text += fmt::format("{}loss {}", text.empty() ? "" : " or ", *sweep.target_loss);
  }
  return text;
}

std::string sweep_text(const Sweep& sweep) {
  std::string text = fmt::format("{}: this sweep is sound.\n", sweep.path.string());
  const auto line = [&text](const char* name, const std::string& what) {
    text += what.empty() ? "" : fmt::format("  {:<10} {}\n", name, what);
  };
  line("title", sweep.title);
  line("scenario", sweep.scenario.string());
  for (std::size_t axis = 0; axis < sweep.axis_keys.size(); ++axis) {
    const auto labels = labels_of(sweep, axis);
    line("axis", fmt::format("{}: {}: {}", sweep.axis_keys[axis], counted(labels.size(), "value"),
                             shortened(labels)));
  }
  line("points", points_line(sweep));
  line("runs", runs_line(sweep));
  line("stops early", sweep.halving ? halving_line(*sweep.halving) : "");
  line("target", target_line(sweep));
  line("limits", limits_line(sweep.limits));
  return text + "\n" + points_table(sweep);
}

std::string measured_line(const Sweep& sweep, const MeasuredPoint& measured) {
  const std::string point =
      fmt::format("  point {} ({})", measured.point,
                  point_text(sweep.points[measured.point], short_keys(sweep.axis_keys)));
  if (measured.run_s < 0.0) {
    return point + ": no round was done in time, or the run failed\n";
  }
  return fmt::format("{}: {} of {} rounds in {}, {} to start: a run takes {}{}\n", point,
                     measured.rounds, measured.planned, duration_text(measured.wall_s),
                     duration_text(measured.load_s), measured.has_ended ? "" : "about ",
                     duration_text(measured.run_s));
}

std::string estimate_text(const Sweep& sweep, const SweepEstimate& estimate) {
  std::string text = "\nTime, measured on one thread of this machine, one run after the other:\n";
  for (const MeasuredPoint& measured : estimate.measured) {
    text += measured_line(sweep, measured);
  }
  if (estimate.wall_s < 0.0) {
    return text + "  how long the sweep takes cannot be told from that\n";
  }
  return text + fmt::format(
                    "  {} runs of about {} take about {} with {} at a time; less where a run "
                    "stops early\n",
                    estimate.runs, duration_text(estimate.run_s), duration_text(estimate.wall_s),
                    estimate.cores);
}

}  // namespace

void check_sweep(const std::filesystem::path& path, const std::vector<std::string>& overrides,
                 bool json) {
  const Sweep sweep = read_sweep(path, overrides);
  const SweepEstimate estimate = estimate_sweep(sweep);
  fmt::print("{}", json ? check_sweep_json(sweep, estimate) + "\n"
                        : sweep_text(sweep) + estimate_text(sweep, estimate));
}

}  // namespace simgrad
