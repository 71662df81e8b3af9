#pragma once

#include <cstdint>

/// What Hopper's clusters and asynchronous copies need beyond CUDA C++, one function an
/// instruction.
namespace simgrad::cuda {

__device__ inline std::uint32_t shared_address(const void* pointer) {
  return static_cast<std::uint32_t>(__cvta_generic_to_shared(pointer));
}

/// threadIdx.x, read here: no register holds it, or what follows from it, from one call to the
/// next.
__device__ inline std::uint32_t thread_index() {
  std::uint32_t index = 0;
  asm volatile("mov.u32 %0, %%tid.x;" : "=r"(index));
  return index;
}

/// 16 bytes from global to shared memory; zeros where `present` is false.
__device__ inline void copy_async_16(void* to, const void* from, bool present) {
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(shared_address(to)), "l"(from),
               "r"(present ? 16 : 0)
               : "memory");
}

__device__ inline void copy_async_4(void* to, const void* from) {
  asm volatile("cp.async.ca.shared.global [%0], [%1], 4;" ::"r"(shared_address(to)), "l"(from)
               : "memory");
}

/// This thread's copies so far have arrived.
__device__ inline void wait_for_copies() {
  asm volatile("cp.async.wait_all;" ::: "memory");
}

__device__ inline std::uint32_t cluster_rank() {
  std::uint32_t rank = 0;
  asm volatile("mov.u32 %0, %%cluster_ctarank;" : "=r"(rank));
  return rank;
}

__device__ inline void cluster_arrive() {
  asm volatile("barrier.cluster.arrive.release;" ::: "memory");
}

__device__ inline void cluster_wait() {
  asm volatile("barrier.cluster.wait.acquire;" ::: "memory");
}

/// Where this block's `pointer` is in the shared memory of block `rank` of the cluster.
__device__ inline std::uint32_t address_in_cluster(const void* pointer, std::uint32_t rank) {
  std::uint32_t address = 0;
  asm volatile("mapa.shared::cluster.u32 %0, %1, %2;"
               : "=r"(address)
               : "r"(shared_address(pointer)), "r"(rank));
  return address;
}

/// A barrier in shared memory: each of its phases ends with `arrivals` and the bytes announced.
using PhaseBarrier = unsigned long long;

__device__ inline void initialise(PhaseBarrier* barrier, std::uint32_t arrivals) {
  asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(shared_address(barrier)),
               "r"(arrivals)
               : "memory");
}

/// Barriers that this thread has initialised are so for the cluster after its next barrier.
__device__ inline void publish_barriers() {
  asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory");
}

/// Arrives; the phase also waits for `bytes` by store_async().
__device__ inline void arrive_expecting(PhaseBarrier* barrier, std::uint32_t bytes) {
  asm volatile(
      "mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(shared_address(barrier)),
      "r"(bytes)
      : "memory");
}

/// Arrives at the barrier of block `rank`. Orders no memory accesses but reads already done.
__device__ inline void arrive_in_cluster(PhaseBarrier* barrier, std::uint32_t rank) {
  asm volatile("mbarrier.arrive.relaxed.cluster.shared::cluster.b64 _, [%0];" ::"r"(
                   address_in_cluster(barrier, rank))
               : "memory");
}

/// The barrier's phases so far have the other parity than `parity`, or it is past that phase.
__device__ inline void wait_for_phase(PhaseBarrier* barrier, std::uint32_t parity) {
  asm volatile(
      "{\n"
      ".reg .pred done;\n"
      "again:\n"
      "mbarrier.try_wait.parity.shared::cta.b64 done, [%0], %1;\n"
      "@!done bra again;\n"
      "}" ::"r"(shared_address(barrier)),
      "r"(parity)
      : "memory");
}

/// *to = value in block `rank`; its 16 bytes count for that block's barrier.
__device__ inline void store_async(float4* to, std::uint32_t rank, float4 value,
                                   PhaseBarrier* barrier) {
  asm volatile(
      "st.async.weak.shared::cluster.mbarrier::complete_tx::bytes.v4.f32 [%0], {%1, %2, %3, %4}, "
      "[%5];" ::"r"(address_in_cluster(to, rank)),
      "f"(value.x), "f"(value.y), "f"(value.z), "f"(value.w), "r"(address_in_cluster(barrier, rank))
      : "memory");
}

}  // namespace simgrad::cuda
