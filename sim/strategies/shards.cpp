#include "sim/strategies/shards.hpp"

#include <algorithm>

namespace simgrad {

Shards::Shards(Training& training, const std::string& slices) : training_(training) {
  const std::vector<Node*>& servers = training.servers();
  const Model& model = *training.model();
  const std::vector<ParameterRange> ranges =
      slices == "layer" ? tensor_ranges(model, servers.size()) : even_ranges(model, servers.size());
  for (std::size_t k = 0; k < ranges.size(); ++k) {
    if (ranges[k].parameters > 0) {
      Shard shard;
      shard.server = servers[k];
      shard.index = shards_.size();
      shard.range = ranges[k];
      shards_.push_back(std::move(shard));
    }
  }
}

double Shards::bytes(const Shard& shard) const {
  return training_.wire_bytes(shard.range.parameters);
}

void Shards::take_slices(const Value& state, std::size_t slots) {
  const std::size_t count = training_.model()->padded_count();
  for (Shard& shard : shards_) {
    if (shards_.size() == 1) {
      set_state(shard, state);
      continue;
    }
    Concatenation blocks;
    for (std::size_t block = 0; block <= slots; ++block) {
      blocks.slices.push_back({state, block * count + shard.range.offset, shard.range.count});
    }
    set_state(shard, training_.device().submit(std::move(blocks)));
  }
}

Value Shards::step(const Shard& shard, const UpdateRule& optimizer, const Value& gradient) const {
  OptimizerStep step{optimizer, shard.steps + 1, shard.state, gradient};
  const double step_flop = training_.update_flop(step);
  return shard.server->compute({std::move(step), step_flop});
}

void Shards::set_state(Shard& shard, const Value& state) {
  shard.state = state;
  shard.sent = {};
}

Value Shards::with_zero_slots(const Value& parameters, const Shard& shard,
                              std::size_t slots) const {
  if (slots == 0) {
    return parameters;
  }
  const std::size_t count = shard.range.count;
  const std::size_t zeros = slots * count;
  return training_.device().submit(Concatenation{
      {{parameters, 0, count}, {training_.device().upload(std::vector<float>(zeros)), 0, zeros}}});
}

const Value& Shards::on_wire(Shard& shard) {
  if (!shard.sent) {
    shard.sent = training_.on_wire(shard.state, shard.range.count);
  }
  return shard.sent;
}

Value Shards::on_wire(const Value& gradient, const Shard& shard) const {
  if (shards_.size() == 1) {
    return training_.on_wire(gradient);
  }
  return training_.on_wire(training_.device().submit(
      Concatenation{{{gradient, shard.range.offset, shard.range.count}}}));
}

Value Shards::join(const std::vector<Value>& slices) {
  if (slices.size() == 1) {
    return slices.front();
  }
  std::vector<std::uint64_t> sequences;
  Concatenation whole;
  for (std::size_t k = 0; k < slices.size(); ++k) {
    sequences.push_back(slices[k].sequence());
    whole.slices.push_back({slices[k], 0, shards_[k].range.count});
  }
  if (sequences != joined_slices_) {
    joined_slices_ = std::move(sequences);
    joined_ = training_.device().submit(std::move(whole));
  }
  return joined_;
}

Value Shards::parameters() {
  std::vector<Value> slices;
  for (const Shard& shard : shards_) {
    slices.push_back(shard.state);
  }
  return join(slices);
}

bool Shards::are_up() const {
  return std::all_of(shards_.begin(), shards_.end(), [](const Shard& shard) {
    return shard.server->is_up();
  });
}

std::vector<std::int64_t> Shards::lives() const {
  std::vector<std::int64_t> lives;
  for (const Shard& shard : shards_) {
    lives.push_back(shard.server->incarnation());
  }
  return lives;
}

double Shards::crash_s(const std::vector<std::int64_t>& lives) const {
  double crash_s = training_.engine().now();
  for (const Shard& shard : shards_) {
    if (shard.server->incarnation() != lives[shard.index]) {
      crash_s = std::min(crash_s, shard.server->down_since_s());
    }
  }
  return crash_s;
}

Shards::Checkpoint Shards::checkpoint(std::int64_t round) const {
  return {round, training_.useful_s(), shards_};
}

void Shards::go_back_to(const Checkpoint& checkpoint) {
  std::copy(checkpoint.shards.begin(), checkpoint.shards.end(), shards_.begin());
}

}  // namespace simgrad
