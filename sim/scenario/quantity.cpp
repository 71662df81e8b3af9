#include "sim/scenario/quantity.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <span>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "sim/scenario/suggestion.hpp"

namespace simgrad {
namespace {

/// One unit is multiply / divide base units: both exact, so that "35 ms" is 0.035 to the last bit.
struct Unit {
  std::string_view name;
  double multiply = 1.0;
  double divide = 1.0;
};

constexpr double kKi = 1024.0;

constexpr auto kTimes = std::to_array<Unit>({{"ns", 1, 1e9},
                                             {"µs", 1, 1e6},
                                             {"us", 1, 1e6},
                                             {"ms", 1, 1e3},
                                             {"s"},
                                             {"min", 60},
                                             {"h", 3600},
                                             {"d", 86400}});
constexpr auto kSizes = std::to_array<Unit>({{"bit", 1, 8},
                                             {"kbit", 1e3, 8},
                                             {"Mbit", 1e6, 8},
                                             {"Gbit", 1e9, 8},
                                             {"B"},
                                             {"kB", 1e3},
                                             {"MB", 1e6},
                                             {"GB", 1e9},
                                             {"TB", 1e12},
                                             {"KiB", kKi},
                                             {"MiB", kKi* kKi},
                                             {"GiB", kKi* kKi* kKi},
                                             {"TiB", kKi* kKi* kKi* kKi}});
constexpr auto kDataRates = std::to_array<Unit>({{"bit/s", 1, 8},
                                                 {"kbit/s", 1e3, 8},
                                                 {"Mbit/s", 1e6, 8},
                                                 {"Gbit/s", 1e9, 8},
                                                 {"Tbit/s", 1e12, 8},
                                                 {"B/s"},
                                                 {"kB/s", 1e3},
                                                 {"MB/s", 1e6},
                                                 {"GB/s", 1e9},
                                                 {"TB/s", 1e12},
                                                 {"KiB/s", kKi},
                                                 {"MiB/s", kKi* kKi},
                                                 {"GiB/s", kKi* kKi* kKi}});
constexpr auto kFlopRates = std::to_array<Unit>({{"flop/s"},
                                                 {"kflop/s", 1e3},
                                                 {"Mflop/s", 1e6},
                                                 {"Gflop/s", 1e9},
                                                 {"Tflop/s", 1e12},
                                                 {"Pflop/s", 1e15}});

struct Dimension {
  Type type;
  std::string_view noun;  // with its article
  std::string_view example;
  std::string_view base;
  std::span<const Unit> units;
};

constexpr auto kDimensions = std::to_array<Dimension>({
    {Type::kSeconds, "a time", "20 ms", "s", kTimes},
    {Type::kBytes, "a size", "1.5 GB", "B", kSizes},
    {Type::kBytesPerSecond, "a data rate", "100 Mbit/s", "B/s", kDataRates},
    {Type::kFlopPerSecond, "a computing speed", "10 Gflop/s", "flop/s", kFlopRates},
});

const Dimension* find_dimension(Type type) {
  for (const Dimension& dimension : kDimensions) {
    if (dimension.type == type) {
      return &dimension;
    }
  }
  return nullptr;
}

const Dimension& dimension_of(Type type) {
  const Dimension* dimension = find_dimension(type);
  SIMGRAD_REQUIRE(dimension != nullptr, "the type is a quantity");
  return *dimension;
}

const Unit* find_unit(const Dimension& dimension, std::string_view name) {
  for (const Unit& unit : dimension.units) {
    if (unit.name == name) {
      return &unit;
    }
  }
  return nullptr;
}

std::vector<std::string_view> unit_names(const Dimension& dimension) {
  std::vector<std::string_view> names;
  for (const Unit& unit : dimension.units) {
    names.push_back(unit.name);
  }
  return names;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) {
    return {};
  }
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

/// The unit's own fault: it is missing, of another dimension, or nobody knows it.
[[noreturn]] void refuse_unit(const Dimension& wanted, std::string_view text,
                              std::string_view unit) {
  const std::string known = "units: " + join(unit_names(wanted));
  if (unit.empty()) {
    throw Error(fmt::format("'{}' has no unit: {} was expected, such as \"{}\"; {}", text,
                            wanted.noun, wanted.example, known));
  }
  for (const Dimension& other : kDimensions) {
    if (find_unit(other, unit) != nullptr) {
      throw Error(
          fmt::format("{} was expected, '{}' is {}; {}", wanted.noun, unit, other.noun, known));
    }
  }
  throw Error(
      fmt::format("unknown unit '{}'{}", unit, suggestion(unit, unit_names(wanted), "units")));
}

/// The length of the number that `text` begins with, and its value.
std::pair<std::size_t, double> leading_number(std::string_view text, const Dimension& wanted) {
  double number = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc::invalid_argument) {
    throw Error(fmt::format("{} was expected, such as \"{}\", not '{}'", wanted.noun,
                            wanted.example, text));
  }
  if (error == std::errc::result_out_of_range || !std::isfinite(number)) {
    throw Error(fmt::format("'{}' is not a finite number", text));
  }
  return {static_cast<std::size_t>(end - text.data()), number};
}

}  // namespace

