#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "kernels/value.hpp"
#include "kernels/work.hpp"

namespace simgrad {

/// Counts of works and values, shared by a device and its values.
struct Ledger {
  std::mutex mutex;
  std::size_t live_values = 0;
  double pending_flop = 0.0;
  double done_flop = 0.0;
};

/// A value with the work that gives it, until that is computed: what every device's values have.
class WorkValue : public ValueState {
 public:
  WorkValue(std::uint64_t sequence, Work new_work, std::shared_ptr<Ledger> ledger);
  /// A value that is there already.
  WorkValue(std::uint64_t sequence, std::size_t floats, std::shared_ptr<Ledger> ledger);
  WorkValue(const WorkValue&) = delete;
  WorkValue& operator=(const WorkValue&) = delete;
  ~WorkValue() override;

  /// Moves its flop from pending to done.
  void count_done();

  // What follows is the device's, under its lock.
  std::unique_ptr<Work> work;  // null once computed
  double flop = 0.0;
  std::size_t waiting_for = 0;                       // inputs that are not there yet
  std::vector<std::weak_ptr<WorkValue>> dependents;  // values that wait for this one
  Statistics statistics;
  bool computed = false;

 private:
  std::shared_ptr<Ledger> ledger_;
};

}  // namespace simgrad
