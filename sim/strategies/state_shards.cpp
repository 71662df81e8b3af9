#include "sim/strategies/state_shards.hpp"

namespace simgrad {

StateShards::StateShards(std::shared_ptr<const Model> model, std::vector<ParameterRange> units,
                         std::size_t slots)
    : model_(std::move(model)), units_(std::move(units)), slots_(slots) {}

double StateShards::share(std::size_t rank, std::size_t n) const {
  std::size_t parameters = 0;
  for (std::size_t u = 0; u < units_.size(); ++u) {
    parameters += chunks(u, n)[rank].parameters;
  }
  return static_cast<double>(parameters) / static_cast<double>(model_->parameter_count());
}

Slices StateShards::shard_of(const Value& whole, std::size_t rank, std::size_t n) const {
  Slices shard;
  for (std::size_t k = 0; k <= slots_; ++k) {
    for (std::size_t u = 0; u < units_.size(); ++u) {
      const ParameterRange& mine = chunks(u, n)[rank];
      shard.push_back({whole, k * model_->padded_count() + mine.offset, mine.count});
    }
  }
  return shard;
}

Slices StateShards::whole_of(const std::vector<Value>& parts) const {
  const std::size_t n = parts.size();
  Slices whole;
  for (std::size_t k = 0; k <= slots_; ++k) {
    for (std::size_t u = units_.size(); u-- > 0;) {
      for (std::size_t rank = 0; rank < n; ++rank) {
        const std::size_t begin = parts[rank].floats() - floats(rank, n);
        const std::size_t slot = k * cut(n).offsets.back()[rank];
        whole.push_back({parts[rank], begin + slot + offset(u, rank, n), chunks(u, n)[rank].count});
      }
    }
  }
  return whole;
}

const StateShards::Cut& StateShards::cut(std::size_t n) const {
  Cut& cut = cuts_[n];
  if (!cut.chunks.empty()) {
    return cut;
  }
  std::vector<std::size_t> offsets(n, 0);
  for (const ParameterRange& unit : units_) {
    cut.offsets.push_back(offsets);
    const auto& chunks = cut.chunks.emplace_back(even_ranges(*model_, unit, n));
    for (std::size_t rank = 0; rank < n; ++rank) {
      offsets[rank] += chunks[rank].count;
    }
  }
  cut.offsets.push_back(std::move(offsets));
  return cut;
}

}  // namespace simgrad
