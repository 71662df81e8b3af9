#include "sim/results/sweep_axis.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string_view>

namespace simgrad {
namespace {

constexpr double kWide = 20.0;

struct NamedUnit {
  std::string_view name;
  Unit unit;
};

constexpr auto kUnits = std::to_array<NamedUnit>({{"%", Unit::kFraction},
                                                  {"B", Unit::kBytes},
                                                  {"B/s", Unit::kBytesPerSecond},
                                                  {"GB", Unit::kBytes},
                                                  {"GB/s", Unit::kBytesPerSecond},
                                                  {"Gbit", Unit::kBytes},
                                                  {"Gbit/s", Unit::kBytesPerSecond},
                                                  {"GiB", Unit::kBytes},
                                                  {"KiB", Unit::kBytes},
                                                  {"MB", Unit::kBytes},
                                                  {"MB/s", Unit::kBytesPerSecond},
                                                  {"Mbit", Unit::kBytes},
                                                  {"Mbit/s", Unit::kBytesPerSecond},
                                                  {"MiB", Unit::kBytes},
                                                  {"TB", Unit::kBytes},
                                                  {"Tbit/s", Unit::kBytesPerSecond},
                                                  {"bit", Unit::kBytes},
                                                  {"bit/s", Unit::kBytesPerSecond},
                                                  {"d", Unit::kSeconds},
                                                  {"h", Unit::kSeconds},
                                                  {"kB", Unit::kBytes},
                                                  {"kB/s", Unit::kBytesPerSecond},
                                                  {"kbit", Unit::kBytes},
                                                  {"kbit/s", Unit::kBytesPerSecond},
                                                  {"min", Unit::kSeconds},
                                                  {"ms", Unit::kSeconds},
                                                  {"ns", Unit::kSeconds},
                                                  {"s", Unit::kSeconds},
                                                  {"us", Unit::kSeconds},
                                                  {"µs", Unit::kSeconds}});

Unit unit_of_label(std::string_view label) {
  const std::size_t digit = label.find_last_of("0123456789");
  const std::size_t begin =
      digit == std::string_view::npos ? digit : label.find_first_not_of(' ', digit + 1);
  const std::string_view name = begin == std::string_view::npos ? "" : label.substr(begin);
  const auto* const found = std::find_if(kUnits.begin(), kUnits.end(), [&](const NamedUnit& unit) {
    return unit.name == name;
  });
  return found == kUnits.end() ? Unit::kNone : found->unit;
}

/// Words that say little without the one before them.
constexpr auto kDependentWords = std::to_array<std::string_view>(
    {"alpha", "factor", "high", "kind", "low", "mean", "scale", "shape", "sigma", "value"});

std::string last_word(const std::string& key) {
  const std::size_t dot = key.rfind('.');
  std::string word = key.substr(dot + 1);
  const bool depends =
      std::find(kDependentWords.begin(), kDependentWords.end(), word) != kDependentWords.end();
  if (!depends || dot == std::string::npos || dot == 0) {
    return word;
  }
  return key.substr(key.rfind('.', dot - 1) + 1);
}

/// The greatest step over the least.
double unevenness(const std::vector<double>& sorted) {
  double least = kNever;
  double greatest = 0.0;
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    least = std::min(least, sorted[i] - sorted[i - 1]);
    greatest = std::max(greatest, sorted[i] - sorted[i - 1]);
  }
  return greatest / least;
}

void fill_values(SweepAxis& axis, const SweepResults& results, std::size_t index) {
  std::map<std::string, AxisSetting> by_label;
  for (const auto& point : results.points) {
    if (by_label.emplace(point[index].label, point[index]).second) {
      axis.values.push_back(point[index]);
    }
  }
  axis.is_numeric = !axis.values.empty() && std::all_of(axis.values.begin(), axis.values.end(),
                                                        [](const AxisSetting& value) {
                                                          return std::isfinite(value.number);
                                                        });
  if (axis.is_numeric) {
    std::stable_sort(axis.values.begin(), axis.values.end(),
                     [](const AxisSetting& a, const AxisSetting& b) {
                       return a.number < b.number;
                     });
  }
  std::map<std::string, std::size_t> place;
  for (std::size_t i = 0; i < axis.values.size(); ++i) {
    place[axis.values[i].label] = i;
  }
  for (const auto& point : results.points) {
    axis.value_of_point.push_back(place[point[index].label]);
  }
}

}  // namespace

Unit unit_of_labels(const std::vector<AxisSetting>& values) {
  Unit unit = Unit::kNone;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Unit own = unit_of_label(values[i].label);
    if (i > 0 && own != unit) {
      return Unit::kNone;
    }
    unit = own;
  }
  return unit;
}

bool is_logarithmic(const std::vector<double>& sorted) {
  if (sorted.empty() || sorted.front() <= 0.0 || sorted.back() <= kWide * sorted.front()) {
    return false;
  }
  std::vector<double> logarithms;
  logarithms.reserve(sorted.size());
  for (const double number : sorted) {
    logarithms.push_back(std::log(number));
  }
  return unevenness(logarithms) <= unevenness(sorted);
}

std::vector<SweepAxis> sweep_axes(const SweepResults& results) {
  std::vector<SweepAxis> axes;
  for (std::size_t index = 0; index < results.axes.size(); ++index) {
    SweepAxis axis;
    axis.key = results.axes[index];
    const auto same_name = [&](const std::string& key) {
      return last_word(key) == last_word(axis.key);
    };
    axis.name = std::count_if(results.axes.begin(), results.axes.end(), same_name) == 1
                    ? last_word(axis.key)
                    : axis.key;
    fill_values(axis, results, index);
    axis.unit = axis.is_numeric ? unit_of_labels(axis.values) : Unit::kNone;
    std::vector<double> numbers;
    numbers.reserve(axis.values.size());
    for (const AxisSetting& value : axis.values) {
      numbers.push_back(value.number);
    }
    axis.is_logarithmic = axis.is_numeric && is_logarithmic(numbers);
    axes.push_back(std::move(axis));
  }
  return axes;
}

std::string point_label(const std::vector<SweepAxis>& axes, std::size_t point) {
  std::string text;
  for (const SweepAxis& axis : axes) {
    text += (text.empty() ? "" : ", ") + axis.name + ' ' +
            axis.values[axis.value_of_point[point]].label;
  }
  return text.empty() ? "the only point" : text;
}

}  // namespace simgrad
