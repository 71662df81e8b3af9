#include "gui/reading/traffic_gathering.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace simgrad::gui {
namespace {

constexpr double kMostBins = 1e12;  // of a link: far beyond any run, and its number fits 40 bits

}  // namespace

bool TrafficGathering::add(std::uint32_t link, double begin_s, double length_s,
                           std::int64_t bytes) {
  const double index = std::round(begin_s / length_s);
  if (!(length_s > 0.0) || !std::isfinite(length_s) || !(index >= 0.0 && index < kMostBins) ||
      bytes < 0) {
    return false;
  }
  if (length_s != bin_s_) {
    clear();
    bin_s_ = length_s;
  }
  changed_ = true;
  const auto number = static_cast<std::int64_t>(index);
  const std::uint64_t key = (static_cast<std::uint64_t>(number) << 24U) ^ link;
  const auto [found, is_new] = place_of_.try_emplace(key, bins_.size());
  if (is_new) {
    bins_.push_back({number, link, bytes});
  } else {
    bins_[found->second].bytes = bytes;
  }
  return true;
}

Shared<TrafficTable> TrafficGathering::table() {
  if (changed_) {
    auto table = std::make_shared<TrafficTable>();
    table->bin_s = bin_s_;
    table->bins = bins_;
    std::sort(table->bins.begin(), table->bins.end(), [](const TrafficBin& a, const TrafficBin& b) {
      return std::tie(a.index, a.link) < std::tie(b.index, b.link);
    });
    published_ = std::move(table);
    changed_ = false;
  }
  return published_;
}

void TrafficGathering::clear() {
  bin_s_ = 0.0;
  bins_.clear();
  place_of_.clear();
  changed_ = true;
}

}  // namespace simgrad::gui
