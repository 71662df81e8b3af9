#pragma once

#include <cstddef>

#include <Eigen/Core>

/// Views of the kernels' arrays for Eigen: column-major, starting at 64 bytes unless the name says
/// otherwise.
namespace simgrad::cpu {

using Index = Eigen::Index;
using Matrix = Eigen::Map<Eigen::MatrixXf, Eigen::Aligned64>;
using ConstMatrix = Eigen::Map<const Eigen::MatrixXf, Eigen::Aligned64>;
using Vector = Eigen::Map<Eigen::VectorXf, Eigen::Aligned64>;
using ConstVector = Eigen::Map<const Eigen::VectorXf, Eigen::Aligned64>;
// One sample of a batch: it starts at a multiple of its length, the same in every run.
using SampleMatrix = Eigen::Map<Eigen::MatrixXf>;
using ConstSampleMatrix = Eigen::Map<const Eigen::MatrixXf>;

inline Index index(std::size_t n) {
  return static_cast<Index>(n);
}

}  // namespace simgrad::cpu
