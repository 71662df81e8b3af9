#include "kernels/cuda/local_sgd/kernel.cuh"
#include "kernels/cuda/local_sgd/local_sgd.hpp"
#include "kernels/cuda/local_sgd/plan.hpp"

namespace simgrad::cuda {
namespace {

using Kernel = void (*)(LocalSgdPlan, DeviceSamples, const LocalSgdLane*);

Kernel kernel_of(const LocalSgdPlan& plan) {
  if (plan.batch == 10) {
    return plan.warps == 4 ? local_sgd_kernel<10, 4> : local_sgd_kernel<10, 16>;
  }
  return plan.warps == 4 ? local_sgd_kernel<16, 4> : local_sgd_kernel<16, 16>;
}

/// The smallest cluster that the current device fits the shape into, then the smallest block.
bool find_plan(const LocalSgdShape& shape, LocalSgdPlan& plan) {
  int device = 0;
  int major = 0;
  int shared_bytes = 0;
  if (cudaGetDevice(&device) != cudaSuccess ||
      cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, device) != cudaSuccess ||
      cudaDeviceGetAttribute(&shared_bytes, cudaDevAttrMaxSharedMemoryPerBlockOptin, device) !=
          cudaSuccess ||
      major < 9) {
    return false;
  }
  for (const std::uint32_t cluster : {1U, 2U, 4U, 8U}) {
    for (const std::uint32_t warps : {4U, 16U}) {
      if (make_local_sgd_plan(shape, cluster, warps, static_cast<std::uint32_t>(shared_bytes),
                              plan)) {
        return true;
      }
    }
  }
  return false;
}

/// The launch of `count` clusters; `attribute` must outlive the configuration.
cudaLaunchConfig_t configuration(const LocalSgdPlan& plan, std::uint32_t count, cudaStream_t stream,
                                 cudaLaunchAttribute& attribute) {
  attribute.id = cudaLaunchAttributeClusterDimension;
  attribute.val.clusterDim.x = plan.cluster;
  attribute.val.clusterDim.y = 1;
  attribute.val.clusterDim.z = 1;
  cudaLaunchConfig_t config{};
  config.gridDim = dim3(count * plan.cluster);
  config.blockDim = dim3(plan.warps * 32);
  config.dynamicSmemBytes = plan.total * sizeof(float);
  config.stream = stream;
  config.attrs = &attribute;
  config.numAttrs = 1;
  return config;
}

cudaError_t launch(const LocalSgdPlan& plan, DeviceSamples data, const LocalSgdLane* lanes,
                   std::uint32_t count, cudaStream_t stream) {
  const Kernel kernel = kernel_of(plan);
  cudaLaunchAttribute attribute{};
  const cudaLaunchConfig_t config = configuration(plan, count, stream, attribute);
  const cudaError_t error =
      cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize,
                           static_cast<int>(config.dynamicSmemBytes));
  return error != cudaSuccess ? error : cudaLaunchKernelEx(&config, kernel, plan, data, lanes);
}

}  // namespace

bool local_sgd_fits(const LocalSgdShape& shape) {
  LocalSgdPlan plan;
  return find_plan(shape, plan);
}

cudaError_t launch_local_sgd(const LocalSgdShape& shape, DeviceSamples data,
                             const LocalSgdLane* lanes, std::uint32_t count, cudaStream_t stream) {
  LocalSgdPlan plan;
  if (!find_plan(shape, plan)) {
    return cudaErrorInvalidValue;
  }
  return count == 0 ? cudaSuccess : launch(plan, data, lanes, count, stream);
}

}  // namespace simgrad::cuda
