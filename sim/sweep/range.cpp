#include "sim/sweep/range.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <span>
#include <string_view>

#include <fmt/format.h>

#include "sim/scenario/quantity.hpp"
#include "sim/scenario/reader.hpp"

namespace simgrad {
namespace {

constexpr std::array kQuantities{Type::kSeconds, Type::kBytes, Type::kBytesPerSecond,
                                 Type::kFlopPerSecond};

/// Beyond, a double no longer holds every whole number.
constexpr double kLargestInteger = 9007199254740992.0;

/// @param end  what both ends have to be
std::vector<Parameter> range_parameters(Parameter end) {
  end.default_text = kRequired;
  end.name = "from";
  Parameter to = end;
  to.name = "to";
  return {end,
          to,
          {"steps", Type::kInteger, "how many values, both ends among them", kOptional, Range{2.0}},
          {"scale", Type::kText, "how they lie", "\"linear\"", kAny, {"linear", "log"}}};
}

/// What an end of the range is, where the scenario does not tell what its key takes.
Type type_of_end(const SourceNode& node) {
  if (const auto* text = node.as<std::string>()) {
    for (const Type type : kQuantities) {
      try {
        (void)parse_quantity(*text, type);
        return type;
      } catch (const Error&) {  // of another dimension, or none
      }
    }
    return Type::kReal;
  }
  return node.as<std::int64_t>() != nullptr ? Type::kInteger : Type::kReal;
}

/// What both ends have to be; of the scenario's key where that is known.
std::optional<Parameter> parameter_of_ends(const SourceTable& table, const Parameter* parameter) {
  if (parameter == nullptr) {
    const Type from = type_of_end(table.at("from"));
    const Type to = type_of_end(table.at("to"));
    return Parameter{"", from == Type::kInteger ? to : from, ""};
  }
  if (parameter->type == Type::kComponent && parameter->family == "distribution") {
    return Parameter{"", Type::kSeconds, ""};
  }
  const bool number = parameter->type == Type::kInteger || parameter->type == Type::kReal;
  return number || is_quantity(parameter->type) ? std::optional<Parameter>(*parameter)
                                                : std::nullopt;
}

double number(const Arguments& arguments, std::string_view name, Type type) {
  return type == Type::kInteger ? static_cast<double>(arguments.integer(name))
                                : arguments.real(name);
}

/// What the ends and the scale have against each other, and where; "" if nothing.
std::string conflict(const ValueRange& range) {
  if (range.from == range.to) {
    return "both ends are the same, two different ones were expected";
  }
  if (range.logarithmic && (range.from <= 0.0 || range.to <= 0.0)) {
    return "a logarithmic range needs both ends above 0";
  }
  if (range.type == Type::kInteger &&
      std::max(std::abs(range.from), std::abs(range.to)) > kLargestInteger) {
    return "ends up to 2^53 were expected";
  }
  return "";
}

/// To 6 significant digits, so that a label tells the whole value.
double rounded(double value) {
  const std::string text = fmt::format("{:.5e}", value);
  double result = value;
  (void)std::from_chars(text.data(), text.data() + text.size(), result);
  return result;
}

constexpr std::array<std::string_view, 4> kTimes{"s", "ms", "us", "ns"};
constexpr std::array<std::string_view, 5> kSizes{"TB", "GB", "MB", "kB", "B"};
constexpr std::array<std::string_view, 5> kDataRates{"Tbit/s", "Gbit/s", "Mbit/s", "kbit/s",
                                                     "bit/s"};
constexpr std::array<std::string_view, 6> kFlopRates{"Pflop/s", "Tflop/s", "Gflop/s",
                                                     "Mflop/s", "kflop/s", "flop/s"};

std::span<const std::string_view> readable_units(Type type) {
  switch (type) {
    case Type::kSeconds:
      return kTimes;
    case Type::kBytes:
      return kSizes;
    case Type::kBytesPerSecond:
      return kDataRates;
    default:
      return kFlopRates;
  }
}

/// To 6 significant digits in the largest unit of which it is one at least: "282.523 ms".
std::string readable_quantity(double value, Type type) {
  const auto units = readable_units(type);
  std::string text;
  for (const std::string_view unit : units) {
    const double number = value / parse_quantity(fmt::format("1 {}", unit), type);
    text = fmt::format("{} {}", rounded(number), unit);
    if (std::abs(number) >= 1.0 || value == 0.0) {
      break;
    }
  }
  return text;
}

}  // namespace

std::optional<ValueRange> read_range(const SourceNode& node, const std::string& key,
                                     const Parameter* parameter, bool steps_needed,
                                     Problems& problems) {
  const SourceTable& table = *node.as<SourceTable>();
  for (const std::string_view end : {"from", "to"}) {
    if (!table.contains(end)) {
      problems.add(key, node.where, fmt::format("'{}' is missing", child_key(key, end)));
      return std::nullopt;
    }
  }
  const auto ends = parameter_of_ends(table, parameter);
  if (!ends) {
    problems.add(key, node.where,
                 fmt::format("{}: a range was given, but the key takes {}: a list of values was "
                             "expected",
                             key, expected(parameter->type)));
    return std::nullopt;
  }
  const Arguments read =
      Reader({}, problems).read_table(range_parameters(*ends), table, node.where, key);
  if (!problems.sound(key)) {
    return std::nullopt;
  }
  ValueRange range{ends->type, number(read, "from", ends->type), number(read, "to", ends->type),
                   read.text("scale") == "log", std::nullopt};
  if (read.has("steps")) {
    range.steps = read.integer("steps");
  }
  std::string wrong = conflict(range);
  if (wrong.empty() && steps_needed && !range.steps) {
    wrong = "'steps' is missing: how many values the range has";
  }
  if (!wrong.empty()) {
    problems.add(key, node.where, fmt::format("{}: {}", key, wrong));
    return std::nullopt;
  }
  return range;
}

double at_fraction(const ValueRange& range, double fraction) {
  if (fraction <= 0.0 || fraction >= 1.0) {
    return fraction <= 0.0 ? range.from : range.to;
  }
  return range.logarithmic ? range.from * std::pow(range.to / range.from, fraction)
                           : range.from + fraction * (range.to - range.from);
}

double draw_at(const ValueRange& range, double fraction) {
  if (range.type != Type::kInteger) {
    return at_fraction(range, fraction);
  }
  const double half = range.from < range.to ? 0.5 : -0.5;
  ValueRange cells = range;
  cells.from -= half;
  cells.to += half;
  const auto [least, most] = std::minmax(range.from, range.to);
  return std::clamp(std::round(at_fraction(cells, fraction)), least, most);
}

SourceNode range_node(const ValueRange& range, double value, const Location& where) {
  SourceNode node{where, where, {}};
  if (range.type == Type::kInteger) {
    node.value = static_cast<std::int64_t>(std::llround(value));
    return node;
  }
  const auto [least, most] = std::minmax(range.from, range.to);
  if (range.type == Type::kReal) {
    const bool is_end = value == range.from || value == range.to;
    node.value = is_end ? value : std::clamp(rounded(value), least, most);
    return node;
  }
  const std::string text = readable_quantity(value, range.type);
  const double read = parse_quantity(text, range.type);
  const bool is_apart = (value == range.from || value == range.to) && read != value;
  node.value = is_apart || read < least || read > most ? format_quantity(value, range.type) : text;
  return node;
}

}  // namespace simgrad
