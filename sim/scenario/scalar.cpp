#include "sim/scenario/scalar.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/scenario/quantity.hpp"
#include "sim/scenario/suggestion.hpp"

namespace simgrad {
namespace {

/// One value being read: everything a check needs to complain.
struct Reading {
  const Parameter& parameter;
  const SourceNode& node;
  const std::string& key;
  Problems& problems;

  [[nodiscard]] std::nullopt_t refuse(const std::string& text) const {
    problems.add(key, node.where, fmt::format("{}: {}", key, text));
    return std::nullopt;
  }

  [[nodiscard]] std::nullopt_t refuse_type(const std::string& what) const {
    simgrad::refuse_type(key, node, what, problems);
    return std::nullopt;
  }
};

bool in_range(const Reading& reading, double value, const std::string& shown, Type type) {
  const Range& range = reading.parameter.range;
  if (contains(range, value)) {
    return true;
  }
  (void)reading.refuse(
      fmt::format("{} is out of range, {} was expected", shown, format_range(range, type)));
  return false;
}

std::optional<std::int64_t> read_integer(const Reading& reading) {
  const auto* integer = reading.node.as<std::int64_t>();
  if (integer == nullptr) {
    return reading.refuse_type(expected(Type::kInteger));
  }
  if (!in_range(reading, static_cast<double>(*integer), fmt::format("{}", *integer),
                Type::kInteger)) {
    return std::nullopt;
  }
  return *integer;
}

std::optional<Argument> read_real(const Reading& reading) {
  const auto* real = reading.node.as<double>();
  const auto* integer = reading.node.as<std::int64_t>();
  if (real == nullptr && integer == nullptr) {
    return reading.refuse_type(expected(Type::kReal));
  }
  const double value = real != nullptr ? *real : static_cast<double>(*integer);
  if (!std::isfinite(value)) {
    return reading.refuse_type("a finite number");
  }
  if (!in_range(reading, value, fmt::format("{}", value), Type::kReal)) {
    return std::nullopt;
  }
  return value;
}

std::optional<Argument> read_quantity(const Reading& reading) {
  const Type type = reading.parameter.type;
  const auto* text = reading.node.as<std::string>();
  if (text == nullptr) {
    return reading.refuse_type(expected(type));
  }
  double value = 0.0;
  try {
    value = parse_quantity(*text, type);
  } catch (const Error& error) {
    return reading.refuse(error.what());
  }
  if (!in_range(reading, value, fmt::format("'{}'", *text), type)) {
    return std::nullopt;
  }
  return value;
}

std::optional<std::string> read_text_value(const Reading& reading) {
  const auto* text = reading.node.as<std::string>();
  if (text == nullptr) {
    return reading.refuse_type(expected(reading.parameter.type));
  }
  if (text->find('\0') != std::string::npos) {
    return reading.refuse("the text holds a NUL character");
  }
  const auto& choices = reading.parameter.choices;
  if (!choices.empty() && std::find(choices.begin(), choices.end(), *text) == choices.end()) {
    return reading.refuse(fmt::format("unknown choice '{}'{}", *text, suggestion(*text, choices)));
  }
  return *text;
}

std::optional<Argument> read_path(const Reading& reading, const std::filesystem::path& folder) {
  const auto text = read_text_value(reading);
  if (!text) {
    return std::nullopt;
  }
  if (text->empty()) {
    return reading.refuse("the path is empty");
  }
  return (folder / *text).lexically_normal().string();
}

/// Reads each element of a list with `read`; every bad one is a problem of its own.
template <class T, class Read>
std::optional<Argument> read_list(const Reading& reading, const SourceList& list, Read read) {
  std::vector<T> values;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string key = child_key(reading.key, i);
    if (auto value = read(Reading{reading.parameter, list[i], key, reading.problems})) {
      values.push_back(std::move(*value));
    }
  }
  return values.size() == list.size() ? std::optional<Argument>(std::move(values)) : std::nullopt;
}

std::optional<std::string> read_name(const Reading& reading) {
  auto text = read_text_value(reading);
  if (text && text->empty()) {
    return reading.refuse("the name is empty");
  }
  return text;
}

std::optional<Argument> read_names(const Reading& reading) {
  if (reading.node.as<std::string>() != nullptr) {
    auto name = read_name(reading);
    return name ? std::optional<Argument>(std::vector{std::move(*name)}) : std::nullopt;
  }
  const auto* list = reading.node.as<SourceList>();
  if (list == nullptr) {
    return reading.refuse_type(expected(Type::kNames));
  }
  if (list->empty()) {
    return reading.refuse("the list is empty, at least one name was expected");
  }
  return read_list<std::string>(reading, *list, read_name);
}

std::optional<Argument> read_integers(const Reading& reading) {
  const auto* list = reading.node.as<SourceList>();
  if (list == nullptr) {
    return reading.refuse_type(expected(Type::kIntegers));
  }
  return read_list<std::int64_t>(reading, *list, read_integer);
}

std::optional<Argument> read_boolean(const Reading& reading) {
  const auto* boolean = reading.node.as<bool>();
  if (boolean == nullptr) {
    return reading.refuse_type(expected(Type::kBoolean));
  }
  return *boolean;
}

}  // namespace

void refuse_type(const std::string& key, const SourceNode& node, const std::string& what,
                 Problems& problems) {
  problems.add(key, node.where,
               fmt::format("{}: {} was expected, not {}", key, what, describe_node(node)));
}

std::optional<Argument> read_scalar(const Parameter& parameter, const SourceNode& node,
                                    const std::string& key, const std::filesystem::path& folder,
                                    Problems& problems) {
  const Reading reading{parameter, node, key, problems};
  switch (parameter.type) {
    case Type::kBoolean:
      return read_boolean(reading);
    case Type::kInteger:
      return read_integer(reading);
    case Type::kReal:
      return read_real(reading);
    case Type::kText:
      return read_text_value(reading);
    case Type::kPath:
      return read_path(reading, folder);
    case Type::kNames:
      return read_names(reading);
    case Type::kIntegers:
      return read_integers(reading);
    default:
      return read_quantity(reading);
  }
}

}  // namespace simgrad
