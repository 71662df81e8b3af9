#include "kernels/cuda/level_queue.hpp"

#include <algorithm>

namespace simgrad::cuda {
namespace {

constexpr double kShortestShare = 0.75;    // of a level's longest training
constexpr std::size_t kMostLanes = 16384;  // lanes are a grid's second dimension

bool same(const SgdRule& a, const SgdRule& b) {
  return a.learning_rate == b.learning_rate && a.momentum == b.momentum &&
         a.weight_decay == b.weight_decay && a.nesterov == b.nesterov;
}

bool same(const AdamWRule& a, const AdamWRule& b) {
  return a.learning_rate == b.learning_rate && a.beta1 == b.beta1 && a.beta2 == b.beta2 &&
         a.epsilon == b.epsilon && a.weight_decay == b.weight_decay;
}

bool same(const UpdateRule& a, const UpdateRule& b) {
  return std::visit(
      [&](const auto& rule) {
        const auto* other = std::get_if<std::decay_t<decltype(rule)>>(&b);
        return other != nullptr && same(rule, *other);
      },
      a);
}

/// Other kinds are a level each.
template <class Kind>
bool together(const Kind& /*a*/, const Kind& /*b*/) {
  return false;
}

/// Gradients at the same parameters share their products.
bool together(const Gradient& a, const Gradient& b) {
  return a.model == b.model && a.data == b.data && a.batch->size() == b.batch->size() &&
         a.parameters.state() == b.parameters.state();
}

bool together(const LocalTraining& a, const LocalTraining& b) {
  return a.model == b.model && a.data == b.data && a.epochs == b.epochs &&
         batch_rows(a) == batch_rows(b) && same(a.optimizer, b.optimizer);
}

bool together(const LinearCombination& a, const LinearCombination& b) {
  return a.count == b.count;
}

bool together(const Rounding& a, const Rounding& b) {
  return a.format == b.format && a.source.floats() == b.source.floats();
}

/// Micro-batches through a stage, at the same parameters.
bool together(const StageForward& a, const StageForward& b) {
  return a.stage == b.stage && a.data == b.data && a.batch->size() == b.batch->size() &&
         a.parameters.state() == b.parameters.state();
}

bool together(const StageBackward& a, const StageBackward& b) {
  return a.stage == b.stage && a.data == b.data && a.batch->size() == b.batch->size() &&
         a.parameters.state() == b.parameters.state() && a.total_samples == b.total_samples;
}

bool together(const CudaValue& a, const CudaValue& b) {
  return std::visit(
      [&](const auto& kind) {
        const auto* other = std::get_if<std::decay_t<decltype(kind)>>(b.work.get());
        return other != nullptr && together(kind, *other);
      },
      *a.work);
}

std::size_t length(const CudaValue& value) {
  const auto* training = std::get_if<LocalTraining>(value.work.get());
  return training == nullptr ? 1 : steps(*training);
}

}  // namespace

std::vector<Level::Values> LevelQueue::take() {
  std::vector<Level::Values> levels;
  while (has_work()) {
    const auto value = std::static_pointer_cast<CudaValue>(ready_.top().value.lock());
    ready_.pop();
    if (value == nullptr) {
      continue;
    }
    const auto level = std::find_if(levels.begin(), levels.end(), [&](const auto& values) {
      return together(*values.front(), *value);
    });
    if (level == levels.end()) {
      levels.push_back({value});
    } else {
      level->push_back(value);
    }
  }
  std::vector<Level::Values> pieces;
  for (Level::Values& level : levels) {
    std::stable_sort(level.begin(), level.end(), [](const auto& a, const auto& b) {
      return length(*a) > length(*b);
    });
    const std::vector<Level::Values> parts =
        split(level, works_at_once_ == 0 ? kMostLanes : works_at_once_);
    pieces.insert(pieces.end(), parts.begin(), parts.end());
  }
  return pieces;
}

std::vector<Level::Values> split(const Level::Values& values, std::size_t most) {
  std::vector<Level::Values> pieces;
  for (const auto& value : values) {
    const bool begins = pieces.empty() || pieces.back().size() == most ||
                        static_cast<double>(length(*value)) <
                            kShortestShare * static_cast<double>(length(*pieces.back().front()));
    if (begins) {
      pieces.emplace_back();
    }
    pieces.back().push_back(value);
  }
  return pieces;
}

}  // namespace simgrad::cuda
