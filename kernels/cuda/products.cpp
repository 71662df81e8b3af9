#include "kernels/cuda/products.hpp"

#include <algorithm>
#include <type_traits>

#include "kernels/cuda/check.hpp"

namespace simgrad::cuda {
namespace {

constexpr int kCandidates = 32;
constexpr std::uint32_t kOperandAlignment = 64;  // as of every slice of parameters

void check_blas(cublasStatus_t status, const char* what) {
  if (status == CUBLAS_STATUS_ALLOC_FAILED) {
    throw OutOfMemory(std::string("cuBLAS: out of memory: ") + what);
  }
  if (status != CUBLAS_STATUS_SUCCESS) {
    throw Error(std::string("cuBLAS: ") + what + ": " + cublasLtGetStatusString(status));
  }
}

template <auto Destroy>
struct Destroyer {
  template <class T>
  void operator()(T* pointer) const {
    (void)Destroy(pointer);
  }
};
using Description = std::unique_ptr<std::remove_pointer_t<cublasLtMatmulDesc_t>,
                                    Destroyer<cublasLtMatmulDescDestroy>>;
using Layout = std::unique_ptr<std::remove_pointer_t<cublasLtMatrixLayout_t>,
                               Destroyer<cublasLtMatrixLayoutDestroy>>;
using Preference = std::unique_ptr<std::remove_pointer_t<cublasLtMatmulPreference_t>,
                                   Destroyer<cublasLtMatmulPreferenceDestroy>>;

cublasComputeType_t compute_type(Precision precision) {
  switch (precision) {
    case Precision::kFloat32:
      return CUBLAS_COMPUTE_32F;
    case Precision::kTf32:
      return CUBLAS_COMPUTE_32F_FAST_TF32;
    case Precision::kBfloat16:
      return CUBLAS_COMPUTE_32F_FAST_16BF;
  }
  return CUBLAS_COMPUTE_32F;
}

Description describe(const Product& product, Precision precision) {
  cublasLtMatmulDesc_t raw = nullptr;
  check_blas(cublasLtMatmulDescCreate(&raw, compute_type(precision), CUDA_R_32F), "description");
  Description description(raw);
  const auto set = [&](cublasLtMatmulDescAttributes_t attribute, bool transpose) {
    const cublasOperation_t operation = transpose ? CUBLAS_OP_T : CUBLAS_OP_N;
    check_blas(cublasLtMatmulDescSetAttribute(raw, attribute, &operation, sizeof(operation)),
               "transposition");
  };
  set(CUBLASLT_MATMUL_DESC_TRANSA, product.transpose_a);
  set(CUBLASLT_MATMUL_DESC_TRANSB, product.transpose_b);
  return description;
}

Layout layout(std::size_t rows, std::size_t columns, std::size_t leading, std::size_t lanes,
              std::size_t lane_stride) {
  cublasLtMatrixLayout_t raw = nullptr;
  check_blas(cublasLtMatrixLayoutCreate(&raw, CUDA_R_32F, rows, columns,
                                        static_cast<std::int64_t>(leading)),
             "layout");
  Layout result(raw);
  const auto count = static_cast<std::int32_t>(lanes);
  const auto stride = static_cast<std::int64_t>(lane_stride);
  check_blas(cublasLtMatrixLayoutSetAttribute(raw, CUBLASLT_MATRIX_LAYOUT_BATCH_COUNT, &count,
                                              sizeof(count)),
             "batch count");
  check_blas(cublasLtMatrixLayoutSetAttribute(raw, CUBLASLT_MATRIX_LAYOUT_STRIDED_BATCH_OFFSET,
                                              &stride, sizeof(stride)),
             "batch stride");
  return result;
}

struct Layouts {
  Layout a;
  Layout b;
  Layout c;
};

Layouts layouts(const Product& p) {
  return {layout(p.transpose_a ? p.k : p.m, p.transpose_a ? p.m : p.k, p.a.leading, p.lanes,
                 p.a.lane_stride),
          layout(p.transpose_b ? p.n : p.k, p.transpose_b ? p.k : p.n, p.b.leading, p.lanes,
                 p.b.lane_stride),
          layout(p.m, p.n, p.c_leading, p.lanes, p.c_lane_stride)};
}

template <class T>
void prefer(cublasLtMatmulPreference_t preference, cublasLtMatmulPreferenceAttributes_t attribute,
            T value) {
  check_blas(cublasLtMatmulPreferenceSetAttribute(preference, attribute, &value, sizeof(value)),
             "preference");
}

/// Whether an algorithm takes few rows and many, few lanes and many: some are made for one n alone.
bool serves(cublasLtHandle_t handle, const cublasLtMatmulAlgo_t& algorithm, Product product,
            Precision precision) {
  const Description description = describe(product, precision);
  for (const std::size_t units : {std::size_t{1}, std::size_t{3}, std::size_t{1000}}) {
    product.n = units * product.unit_n;
    product.lanes = product.typical_lanes == 1 ? 1 : units;
    product.n = product.typical_lanes == 1 ? product.n : product.unit_n;
    const Layouts shapes = layouts(product);
    cublasLtMatmulHeuristicResult_t result{};
    if (cublasLtMatmulAlgoCheck(handle, description.get(), shapes.a.get(), shapes.b.get(),
                                shapes.c.get(), shapes.c.get(), &algorithm,
                                &result) != CUBLAS_STATUS_SUCCESS ||
        result.workspaceSize > kWorkspaceBytes) {
      return false;
    }
  }
  return true;
}

Preference preferences() {
  cublasLtMatmulPreference_t raw = nullptr;
  check_blas(cublasLtMatmulPreferenceCreate(&raw), "preferences");
  Preference result(raw);
  prefer(raw, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, kWorkspaceBytes);
  prefer(raw, CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK,
         static_cast<std::uint32_t>(CUBLASLT_REDUCTION_SCHEME_NONE));
  prefer(raw, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES, kOperandAlignment);
  prefer(raw, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES, kOperandAlignment);
  prefer(raw, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES, kOperandAlignment);
  prefer(raw, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES, kOperandAlignment);
  return result;
}

}  // namespace

Products::Products(std::shared_ptr<Memory> memory)
    : workspace_(Memory::take(std::move(memory), kWorkspaceBytes)) {
  check_blas(cublasLtCreate(&handle_), "start");
}

Products::~Products() {
  (void)cublasLtDestroy(handle_);
}

const cublasLtMatmulAlgo_t& Products::algorithm(const Product& product, Precision precision) {
  Product typical = product;
  typical.n = product.typical_n;
  typical.lanes = product.typical_lanes;
  const Key key{typical.m,
                typical.n,
                typical.k,
                typical.lanes,
                static_cast<std::size_t>(typical.transpose_a),
                static_cast<std::size_t>(typical.transpose_b),
                typical.a.leading,
                typical.b.leading,
                typical.c_leading,
                static_cast<std::size_t>(precision),
                static_cast<std::size_t>(typical.beta == 0.0F)};
  const auto found = algorithms_.find(key);
  if (found != algorithms_.end()) {
    return found->second;
  }
  const Description description = describe(typical, precision);
  const Layouts shapes = layouts(typical);
  const Preference preference = preferences();
  std::array<cublasLtMatmulHeuristicResult_t, kCandidates> candidates{};
  int count = 0;
  check_blas(cublasLtMatmulAlgoGetHeuristic(
                 handle_, description.get(), shapes.a.get(), shapes.b.get(), shapes.c.get(),
                 shapes.c.get(), preference.get(), kCandidates, candidates.data(), &count),
             "choice of an algorithm");
  const auto end = candidates.begin() + count;
  const auto chosen = std::find_if(candidates.begin(), end, [&](const auto& candidate) {
    return serves(handle_, candidate.algo, typical, precision);
  });
  if (chosen == end) {
    throw Error("cuBLAS: no algorithm for a product of " + std::to_string(typical.m) + " x " +
                std::to_string(typical.n) + " x " + std::to_string(typical.k));
  }
  return algorithms_.emplace(key, chosen->algo).first->second;
}

void Products::run(const Product& product, Precision precision, cudaStream_t stream) {
  const cublasLtMatmulAlgo_t& chosen = algorithm(product, precision);
  const Description description = describe(product, precision);
  const Layouts shapes = layouts(product);
  check_blas(cublasLtMatmul(handle_, description.get(), &product.alpha, product.a.data,
                            shapes.a.get(), product.b.data, shapes.b.get(), &product.beta,
                            product.c, shapes.c.get(), product.c, shapes.c.get(), &chosen,
                            workspace_.data(), kWorkspaceBytes, stream),
             "product");
}

}  // namespace simgrad::cuda
