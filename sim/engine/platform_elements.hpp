#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace simgrad {

/// What the text of an attribute must be. kSpeedList and kBandwidthList are one quantity or several
/// with commas between them (pstates of a host, rates of a WIFI link). kCoordinates are three
/// numbers.
enum class AttributeKind {
  kText,
  kName,
  kSpeedList,
  kBandwidth,
  kBandwidthList,
  kLatency,
  kCount,
  kCoordinates,
  kChoice,
  kProfile
};

struct PlatformAttribute {
  std::string_view name;
  AttributeKind kind = AttributeKind::kText;
  bool required = false;
  std::string_view choices = "";  // with spaces between, of a kChoice
};

/// One row of SimGrid's DTD 4.1.
struct PlatformElement {
  std::string_view name;
  std::string_view parents;  // with spaces between; "" for the root
  std::vector<PlatformAttribute> attributes;
  std::string_view refused_because = "";  // not empty: simgrad takes no such element
};

using AttributeValues = std::map<std::string, std::string, std::less<>>;

/// The element of that name, or nullptr.
const PlatformElement* find_platform_element(std::string_view name);

/// The names of the elements that are not refused, for messages.
std::string known_platform_elements();

/// Whether `word` is one of `words`, which has spaces between them.
bool is_one_of(std::string_view word, std::string_view words);

/// The value of an attribute, or "" if it is not there.
std::string_view value_of(const AttributeValues& values, std::string_view name);

/// What is wrong with the attributes of one element taken alone: unknown or missing ones,
/// quantities, choices, profiles. One text for each problem.
std::vector<std::string> attribute_problems(const PlatformElement& element,
                                            const AttributeValues& values);

}  // namespace simgrad