bool is_quantity(Type type) {
  return find_dimension(type) != nullptr;
}

std::vector<std::string_view> unit_names(Type type) {
  return unit_names(dimension_of(type));
}

double parse_quantity(std::string_view text, Type type) {
  const Dimension& dimension = dimension_of(type);
  const std::string_view whole = trimmed(text);
  const auto [length, number] = leading_number(whole, dimension);
  const std::string_view name = trimmed(whole.substr(length));
  const Unit* unit = find_unit(dimension, name);
  if (unit == nullptr) {
    refuse_unit(dimension, whole, name);
  }
  const double value = number * unit->multiply / unit->divide;
  if (!std::isfinite(value)) {
    throw Error(fmt::format("'{}' is not a finite number", whole));
  }
  return value;
}

std::string format_quantity(double value, Type type) {
  const Dimension& dimension = dimension_of(type);
  std::string shortest = fmt::format("{}", value);
  std::string_view unit_name = dimension.base;
  if (!std::isfinite(value) || value == 0.0) {
    return fmt::format("{} {}", shortest, unit_name);
  }
  for (const Unit& unit : dimension.units) {
    const double number = value * unit.divide / unit.multiply;
    const std::string text = fmt::format("{}", number);
    if (text.size() <= shortest.size() && number * unit.multiply / unit.divide == value) {
      shortest = text;
      unit_name = unit.name;
    }
  }
  return fmt::format("{} {}", shortest, unit_name);
}

std::string expected(Type type) {
  if (const Dimension* dimension = find_dimension(type)) {
    return fmt::format("{} such as \"{}\"", dimension->noun, dimension->example);
  }
  switch (type) {
    case Type::kBoolean:
      return "true or false";
    case Type::kInteger:
      return "an integer";
    case Type::kReal:
      return "a number";
    case Type::kText:
      return "text";
    case Type::kPath:
      return "a path as text";
    case Type::kNames:
      return "a name or a list of names";
    case Type::kIntegers:
      return "a list of integers";
    case Type::kComponent:
      return "a table with 'kind', or the kind's name";
    case Type::kComponents:
      return "a list of tables with 'kind'";
    case Type::kTables:
      return "a list of tables";
    default:
      return "a table";
  }
}

std::string format_range(const Range& range, Type type) {
  const auto text = [type](double value) {
    return is_quantity(type) ? format_quantity(value, type) : fmt::format("{}", value);
  };
  const bool below = std::isfinite(range.maximum);
  if (std::isfinite(range.minimum) && below && !range.minimum_open && !range.maximum_open) {
    return fmt::format("from {} to {}", text(range.minimum), text(range.maximum));
  }
  std::string result;
  if (std::isfinite(range.minimum)) {
    result = (range.minimum_open ? "> " : ">= ") + text(range.minimum);
  }
  if (below) {
    result += result.empty() ? "" : " and ";
    result += (range.maximum_open ? "< " : "<= ") + text(range.maximum);
  }
  return result;
}

bool contains(const Range& range, double value) {
  const bool above = range.minimum_open ? value > range.minimum : value >= range.minimum;
  const bool below = range.maximum_open ? value < range.maximum : value <= range.maximum;
  return above && below;
}

}  // namespace simgrad
