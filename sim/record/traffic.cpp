#include "sim/record/traffic.hpp"

#include <algorithm>
#include <cmath>

#include "kernels/error.hpp"

namespace simgrad {

namespace {

constexpr std::size_t kBins = std::size_t{1} << 18;  // of all links together
constexpr std::size_t kFewestBinsPerLink = 16;
constexpr std::size_t kMostBinsPerLink = 512;

/// floor(bytes × F(t)), clamped so that rounding loses and invents nothing.
std::int64_t bytes_until(double t, double begin_s, double end_s, std::int64_t bytes) {
  const double share = std::max(0.0, (t - begin_s) / (end_s - begin_s));
  const double part = std::floor(static_cast<double>(bytes) * share);
  // Also for t ≥ end_s, and for a part of 2^63, which would not fit.
  return part >= static_cast<double>(bytes) ? bytes : static_cast<std::int64_t>(part);
}

}  // namespace

TrafficBins::TrafficBins(std::size_t links, double first_width_s)
    : links_(links),
      bins_per_link_(std::clamp(kBins / std::max<std::size_t>(links, 1), kFewestBinsPerLink,
                                kMostBinsPerLink)),
      width_s_(first_width_s),
      bytes_(links * bins_per_link_),
      is_changed_(bytes_.size()) {
  SIMGRAD_REQUIRE(std::isfinite(first_width_s) && first_width_s > 0.0,
                  "the width of a traffic bin is positive");
}

void TrafficBins::add(std::size_t link, double begin_s, double end_s, std::int64_t bytes) {
  SIMGRAD_REQUIRE(link < links_, "traffic names a link that was recorded");
  SIMGRAD_REQUIRE(0.0 <= begin_s && begin_s <= end_s && std::isfinite(end_s),
                  "a transfer begins at 0 or later and ends no earlier than it begins");
  SIMGRAD_REQUIRE(bytes >= 0, "a transfer has no negative number of bytes");
  while (end_s >= static_cast<double>(bins_per_link_) * width_s_) {
    widen();
  }
  auto index = static_cast<std::size_t>(begin_s / width_s_);
  if (begin_s == end_s) {
    add_to_bin(link, index, bytes);
    return;
  }
  for (std::int64_t before = 0; before < bytes; ++index) {
    const double upper_s = static_cast<double>(index + 1) * width_s_;
    const std::int64_t until = bytes_until(upper_s, begin_s, end_s, bytes);
    add_to_bin(link, index, until - before);
    before = until;
  }
}

void TrafficBins::add_to_bin(std::size_t link, std::size_t index, std::int64_t bytes) {
  if (bytes == 0) {
    return;
  }
  const std::size_t position = link * bins_per_link_ + index;
  bytes_[position] += bytes;
  if (is_changed_[position] == 0) {
    is_changed_[position] = 1;
    changed_.push_back(position);
  }
}

void TrafficBins::widen() {
  for (std::size_t link = 0; link < links_; ++link) {
    std::int64_t* bins = bytes_.data() + link * bins_per_link_;
    for (std::size_t index = 0; index < bins_per_link_; ++index) {
      const std::int64_t value = bins[index];
      bins[index] = 0;
      bins[index / 2] += value;
    }
  }
  width_s_ *= 2.0;
  widened_ = true;
}

void TrafficBins::list_all_as_changed() {
  changed_.clear();
  for (std::size_t position = 0; position < bytes_.size(); ++position) {
    if (bytes_[position] != 0) {
      changed_.push_back(position);
    }
  }
}

TrafficBins::Changes TrafficBins::take_changes() {
  if (widened_) {
    list_all_as_changed();
  }
  Changes changes{width_s_, bins_per_link_, widened_, {}};
  changes.bins.reserve(changed_.size());
  for (const std::size_t position : changed_) {
    changes.bins.push_back(
        {position / bins_per_link_, position % bins_per_link_, bytes_[position]});
  }
  std::fill(is_changed_.begin(), is_changed_.end(), char{0});
  changed_.clear();
  widened_ = false;
  return changes;
}

std::int64_t TrafficBins::bytes(std::size_t link, std::size_t index) const {
  return bytes_.at(link * bins_per_link_ + index);
}

}  // namespace simgrad
