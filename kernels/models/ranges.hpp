#pragma once

#include <cstddef>
#include <vector>

#include "kernels/models/model.hpp"

/// How parameters are cut into what travels. P parameters; padding belongs to the range before it,
/// so that ranges of a whole model cover the padded array without gaps.
namespace simgrad {

/// A stretch of a model's padded parameters, and how many parameters (without padding) it holds:
/// what travels.
struct ParameterRange {
  std::size_t offset = 0;      // floats
  std::size_t count = 0;       // floats, with padding
  std::size_t parameters = 0;  // without
};

/// All parameters as one range.
ParameterRange whole_range(const Model& model);

/// n ranges of ⌊P/n⌋ or ⌈P/n⌉ parameters that cover all: range c holds parameters ⌊cP/n⌋ to
/// ⌊(c+1)P/n⌋. Some are empty if P < n.
/// Throws: BrokenInvariant if n is 0.
std::vector<ParameterRange> even_ranges(const Model& model, std::size_t n);
/// The same inside a range of the model.
std::vector<ParameterRange> even_ranges(const Model& model, const ParameterRange& range,
                                        std::size_t n);

/// At most k ranges of whole tensors, in order: each takes tensors until all so far hold their
/// share, c P / k parameters, and so at least one.
/// Throws: BrokenInvariant if k is 0.
std::vector<ParameterRange> tensor_ranges(const Model& model, std::size_t k);

/// Buckets of gradients that travel while the backward pass goes on: whole tensors from the last to
/// the first, a new bucket whenever one holds `bucket_parameters` or more. The first bucket is what
/// the backward pass finishes first.
///
/// Source: Li et al. 2020 (arXiv:2006.15704), section 4.2: PyTorch's DistributedDataParallel.
/// Differs from it: the first bucket has no smaller limit of its own.
std::vector<ParameterRange> buckets(const Model& model, double bucket_parameters);

}  // namespace simgrad
