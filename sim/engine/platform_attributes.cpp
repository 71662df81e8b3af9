#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "sim/engine/platform_elements.hpp"
#include "sim/engine/platform_units.hpp"

namespace simgrad {
namespace {

std::string known_attributes(const PlatformElement& element) {
  std::string names;
  for (const PlatformAttribute& attribute : element.attributes) {
    if (attribute.kind != AttributeKind::kProfile) {
      names += (names.empty() ? "" : " ") + std::string(attribute.name);
    }
  }
  return names;
}

const PlatformAttribute* find_attribute(const PlatformElement& element, std::string_view name) {
  for (const PlatformAttribute& attribute : element.attributes) {
    if (attribute.name == name) {
      return &attribute;
    }
  }
  return nullptr;
}

// What was expected instead of `text`; nothing if it is right.
std::optional<std::string> quantity_problem(PlatformQuantity quantity, std::string_view text) {
  QuantityReading reading = read_quantity(quantity, text);
  return reading.value ? std::nullopt : std::optional(std::move(reading.expected));
}

std::optional<std::string> quantities_problem(PlatformQuantity quantity, std::string_view text) {
  while (true) {
    const std::size_t comma = text.find(',');
    std::string_view one = text.substr(0, comma);
    one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
    if (auto problem = quantity_problem(quantity, one)) {
      return problem;
    }
    if (comma == std::string_view::npos) {
      return std::nullopt;
    }
    text.remove_prefix(comma + 1);
  }
}

std::optional<std::string> count_problem(std::string_view text) {
  int value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc() && rest == end && value >= 1) {
    return std::nullopt;
  }
  return "a whole number, 1 or more";
}

std::optional<std::string> coordinates_problem(std::string_view text) {
  const std::string expected = "three numbers, such as \"25.5 9.4 1.4\"";
  int found = 0;
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    double value = 0.0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + space, value);
    if (error != std::errc() || rest != text.data() + space || !std::isfinite(value)) {
      return expected;
    }
    ++found;
    text.remove_prefix(std::min(space + 1, text.size()));
  }
  return found == 3 ? std::nullopt : std::optional(expected);
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  }
  return result;
}

// SimGrid compares routing names without regard to case, and every other choice with.
bool is_choice(const PlatformAttribute& attribute, std::string_view text) {
  return attribute.name == "routing" ? is_one_of(lower(text), lower(attribute.choices))
                                     : is_one_of(text, attribute.choices);
}

std::optional<std::string> value_problem(const PlatformAttribute& attribute,
                                         std::string_view text) {
  switch (attribute.kind) {
    case AttributeKind::kSpeedList:
      return quantities_problem(PlatformQuantity::kSpeed, text);
    case AttributeKind::kBandwidth:
      return quantity_problem(PlatformQuantity::kBandwidth, text);
    case AttributeKind::kBandwidthList:
      return quantities_problem(PlatformQuantity::kBandwidth, text);
    case AttributeKind::kLatency:
      return quantity_problem(PlatformQuantity::kLatency, text);
    case AttributeKind::kCount:
      return count_problem(text);
    case AttributeKind::kCoordinates:
      return coordinates_problem(text);
    case AttributeKind::kChoice:
      return is_choice(attribute, text) ? std::nullopt
                                        : std::optional("one of " + std::string(attribute.choices));
    case AttributeKind::kName:
      return text.empty() ? std::optional<std::string>("a name that is not empty") : std::nullopt;
    case AttributeKind::kText:
    case AttributeKind::kProfile:
      break;
  }
  return std::nullopt;
}

std::string problem_of(const PlatformElement& element, const std::string& name,
                       const std::string& value) {
  const PlatformAttribute* attribute = find_attribute(element, name);
  if (attribute == nullptr) {
    return "unknown attribute " + name + "; known: " + known_attributes(element);
  }
  if (attribute->kind == AttributeKind::kProfile) {
    return value.empty() ? ""
                         : name + "=\"" + value +
                               "\": profiles are not taken from platform files: failures and "
                               "changing speeds belong into the scenario";
  }
  const auto expected = value_problem(*attribute, value);
  return expected ? name + "=\"" + value + "\": expected " + *expected : "";
}

}  // namespace

bool is_one_of(std::string_view word, std::string_view words) {
  while (!words.empty()) {
    const std::size_t space = words.find(' ');
    if (words.substr(0, space) == word) {
      return true;
    }
    words.remove_prefix(space == std::string_view::npos ? words.size() : space + 1);
  }
  return false;
}

std::string_view value_of(const AttributeValues& values, std::string_view name) {
  const auto found = values.find(name);
  return found == values.end() ? std::string_view() : std::string_view(found->second);
}

std::vector<std::string> attribute_problems(const PlatformElement& element,
                                            const AttributeValues& values) {
  std::vector<std::string> problems;
  for (const auto& [name, value] : values) {
    if (std::string problem = problem_of(element, name, value); !problem.empty()) {
      problems.push_back(std::move(problem));
    }
  }
  for (const PlatformAttribute& attribute : element.attributes) {
    if (attribute.required && !values.contains(attribute.name)) {
      problems.push_back("attribute " + std::string(attribute.name) + " is missing");
    }
  }
  return problems;
}

}  // namespace simgrad
