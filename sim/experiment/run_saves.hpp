#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "kernels/datasets/dataset.hpp"
#include "kernels/resumable_device.hpp"
#include "sim/record/recorder.hpp"

namespace simgrad {

/// When a run is saved, so that it can be gone on with should it be killed.
struct SavePolicy {
  double every_s = 0.0;      // of wall time; 0: never
  double limit_bytes = 1e9;  // of live values; a run is not saved once it has more
};

/// Saves a run's numbers into its file from time to time, between two advances of the clock.
///
/// A save waits until twenty times as long has passed as the one before took to write, so that
/// saving takes at most 5 % of the wall time. One that fails (disk full …) leaves the one before.
/// A run that is found to have more live values than the limit is not saved from then on: its last
/// save, if it has one, stays.
class RunSaves {
 public:
  /// Saves from here on. All outlive this.
  /// @param note  is told once why a run is not saved; may be empty
  RunSaves(const SavePolicy& policy, ResumableDevice& device, Recorder& recorder,
           const Dataset& data, std::function<void(const std::string&)> note);
  RunSaves(const RunSaves&) = delete;
  RunSaves& operator=(const RunSaves&) = delete;
  ~RunSaves();

 private:
  using Clock = std::chrono::steady_clock;

  void advance(bool ends);
  void give_up(std::size_t live_bytes);
  void save();
  void write(SavedStateWriter& writer);
  void say_once(const std::string& why);

  SavePolicy policy_;
  ResumableDevice& device_;
  Recorder& recorder_;
  const Dataset& data_;
  std::function<void(const std::string&)> note_;
  Clock::time_point due_;
  StatisticsBySequence unsaved_reads_;
  std::optional<SavedInput> data_input_;  // once it is known: hashing the data set takes a while
  bool has_given_up_ = false;             // the limit was passed
};

/// Has `device` replay what `saved` tells of, up to its cut.
void replay(const SavedStateReader& saved, const SavedCut& cut, ResumableDevice& device,
            std::function<void()> at_cut);

}  // namespace simgrad
