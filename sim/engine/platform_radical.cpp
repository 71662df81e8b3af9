#include "sim/engine/platform_radical.hpp"

#include <charconv>

namespace simgrad {
namespace {

// Far above any cluster, far below an overflow of products of a few of them.
constexpr std::int64_t kLargestIndex = 2'000'000'000;

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) {
      return parts;
    }
    text.remove_prefix(at + 1);
  }
}

std::optional<std::int64_t> read_index(std::string_view text) {
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || rest != end || value < 0 || value > kLargestIndex) {
    return std::nullopt;
  }
  return value;
}

std::optional<std::int64_t> product(const std::vector<std::string_view>& factors) {
  std::int64_t result = 1;
  for (std::string_view factor : factors) {
    const auto value = read_index(factor);
    if (!value || *value == 0 || result > kLargestIndex / *value) {
      return std::nullopt;
    }
    result *= *value;
  }
  return result;
}

std::optional<RadicalRange> read_range(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto first = read_index(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : read_index(text.substr(dash + 1));
  if (!first || !last || *last < *first) {
    return std::nullopt;
  }
  return RadicalRange{*first, *last};
}

// Levels; then for each level hosts or switches below, switches above, parallel links.
std::optional<std::int64_t> fat_tree_host_count(const std::vector<std::string_view>& fields) {
  const auto levels = read_index(fields[0]);
  for (std::size_t field = 1; field < fields.size(); ++field) {
    const auto numbers = split(fields[field], ',');
    if (!levels || static_cast<std::int64_t>(numbers.size()) != *levels || !product(numbers)) {
      return std::nullopt;
    }
  }
  return product(split(fields[1], ','));
}

// Groups, chassis and routers, each with its number of parallel links; then hosts of a router.
std::optional<std::int64_t> dragonfly_host_count(const std::vector<std::string_view>& fields) {
  std::vector<std::string_view> counts;
  for (std::string_view field : fields) {
    const auto numbers = split(field, ',');
    if (numbers.size() != (counts.size() < 3 ? 2 : 1) || !product(numbers)) {
      return std::nullopt;
    }
    counts.push_back(numbers[0]);
  }
  return product(counts);
}

}  // namespace

std::optional<std::vector<RadicalRange>> read_radical(std::string_view text) {
  std::vector<RadicalRange> ranges;
  for (std::string_view part : split(text, ',')) {
    const auto range = read_range(part);
    if (!range) {
      return std::nullopt;
    }
    ranges.push_back(*range);
  }
  return ranges;
}

std::int64_t host_count(const std::vector<RadicalRange>& ranges) {
  std::int64_t count = 0;
  for (const RadicalRange& range : ranges) {
    count += range.last - range.first + 1;
  }
  return count;
}

std::optional<std::int64_t> topology_host_count(std::string_view topology,
                                                std::string_view topo_parameters) {
  if (topology == "TORUS") {
    return product(split(topo_parameters, ','));
  }
  std::vector<std::string_view> fields = split(topo_parameters, ';');
  if (fields.size() != 4) {
    return std::nullopt;
  }
  return topology == "FAT_TREE" ? fat_tree_host_count(fields) : dragonfly_host_count(fields);
}

}  // namespace simgrad
