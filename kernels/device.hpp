#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "kernels/value.hpp"
#include "kernels/work.hpp"

/// A device computes works in the background. Works depend on earlier values only; what a work
/// computes does not depend on when or beside what it runs.
namespace simgrad {

/// Thrown out of a wait when the interrupt flag is raised.
class Interrupted : public std::runtime_error {
 public:
  Interrupted() : std::runtime_error("interrupted") {}
};

/// What a device holds and has done, at one moment of wall time.
struct DeviceUsage {
  std::size_t live_values = 0;
  std::size_t live_bytes = 0;
  double pending_flop = 0.0;  // submitted, wanted by somebody, not computed
  double done_flop = 0.0;
  double busy_s = 0.0;  // in which threads or GPUs computed, summed over them
};

class Device {
 public:
  Device() = default;
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;
  virtual ~Device() = default;

  /// Takes a work and returns a handle to its value at once.
  /// Throws: Error if an earlier work failed (memory limit, device lost).
  virtual Value submit(Work work) = 0;

  /// A value from numbers of the caller's: `numbers` floats, copied.
  virtual Value upload(std::span<const float> numbers) = 0;

  /// A value of so many floats that no work gives: fill() does, once. Works may be submitted on it
  /// before; they wait.
  virtual Value reserve(std::size_t floats) = 0;
  /// @param numbers  value.floats() floats, copied
  virtual void fill(const Value& value, std::span<const float> numbers,
                    const Statistics& statistics) = 0;

  /// The value's floats and statistics, waited for and copied.
  /// Throws: Error if it cannot be computed, Interrupted.
  virtual std::vector<float> read(const Value& value) = 0;
  virtual Statistics statistics(const Value& value) = 0;
  [[nodiscard]] virtual bool ready(const Value& value) const = 0;

  /// Called when simulated time advances: waits while more than about a second of measured work
  /// is queued, so that numbers stay near the clock. All that one instant submits is taken.
  /// Returns false if the interrupt flag is raised. Throws: Error if a work failed.
  virtual bool throttle() = 0;

  [[nodiscard]] virtual DeviceUsage usage() const = 0;
  [[nodiscard]] virtual std::string name() const = 0;
  [[nodiscard]] virtual std::string instruction_set() const = 0;
  [[nodiscard]] virtual std::size_t threads() const = 0;
};

struct CpuOptions {
  std::size_t threads = 0;             // 0: one per core that this process may use
  std::size_t memory_limit_bytes = 0;  // of live values; 0: three quarters of what is free
  const std::atomic<bool>* interrupt = nullptr;  // raised by a signal; may be null
};

/// Eigen on a pool of threads, each value computed by one thread.
std::unique_ptr<Device> make_cpu_device(const CpuOptions& options);

struct CudaOptions {
  std::vector<int> devices{0};                   // ordinals; one named twice is used as two
  std::size_t memory_limit_bytes = 0;            // on each; 0: nine tenths of what is free
  std::size_t works_at_once = 0;                 // most works of one launch; 0: what memory allows
  const std::atomic<bool>* interrupt = nullptr;  // raised by a signal; may be null
};

/// cuBLAS and simgrad's own kernels, hundreds of works in one launch: pending works of one kind and
/// shape are a *level*. What a work computes does not depend on the level that it is in.
///
/// The device is a module of its own, libsimgrad_cuda.so beside the program, opened here.
/// Throws: Error saying what is missing: the module, a driver, the device, an architecture that it
/// was built for.
std::unique_ptr<Device> make_cuda_device(const CudaOptions& options);

}  // namespace simgrad
