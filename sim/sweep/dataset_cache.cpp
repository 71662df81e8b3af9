#include "sim/sweep/dataset_cache.hpp"

#include <algorithm>

#include "sim/experiment/experiment.hpp"
#include "sim/sweep/component_text.hpp"

namespace simgrad {
namespace {

/// All that a data set depends on.
std::string key_of(const Plan& plan) {
  const std::string seed =
      plan.dataset.as<DatasetInfo>().depends_on_seed ? std::to_string(plan.seed) : std::string();
  return component_text(plan.dataset) + seed;
}

std::size_t bytes_of(const Dataset& data) {
  return (data.train.features.size() + data.test.features.size()) * sizeof(float) +
         (data.train.labels.size() + data.test.labels.size()) * sizeof(std::int32_t) +
         data.groups.size() * sizeof(std::uint32_t);
}

}  // namespace

std::shared_ptr<const Dataset> DatasetCache::get(const Plan& plan) {
  const std::string key = key_of(plan);
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.key == key;
  });
  if (found != entries_.end()) {
    entries_.splice(entries_.begin(), entries_, found);
  } else {
    entries_.push_front({key, load_data(plan)});
    forget_old();
  }
  return entries_.front().data;
}

void DatasetCache::forget_old() {
  std::size_t bytes = 0;
  std::size_t kept = 0;
  for (const Entry& entry : entries_) {
    bytes += bytes_of(*entry.data);
    if (kept > 0 && bytes > most_bytes_) {
      break;
    }
    ++kept;
  }
  entries_.resize(kept);
}

}  // namespace simgrad
