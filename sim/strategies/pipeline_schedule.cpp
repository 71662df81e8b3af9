#include "sim/strategies/pipeline_schedule.hpp"

#include <algorithm>

namespace simgrad {

std::vector<Pass> gpipe_schedule(std::size_t micro_batches) {
  std::vector<Pass> passes;
  for (std::size_t i = 0; i < micro_batches; ++i) {
    passes.push_back({Pass::Way::kForward, i});
  }
  for (std::size_t i = micro_batches; i-- > 0;) {
    passes.push_back({Pass::Way::kBackward, i});
  }
  return passes;
}

std::vector<Pass> one_forward_one_backward_schedule(std::size_t stage, std::size_t stages,
                                                    std::size_t micro_batches) {
  const std::size_t warm_up = std::min(stages - 1 - stage, micro_batches);
  std::vector<Pass> passes;
  for (std::size_t i = 0; i < warm_up; ++i) {
    passes.push_back({Pass::Way::kForward, i});
  }
  for (std::size_t i = warm_up; i < micro_batches; ++i) {
    passes.push_back({Pass::Way::kForward, i});
    passes.push_back({Pass::Way::kBackward, i - warm_up});
  }
  for (std::size_t i = micro_batches - warm_up; i < micro_batches; ++i) {
    passes.push_back({Pass::Way::kBackward, i});
  }
  return passes;
}

}  // namespace simgrad
