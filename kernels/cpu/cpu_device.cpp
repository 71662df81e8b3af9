#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <fstream>
#include <sched.h>
#include <thread>

#include <Eigen/Core>
#include <queue>

#include "kernels/cpu/executor.hpp"
#include "kernels/cpu/value_state.hpp"
#include "kernels/device.hpp"

namespace simgrad {
namespace cpu {
namespace {

using std::chrono::steady_clock;

constexpr auto kPollInterval = std::chrono::milliseconds(100);
constexpr double kFlopPerSecondGuess = 2e10;  // per thread, until works have been measured

std::size_t usable_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof(set), &set) != 0) {
    return std::max(1U, std::thread::hardware_concurrency());
  }
  return static_cast<std::size_t>(CPU_COUNT(&set));
}

std::size_t default_memory_limit() {
  std::ifstream meminfo("/proc/meminfo");
  std::string key;
  std::size_t kib = 0;
  while (meminfo >> key >> kib) {
    if (key == "MemAvailable:") {
      return kib * 1024 / 4 * 3;
    }
    meminfo.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
  }
  return std::size_t{4} << 30U;
}

/// Values whose inputs are computed, oldest first. Weak: what nobody wants any more is skipped.
struct Ready {
  std::uint64_t sequence;
  std::weak_ptr<WorkValue> value;
  bool operator<(const Ready& other) const { return sequence > other.sequence; }
};

class CpuDevice : public Device {
 public:
  explicit CpuDevice(const CpuOptions& options)
      : interrupt_(options.interrupt),
        storage_(std::make_shared<Storage>(
            options.memory_limit_bytes == 0 ? default_memory_limit() : options.memory_limit_bytes)),
        ledger_(std::make_shared<Ledger>()) {
    // Eigen blocks its products by the cache sizes that it finds, and other blocks give other
    // bits: the same sizes are told to it everywhere.
    Eigen::setCpuCacheSizes(32L << 10U, 1L << 20U, 32L << 20U);
    const std::size_t threads = options.threads == 0 ? usable_cores() : options.threads;
    for (std::size_t i = 0; i < threads; ++i) {
      threads_.emplace_back([this] {
        work_loop();
      });
    }
  }
  CpuDevice(const CpuDevice&) = delete;
  CpuDevice& operator=(const CpuDevice&) = delete;

  ~CpuDevice() override {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    work_available_.notify_all();
    for (std::thread& thread : threads_) {
      thread.join();
    }
  }

  Value submit(Work work) override {
    require_sound(work);
    std::unique_lock lock(mutex_);
    rethrow_failure();
    const std::vector<Value> dependencies = inputs(work);
    auto value = std::make_shared<CpuValue>(next_sequence_++, std::move(work), storage_, ledger_);
    for (const Value& dependency : dependencies) {
      auto& input = static_cast<CpuValue&>(*dependency.state());
      if (!input.computed) {
        ++value->waiting_for;
        input.dependents.push_back(value);
      }
    }
    if (value->waiting_for == 0) {
      ready_.push({value->sequence(), value});
      lock.unlock();
      work_available_.notify_one();
    }
    return Value(value);
  }

  Value upload(std::span<const float> numbers) override {
    FloatBuffer array = storage_->take(numbers.size());
    std::copy(numbers.begin(), numbers.end(), array.begin());
    const std::lock_guard lock(mutex_);
    return Value(std::make_shared<CpuValue>(next_sequence_++, std::move(array), storage_, ledger_));
  }

  Value reserve(std::size_t floats) override {
    const std::lock_guard lock(mutex_);
    return Value(std::make_shared<CpuValue>(next_sequence_++, floats, storage_, ledger_));
  }

  void fill(const Value& value, std::span<const float> numbers,
            const Statistics& statistics) override {
    auto& state = static_cast<CpuValue&>(*value.state());
    SIMGRAD_REQUIRE(numbers.size() == value.floats(), "a value is filled with its floats");
    SIMGRAD_REQUIRE(!state.computed && state.work == nullptr, "a reserved value is filled once");
    FloatBuffer array = storage_->take(numbers.size());
    std::copy(numbers.begin(), numbers.end(), array.begin());
    state.statistics = statistics;
    state.store(std::move(array));
    announce(state);
  }

  std::vector<float> read(const Value& value) override {
    wait(value);
    const float* numbers = data(value);
    return {numbers, numbers + value.floats()};
  }

  Statistics statistics(const Value& value) override {
    wait(value);
    return static_cast<const CpuValue&>(*value.state()).statistics;
  }

  [[nodiscard]] bool ready(const Value& value) const override {
    const std::lock_guard lock(mutex_);
    return static_cast<const CpuValue&>(*value.state()).computed;
  }

  bool throttle() override {
    std::unique_lock lock(mutex_);
    while (failure_ == nullptr && !interrupted() && pending_flop() > queue_limit_flop()) {
      progress_.wait_for(lock, kPollInterval);
    }
    rethrow_failure();
    return !interrupted();
  }

