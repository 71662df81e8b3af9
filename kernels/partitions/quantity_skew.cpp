#include "kernels/partitions/partition.hpp"

namespace simgrad {
namespace {

/// Shuffles the samples and gives node k a share of them: n_k ≈ m + (N − K m) q_k,
/// q ~ Dirichlet(alpha) over K nodes, m = minimum_samples.
///
/// Source: Li et al. 2022, NIID-Bench, "quantity skew" (arXiv:2102.02079).
/// Differs from the paper's code: it draws again until every node has 10 samples, which does not
/// end for a small alpha; here every node has m before the rest is shared out.
/// Throws: Error if N < K m.
Assignment assign(const Arguments& arguments, const Dataset& data, std::size_t nodes,
                  Stream stream) {
  const auto minimum = static_cast<std::size_t>(arguments.integer("minimum_samples"));
  const std::size_t count = data.train.count();
  require_enough(count, nodes, minimum, "quantity_skew");
  const auto shares = log_dirichlet(arguments.real("alpha"), nodes, stream);
  auto ends = proportional_ends(shares, count - nodes * minimum);
  for (std::size_t k = 0; k < nodes; ++k) {
    ends[k] += (k + 1) * minimum;
  }
  return cut(shuffled_indices(count, stream), ends);
}

}  // namespace

extern const PartitionInfo quantity_skew_info;
const PartitionInfo quantity_skew_info{
    {PartitionInfo::kFamily,
     "quantity_skew",
     "Labels alike everywhere, numbers of samples unequal",
     "Li et al. 2022, NIID-Bench (arXiv:2102.02079)",
     {
         {"alpha", Type::kReal, "concentration: the smaller, the more unequal", "0.5",
          Range{1e-3, 1e6}},
         {"minimum_samples", Type::kInteger, "samples that every node has", "1",
          Range{1, 1'000'000'000}},
     }},
    assign};

}  // namespace simgrad
