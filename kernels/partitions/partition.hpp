#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "kernels/component.hpp"
#include "kernels/datasets/dataset.hpp"
#include "kernels/rng.hpp"

/// Partitions: which training samples lie on which node.
///
/// To add one:
///   1. copy iid.cpp, the smallest, to `name.cpp` and write its `assign`;
///   2. declare its parameters in `const PartitionInfo name_info`;
///   3. add its sorted line to registry.cpp;
///   4. add tests/kernels/partitions/name_test.cpp;
///   5. run `make test`.
namespace simgrad {

/// For each of K nodes the indices of its training samples, ascending.
using Assignment = std::vector<std::vector<std::uint32_t>>;

struct PartitionInfo : ComponentInfo {
  static constexpr std::string_view kFamily = "partition";
  /// Every sample goes to exactly one node, every node gets at least one.
  /// Throws: Error if that cannot be (a node would stay empty), saying what would be enough.
  Assignment (*assign)(const Arguments& arguments, const Dataset& data, std::size_t nodes,
                       Stream stream);
};

std::span<const PartitionInfo* const> partitions();

/// The indices 0 … N − 1 in a random order.
std::vector<std::uint32_t> shuffled_indices(std::size_t count, Stream& stream);

/// Node k gets order[ends[k−1]] … order[ends[k]−1], ascending.
///
/// @param order  sample indices, each once (N)
/// @param ends   not decreasing, the last is N (K)
Assignment cut(std::span<const std::uint32_t> order, std::span<const std::size_t> ends);

/// Throws: Error if N samples are fewer than `each` for every one of K nodes (`what` names it).
void require_enough(std::size_t samples, std::size_t nodes, std::size_t each,
                    std::string_view what);

/// log p of one draw p ~ Dirichlet(alpha, …, alpha) over K values, up to a common constant.
///
/// p_k ∝ g_k,  g_k ~ Gamma(alpha) = Gamma(alpha + 1) · U^(1 / alpha). In logarithms, since at a
/// small alpha every g_k of a draw may underflow to zero, and p would be 0 / 0.
///
/// @param alpha  concentration, > 0
std::vector<double> log_dirichlet(double alpha, std::size_t count, Stream& stream);

/// Where to cut `total` samples so that node k gets a share ∝ exp(log_weights[k]) of them:
/// ends[k] = floor(total · Σ_{i ≤ k} share_i), and the last is `total`.
///
/// @param log_weights  at least one finite; −infinity gives no share (K)
std::vector<std::size_t> proportional_ends(std::span<const double> log_weights, std::size_t total);

}  // namespace simgrad
