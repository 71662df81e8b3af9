#pragma once

#include <cstddef>
#include <vector>

/// In which order a stage of a pipeline passes micro-batches forward and back.
///
/// p stages, m micro-batches, both counted from 0. All schedules end with a flush: every
/// micro-batch has gone forward and back before the parameters change.
namespace simgrad {

struct Pass {
  enum class Way { kForward, kBackward };
  Way way = Way::kForward;
  std::size_t micro_batch = 0;
  bool operator==(const Pass&) const = default;
};

/// All forward, then all back, the last one first: a stage holds m micro-batches' activations.
///
/// Source: Huang et al. 2019 (arXiv:1811.06965), figure 2c.
std::vector<Pass> gpipe_schedule(std::size_t micro_batches);

/// p − 1 − stage forward to fill the pipeline, then one forward and one back in turn, then the rest
/// back: a stage holds min(m, p − stage) micro-batches' activations, and is idle as long as above.
///
/// Source: Narayanan et al. 2021 (arXiv:2006.09503), PipeDream-Flush; figure 4 of Narayanan et al.
/// 2021 (arXiv:2104.04473).
std::vector<Pass> one_forward_one_backward_schedule(std::size_t stage, std::size_t stages,
                                                    std::size_t micro_batches);

}  // namespace simgrad
