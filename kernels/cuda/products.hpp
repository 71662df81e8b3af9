#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>

#include <cublasLt.h>

#include "kernels/cuda/memory.hpp"
#include "kernels/models/model.hpp"

/// Matrix products of all lanes of a level in one launch, by cuBLAS.
namespace simgrad::cuda {

inline constexpr std::size_t kWorkspaceBytes = std::size_t{32} << 20U;

/// A matrix a lane, column-major: element (i, j) of lane c at data + c · lane_stride + j · leading
/// + i.
struct Operand {
  const float* data = nullptr;
  std::size_t lane_stride = 0;
  std::size_t leading = 0;
};

/// C ← alpha op(A) op(B) + beta C on every lane: op(A) (m, k), op(B) (k, n), C (m, n).
struct Product {
  std::size_t m = 0;
  std::size_t n = 0;
  std::size_t k = 0;
  bool transpose_a = false;
  bool transpose_b = false;
  Operand a;
  Operand b;
  float* c = nullptr;
  std::size_t c_lane_stride = 0;
  std::size_t c_leading = 0;
  float alpha = 1.0F;
  float beta = 0.0F;
  std::size_t lanes = 1;
  // What the algorithm is chosen for, whatever n and lanes are, and what n is a multiple of.
  std::size_t typical_n = 0;
  std::size_t typical_lanes = 1;
  std::size_t unit_n = 0;
};

/// Chooses an algorithm once for a shape and keeps it: the same for one lane and for a thousand,
/// and never one that splits the inner sum, so that a lane's bits do not depend on its level.
class Products {
 public:
  explicit Products(std::shared_ptr<Memory> memory);
  Products(const Products&) = delete;
  Products& operator=(const Products&) = delete;
  ~Products();

  /// Throws: Error with cuBLAS's status.
  void run(const Product& product, Precision precision, cudaStream_t stream);

 private:
  using Key = std::array<std::size_t, 11>;
  const cublasLtMatmulAlgo_t& algorithm(const Product& product, Precision precision);

  cublasLtHandle_t handle_ = nullptr;
  Buffer workspace_;
  std::map<Key, cublasLtMatmulAlgo_t> algorithms_;
};

}  // namespace simgrad::cuda
