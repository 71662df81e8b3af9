#define CATCH_CONFIG_RUNNER
#include <cstdio>

#include <catch2/catch.hpp>

#include "kernels/device.hpp"
#include "kernels/error.hpp"

/// Where there is no CUDA device, a line that begins with "SKIPPED: " says why. Tests tagged
/// [small] are also for compute-sanitizer, under which a kernel takes many times as long.
int main(int count, char** words) {
  try {
    std::printf("on %s\n", simgrad::make_cuda_device({})->name().c_str());
  } catch (const simgrad::Error& error) {
    std::printf("SKIPPED: %s\n", error.what());
    return 0;
  }
  return Catch::Session().run(count, words);
}
