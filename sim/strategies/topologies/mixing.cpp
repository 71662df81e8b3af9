#include "sim/strategies/topologies/mixing.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace simgrad {
namespace {

double norm(const std::vector<double>& v) {
  return std::sqrt(std::inner_product(v.begin(), v.end(), v.begin(), 0.0));
}

/// The part of it that no averaging of all takes away: v − mean(v).
void take_away_mean(std::vector<double>& v) {
  const double mean = std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
  for (double& each : v) {
    each -= mean;
  }
}

void scale(std::vector<double>& v, double factor) {
  for (double& each : v) {
    each *= factor;
  }
}

/// No eigenvector of a graph that is symmetric in any way is at right angles to it.
std::vector<double> uneven_vector(std::size_t n) {
  std::vector<double> v(n);
  for (std::size_t i = 0; i < n; ++i) {
    v[i] = std::sin(1.0 + static_cast<double>(i) * static_cast<double>(i + 3) * 0.7);
  }
  return v;
}

}  // namespace

MixingMatrix::MixingMatrix(Graph graph) : graph_(std::move(graph)), own_(graph_.size(), 1.0) {
  for (std::size_t i = 0; i < size(); ++i) {
    for (const std::size_t j : graph_.neighbours(i)) {
      own_[i] -= weight(i, j);
    }
  }
}

double MixingMatrix::weight(std::size_t i, std::size_t j) const {
  if (i == j) {
    return own_.at(i);
  }
  const std::size_t degree = std::max(graph_.degree(i), graph_.degree(j));
  return graph_.has_edge(i, j) ? 1.0 / static_cast<double>(1 + degree) : 0.0;
}

std::vector<double> MixingMatrix::times(const std::vector<double>& v) const {
  std::vector<double> product(size());
  for (std::size_t i = 0; i < size(); ++i) {
    product[i] = own_[i] * v[i];
    for (const std::size_t j : graph_.neighbours(i)) {
      const std::size_t degree = std::max(graph_.degree(i), graph_.degree(j));
      product[i] += v[j] / static_cast<double>(1 + degree);
    }
  }
  return product;
}

double MixingMatrix::spectral_gap() const {
  constexpr double kMostWork_flop = 1e9;
  constexpr int kStill = 100;  // iterations without a change
  const double step_flop = 2.0 * static_cast<double>(size() + 2 * graph_.edges().size() + 1);
  std::vector<double> v = uneven_vector(size());
  take_away_mean(v);
  double modulus = 0.0;
  int still = 0;
  for (double done_flop = 0.0; done_flop < kMostWork_flop && still < kStill;
       done_flop += step_flop) {
    const double length = norm(v);
    if (length < 1e-12) {
      return 1.0;  // one averaging takes every difference away
    }
    scale(v, 1.0 / length);
    v = times(v);
    take_away_mean(v);  // rounding would bring it back
    const double next = norm(v);
    still = std::abs(next - modulus) <= 1e-13 * next ? still + 1 : 0;
    modulus = next;
  }
  return 1.0 - modulus;
}

}  // namespace simgrad
