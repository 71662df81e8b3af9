#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <future>
#include <mutex>
#include <thread>

#include "kernels/cuda/check.hpp"
#include "kernels/cuda/launcher.hpp"
#include "kernels/cuda/level_queue.hpp"
#include "kernels/device.hpp"

namespace simgrad {
namespace cuda {
namespace {

constexpr auto kPollInterval = std::chrono::milliseconds(100);
constexpr double kFlopPerSecondGuess = 1e11;  // until works have been measured
constexpr std::size_t kLevelsInFlight = 2;    // on each GPU: one computes, one waits behind it

/// Actors submit; one thread of the device's own calls CUDA.
class CudaDevice : public Device {
 public:
  explicit CudaDevice(const CudaOptions& options)
      : interrupt_(options.interrupt),
        ledger_(std::make_shared<Ledger>()),
        launcher_(options.devices, options.memory_limit_bytes),
        queue_(options.works_at_once) {
    thread_ = std::thread([this] {
      work_loop();
    });
  }
  CudaDevice(const CudaDevice&) = delete;
  CudaDevice& operator=(const CudaDevice&) = delete;

  ~CudaDevice() override {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    work_available_.notify_all();
    thread_.join();
  }

  Value submit(Work work) override {
    require_sound(work);
    const std::lock_guard lock(mutex_);
    rethrow_failure();
    const std::vector<Value> dependencies = inputs(work);
    auto value = std::make_shared<CudaValue>(next_sequence_++, std::move(work), ledger_);
    for (const Value& dependency : dependencies) {
      CudaValue& input = cuda_value(dependency);
      if (!input.launched) {
        ++value->waiting_for;
        input.dependents.push_back(value);
      }
    }
    if (value->waiting_for == 0) {
      queue_.push(value);
    }
    return Value(value);
  }

  Value upload(std::span<const float> numbers) override {
    Value value = reserve(numbers.size());
    fill(value, numbers, {});
    return value;
  }

  Value reserve(std::size_t floats) override {
    const std::lock_guard lock(mutex_);
    auto value = std::make_shared<CudaValue>(next_sequence_++, floats, ledger_);
    value->computed = false;
    return Value(value);
  }

  void fill(const Value& value, std::span<const float> numbers,
            const Statistics& statistics) override {
    CudaValue& state = cuda_value(value);
    SIMGRAD_REQUIRE(numbers.size() == value.floats(), "a value is filled with its floats");
    SIMGRAD_REQUIRE(!state.computed && state.work == nullptr, "a reserved value is filled once");
    on_thread([&] {
      copy_to_first_gpu(numbers, state);
      const std::lock_guard lock(mutex_);
      state.statistics = statistics;
      state.computed = true;
      set_launched(state);
    });
  }

  std::vector<float> read(const Value& value) override {
    wait(value);
    return on_thread([&] {
      std::vector<float> numbers(value.floats());
      const CudaValue& state = cuda_value(value);
      const Gpu& gpu = launcher_.home(state);
      gpu.activate();
      check(cudaMemcpyAsync(numbers.data(), state.slices[state.home].data,
                            numbers.size() * sizeof(float), cudaMemcpyDeviceToHost, gpu.stream()),
            "read");
      check(cudaStreamSynchronize(gpu.stream()), "read");
      return numbers;
    });
  }

  Statistics statistics(const Value& value) override {
    wait(value);
    return cuda_value(value).statistics;
  }

  [[nodiscard]] bool ready(const Value& value) const override {
    const std::lock_guard lock(mutex_);
    return cuda_value(value).computed;
  }

  bool throttle() override {
    std::unique_lock lock(mutex_);
    release();
    while (failure_ == nullptr && !interrupted() && pending_flop() > queue_limit_flop()) {
      progress_.wait_for(lock, kPollInterval);
    }
    rethrow_failure();
    return !interrupted();
  }

  [[nodiscard]] DeviceUsage usage() const override {
    std::size_t bytes = 0;
    for (const auto& gpu : gpus()) {
      bytes += gpu->live_bytes();
    }
    const double busy_s = busy();
    const std::lock_guard lock(ledger_->mutex);
    return {ledger_->live_values, bytes, ledger_->pending_flop, ledger_->done_flop, busy_s};
  }

  [[nodiscard]] std::string name() const override {
    std::string text = "cuda: ";
    for (std::size_t i = 0; i < gpus().size(); ++i) {
      text += (i == 0 ? "" : ", ") + gpus()[i]->name();
    }
    return text;
  }
  [[nodiscard]] std::string instruction_set() const override {
    return "sm_" + std::to_string(gpus().front()->compute_capability());
  }
  [[nodiscard]] std::size_t threads() const override { return gpus().size(); }

 private:
  using Task = std::function<void()>;

  [[nodiscard]] const std::vector<std::unique_ptr<Gpu>>& gpus() const { return launcher_.gpus(); }

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
    const double rate = busy_s_ < 0.05 ? kFlopPerSecondGuess : measured_flop_ / busy_s_;
    return rate * static_cast<double>(gpus().size());
  }

  void rethrow_failure() {
    if (failure_ != nullptr) {
      std::rethrow_exception(failure_);
    }
  }

  /// All that was submitted may start: the simulated instant is over, or somebody waits.
  void release() {
    queue_.release(next_sequence_);
    work_available_.notify_one();
  }

