#include <dlfcn.h>
#include <filesystem>

#include "kernels/device.hpp"
#include "kernels/error.hpp"

namespace simgrad {
namespace {

constexpr const char* kModule = "libsimgrad_cuda.so";
using Open = Device* (*)(const CudaOptions& options);

/// Beside the program, or where an installation puts it.
std::filesystem::path module_file() {
  const std::filesystem::path folder =
      std::filesystem::read_symlink("/proc/self/exe").parent_path();
  const std::filesystem::path beside = folder / kModule;
  return std::filesystem::exists(beside) ? beside : folder.parent_path() / "lib/simgrad" / kModule;
}

/// Before the module, whose cuBLAS takes a third of a second to load.
void require_driver() {
  void* driver = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
  if (driver == nullptr) {
    throw Error("this machine has no NVIDIA driver: libcuda.so.1 is not there");
  }
  dlclose(driver);
}

/// Never closed: values and exceptions of the device may outlive it.
Open open_module() {
  const std::filesystem::path file = module_file();
  if (!std::filesystem::exists(file)) {
    throw Error("this build has no CUDA device (no " + std::string(kModule) +
                " beside the program); build it where nvcc is found");
  }
  require_driver();
  void* module = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (module == nullptr) {
    throw Error(std::string("the CUDA device cannot be opened: ") + dlerror());
  }
  void* symbol = dlsym(module, "simgrad_open_cuda_device");
  if (symbol == nullptr) {
    throw Error(file.string() + " is no CUDA device of this program");
  }
  return reinterpret_cast<Open>(symbol);
}

}  // namespace

std::unique_ptr<Device> make_cuda_device(const CudaOptions& options) {
  SIMGRAD_REQUIRE(!options.devices.empty(), "a CUDA device has at least one GPU");
  return std::unique_ptr<Device>(open_module()(options));
}

}  // namespace simgrad
