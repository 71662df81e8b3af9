#include "kernels/partitions/partition.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "kernels/error.hpp"

namespace simgrad {

std::vector<std::uint32_t> shuffled_indices(std::size_t count, Stream& stream) {
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), std::uint32_t{0});
  stream.shuffle(std::span(order));
  return order;
}

Assignment cut(std::span<const std::uint32_t> order, std::span<const std::size_t> ends) {
  SIMGRAD_REQUIRE(!ends.empty() && ends.back() == order.size(), "the cuts end with the samples");
  Assignment assignment;
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    SIMGRAD_REQUIRE(begin <= end && end <= order.size(), "cuts do not decrease");
    const auto part = order.subspan(begin, end - begin);
    assignment.emplace_back(part.begin(), part.end());
    std::sort(assignment.back().begin(), assignment.back().end());
    begin = end;
  }
  return assignment;
}

void require_enough(std::size_t samples, std::size_t nodes, std::size_t each,
                    std::string_view what) {
  SIMGRAD_REQUIRE(nodes > 0 && each > 0, "a partition has nodes, and they get samples");
  if (samples / nodes < each) {
    throw Error("partition " + std::string(what) + ": " + std::to_string(samples) +
                " training samples are not enough for " + std::to_string(nodes) + " nodes with " +
                std::to_string(each) + " each: use at most " + std::to_string(samples / each) +
                " nodes");
  }
}

std::vector<double> log_dirichlet(double alpha, std::size_t count, Stream& stream) {
  std::vector<double> logarithms(count);
  for (double& logarithm : logarithms) {
    const double boost = std::log(stream.positive_uniform()) / alpha;
    logarithm = std::log(stream.gamma(alpha + 1.0)) + boost;
  }
  return logarithms;
}

std::vector<std::size_t> proportional_ends(std::span<const double> log_weights, std::size_t total) {
  SIMGRAD_REQUIRE(!log_weights.empty(), "somebody gets a share");
  const double largest = *std::max_element(log_weights.begin(), log_weights.end());
  SIMGRAD_REQUIRE(std::isfinite(largest), "the largest share is finite");
  double sum = 0.0;
  for (const double weight : log_weights) {
    sum += std::exp(weight - largest);
  }
  std::vector<std::size_t> ends;
  double running = 0.0;  // added up in the same order as `sum`, so that the last share is 1
  for (const double weight : log_weights) {
    running += std::exp(weight - largest);
    const double end = std::floor(static_cast<double>(total) * (running / sum));
    ends.push_back(std::min(static_cast<std::size_t>(end), total));
  }
  return ends;
}

}  // namespace simgrad