  void wait(const Value& value) {
    const CudaValue& state = cuda_value(value);
    std::unique_lock lock(mutex_);
    release();
    while (!state.computed) {
      rethrow_failure();
      if (interrupted()) {
        throw Interrupted();
      }
      progress_.wait_for(lock, kPollInterval);
    }
  }

  /// Runs `body` on the device's thread and waits for what it returns.
  template <class Body>
  auto on_thread(Body&& body) -> decltype(body()) {
    std::packaged_task<decltype(body())()> task(std::forward<Body>(body));
    auto result = task.get_future();
    {
      const std::lock_guard lock(mutex_);
      tasks_.emplace_back([&task] {
        task();
      });
    }
    work_available_.notify_one();
    return result.get();
  }

  void work_loop() {
    std::unique_lock lock(mutex_);
    while (true) {
      work_available_.wait(lock, [this] {
        return stopping_ || !tasks_.empty() || !in_flight_.empty() || can_launch();
      });
      if (stopping_) {
        return end(lock);
      }
      if (!tasks_.empty()) {
        const Task task = std::move(tasks_.front());
        tasks_.pop_front();
        lock.unlock();
        task();
        lock.lock();
      } else if (can_launch()) {
        launch(lock);
      } else {
        finish_oldest(lock);
      }
    }
  }

  [[nodiscard]] bool can_launch() const {
    return failure_ == nullptr && queue_.has_work() &&
           in_flight_.size() < kLevelsInFlight * gpus().size();
  }

  void end(std::unique_lock<std::mutex>& lock) {
    const std::deque<std::unique_ptr<Level>> left = std::move(in_flight_);
    lock.unlock();
    for (const auto& level : left) {
      try {
        (void)level->finish();
      } catch (const Error&) {
        return;  // the device is lost, and whoever would hear of it gone
      }
    }
  }

  void launch(std::unique_lock<std::mutex>& lock) {
    const std::vector<Level::Values> levels = queue_.take();
    lock.unlock();
    std::exception_ptr failure;
    try {
      for (const Level::Values& values : levels) {
        launcher_.launch(values, [this](std::unique_ptr<Level> level) {
          mark_launched(std::move(level));
        });
      }
    } catch (const std::exception&) {
      failure = std::current_exception();
    }
    lock.lock();
    if (failure != nullptr) {
      failure_ = failure;
      progress_.notify_all();
    }
  }

  /// What waited for the level may follow it.
  void mark_launched(std::unique_ptr<Level> level) {
    const std::lock_guard lock(mutex_);
    for (const auto& value : level->values()) {
      set_launched(*value);
    }
    in_flight_.push_back(std::move(level));
  }

  /// Under the lock.
  void set_launched(CudaValue& value) {
    value.launched = true;
    for (const auto& weak : value.dependents) {
      const std::shared_ptr<WorkValue> dependent = weak.lock();
      if (dependent != nullptr && --dependent->waiting_for == 0) {
        queue_.push(dependent);
      }
    }
    value.dependents.clear();
  }

  void copy_to_first_gpu(std::span<const float> numbers, CudaValue& value) {
    const Gpu& gpu = *gpus().front();
    gpu.activate();
    const auto results = gpu.take_results(numbers.size());
    check(cudaMemcpyAsync(results->data(), numbers.data(), numbers.size_bytes(),
                          cudaMemcpyHostToDevice, gpu.stream()),
          "upload");
    check(cudaStreamSynchronize(gpu.stream()), "upload");
    value.slices.resize(gpus().size());
    value.slices.front() = {results, results->data()};
  }

  void finish_oldest(std::unique_lock<std::mutex>& lock) {
    std::unique_ptr<Level> level = std::move(in_flight_.front());
    in_flight_.pop_front();
    lock.unlock();
    std::vector<std::unique_ptr<Work>> done;  // frees inputs, unlocked
    double busy_s = 0.0;
    std::exception_ptr failure;
    try {
      busy_s = level->finish();
    } catch (const Error&) {
      failure = std::current_exception();
    }
    double flop = 0.0;
    for (const auto& value : level->values()) {
      flop += value->flop;
      value->count_done();
    }
    lock.lock();
    for (const auto& value : level->values()) {
      done.push_back(std::move(value->work));
      value->computed = failure == nullptr;
    }
    failure_ = failure_ == nullptr ? failure : failure_;
    busy_s_ += busy_s;
    measured_flop_ += flop;
    progress_.notify_all();
    lock.unlock();
    level.reset();
    done.clear();
    lock.lock();
  }

  const std::atomic<bool>* interrupt_;
  std::shared_ptr<Ledger> ledger_;
  Launcher launcher_;

  mutable std::mutex mutex_;
  std::condition_variable work_available_;
  std::condition_variable progress_;
  LevelQueue queue_;
  std::deque<Task> tasks_;
  std::deque<std::unique_ptr<Level>> in_flight_;
  std::uint64_t next_sequence_ = 1;
  std::exception_ptr failure_;
  bool stopping_ = false;
  double busy_s_ = 0.0;
  double measured_flop_ = 0.0;
  std::thread thread_;
};

}  // namespace
}  // namespace cuda
}  // namespace simgrad

/// The module's one entry. Throws what make_cuda_device() does.
extern "C" simgrad::Device* simgrad_open_cuda_device(const simgrad::CudaOptions& options) {
  return new simgrad::cuda::CudaDevice(options);
}