  [[nodiscard]] DeviceUsage usage() const override {
    const double busy_s = busy();
    const std::lock_guard lock(ledger_->mutex);
    return {ledger_->live_values, storage_->live_bytes(), ledger_->pending_flop, ledger_->done_flop,
            busy_s};
  }

  [[nodiscard]] std::string name() const override { return "cpu"; }
  [[nodiscard]] std::string instruction_set() const override { return "x86-64-v3"; }
  [[nodiscard]] std::size_t threads() const override { return threads_.size(); }

 private:
  [[nodiscard]] bool interrupted() const { return interrupt_ != nullptr && interrupt_->load(); }

  [[nodiscard]] double busy() const {
    const std::lock_guard lock(mutex_);
    return busy_s_;
  }

  [[nodiscard]] double pending_flop() const {
    const std::lock_guard lock(ledger_->mutex);
    return ledger_->pending_flop;
  }

  /// About one second of the device's measured work.
  [[nodiscard]] double queue_limit_flop() const {
    const double per_thread = busy_s_ < 0.05 ? kFlopPerSecondGuess : measured_flop_ / busy_s_;
    return per_thread * static_cast<double>(threads_.size());
  }

  void rethrow_failure() {
    if (failure_ != nullptr) {
      std::rethrow_exception(failure_);
    }
  }

  void wait(const Value& value) {
    auto& state = static_cast<CpuValue&>(*value.state());
    std::unique_lock lock(mutex_);
    while (!state.computed) {
      rethrow_failure();
      if (interrupted()) {
        throw Interrupted();
      }
      progress_.wait_for(lock, kPollInterval);
    }
  }

  void work_loop() {
    Executor executor;
    std::unique_lock lock(mutex_);
    while (true) {
      work_available_.wait(lock, [this] {
        return stopping_ || !ready_.empty();
      });
      if (stopping_) {
        return;
      }
      std::shared_ptr<WorkValue> value = ready_.top().value.lock();
      ready_.pop();
      if (value == nullptr || failure_ != nullptr) {
        continue;
      }
      lock.unlock();
      compute(executor, static_cast<CpuValue&>(*value));
      // The last handle may go here, and with it a chain of values: outside the lock.
      value.reset();
      lock.lock();
    }
  }

  void compute(Executor& executor, CpuValue& value) {
    const auto begin = steady_clock::now();
    try {
      FloatBuffer array = storage_->take(value.floats());
      value.statistics = executor.run(*value.work, array);
      value.store(std::move(array));
    } catch (...) {
      const std::lock_guard lock(mutex_);
      failure_ = std::current_exception();
      progress_.notify_all();
      return;
    }
    const std::chrono::duration<double> busy = steady_clock::now() - begin;
    finish(value, busy.count());
  }

  void finish(CpuValue& value, double busy_s) {
    const std::unique_ptr<Work> done_work = std::move(value.work);  // frees inputs, unlocked
    value.count_done();
    {
      const std::lock_guard lock(mutex_);
      busy_s_ += busy_s;
      measured_flop_ += value.flop;
    }
    announce(value);
  }

  /// The value is there: whoever waits for it goes on.
  void announce(CpuValue& value) {
    std::vector<std::shared_ptr<WorkValue>> dependents;  // let go of unlocked
    {
      const std::lock_guard lock(mutex_);
      value.computed = true;
      dependents = take_dependents(value);
    }
    work_available_.notify_all();
    progress_.notify_all();
  }

  /// Those that are still wanted; the ones that waited for this value alone are ready now.
  std::vector<std::shared_ptr<WorkValue>> take_dependents(CpuValue& value) {
    std::vector<std::shared_ptr<WorkValue>> wanted;
    for (const auto& weak : value.dependents) {
      std::shared_ptr<WorkValue> dependent = weak.lock();
      if (dependent == nullptr) {
        continue;
      }
      if (--dependent->waiting_for == 0) {
        ready_.push({dependent->sequence(), dependent});
      }
      wanted.push_back(std::move(dependent));
    }
    value.dependents.clear();
    return wanted;
  }

  const std::atomic<bool>* interrupt_;
  std::shared_ptr<Storage> storage_;
  std::shared_ptr<Ledger> ledger_;

  mutable std::mutex mutex_;
  std::condition_variable work_available_;
  std::condition_variable progress_;
  std::priority_queue<Ready> ready_;
  std::uint64_t next_sequence_ = 1;
  std::exception_ptr failure_;
  bool stopping_ = false;
  double busy_s_ = 0.0;
  double measured_flop_ = 0.0;
  std::vector<std::thread> threads_;
};

}  // namespace
}  // namespace cpu

std::unique_ptr<Device> make_cpu_device(const CpuOptions& options) {
  return std::make_unique<cpu::CpuDevice>(options);
}

}  // namespace simgrad
