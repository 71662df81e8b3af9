#pragma once

#include <vector>

#include "sim/strategies/topologies/graph.hpp"

namespace simgrad {

/// The symmetric, doubly stochastic matrix W by which neighbours average their models.
///
/// Metropolis–Hastings weights: W_ij = 1 / (1 + max(d_i, d_j)) for neighbours of degrees d,
/// W_ii = 1 − Σ_j W_ij. On a regular graph each neighbour, and the worker itself, has 1/(d + 1).
///
/// Source: Xiao and Boyd 2004 (Systems & Control Letters 53).
class MixingMatrix {
 public:
  explicit MixingMatrix(Graph graph);

  [[nodiscard]] const Graph& graph() const { return graph_; }
  [[nodiscard]] std::size_t size() const { return graph_.size(); }
  [[nodiscard]] double weight(std::size_t i, std::size_t j) const;
  /// W v.
  [[nodiscard]] std::vector<double> times(const std::vector<double>& v) const;

  /// 1 − |λ₂|, λ₂ the eigenvalue of second largest modulus: how fast models come together. After k
  /// averagings their distance from the mean is at most |λ₂|^k of what it was.
  ///
  /// By power iteration on W − 11ᵀ/n, until the estimate stands still to 1e-13 of itself; it is not
  /// below the truth. Cost: 2 n d flop an iteration, at most 10⁹ in all.
  [[nodiscard]] double spectral_gap() const;

 private:
  Graph graph_;
  std::vector<double> own_;  // W_ii
};

}  // namespace simgrad
