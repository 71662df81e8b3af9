#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "kernels/device.hpp"

/// What a run needs of its device to be gone on with after it was killed.
///
/// Runs repeat exactly, so the simulation's part of a state need not be saved: going on means to
/// *replay* it from the beginning without computing, feeding back every number that it had read,
/// up to a *cut*; there the values that are alive are filled from the saved state.
namespace simgrad {

/// A moment of a run: between two advances of the simulated clock.
struct DeviceCut {
  std::uint64_t advances = 0;     // calls of throttle() so far
  std::uint64_t submissions = 0;  // values submitted so far
};

/// A value that was alive at a cut.
struct SavedValue {
  std::uint64_t sequence = 0;
  std::vector<float> numbers;
  Statistics statistics;
};

using StatisticsBySequence = std::map<std::uint64_t, Statistics>;

/// What a replay is fed with.
struct Replay {
  DeviceCut cut;
  StatisticsBySequence statistics;  // all that were read before the cut
  /// A value that was alive at the cut. Throws: Error if there is none of that sequence.
  std::function<SavedValue(std::uint64_t sequence)> load;
  std::function<void()> at_cut;  // called when the values are filled, before time goes on
};

/// A device whose values can be saved between two advances of the clock, and put back in a replay.
///
/// One thread submits, reads and throttles: the simulation's.
class ResumableDevice : public Device {
 public:
  /// @param inner            computes; outlives this
  /// @param lower_interrupt  lowers the flag that `inner` looks at. An interrupt lets numbers that
  ///                         are waited for arrive, and ends the run at the next throttle(): in a
  ///                         state that can be saved
  ResumableDevice(Device& inner, std::function<void()> lower_interrupt)
      : inner_(inner), lower_interrupt_(std::move(lower_interrupt)) {}

  // --- saving ---

  /// Called at each throttle(), unless in a replay; `ends` if it is the run's last. Set before
  /// anything is submitted: while it is empty nothing is kept for saving, and interrupts pass.
  std::function<void(bool ends)> on_advance;

  [[nodiscard]] DeviceCut cut() const { return cut_; }
  /// Waits until every value that somebody holds is there. Returns their bytes.
  std::size_t drain();
  /// Calls `save` with every value that somebody holds, in order of sequence; after drain().
  void for_each_live(const std::function<void(const SavedValue&)>& save);
  /// The statistics that were read since the last call, or since the replay.
  StatisticsBySequence take_read() { return std::exchange(fresh_, {}); }

  // --- going on ---

  /// From here on nothing is computed, up to the cut. Call before any submit().
  void replay(Replay replay);
  [[nodiscard]] bool replaying() const { return replay_ != nullptr; }

  // --- Device ---

  Value submit(Work work) override;
  Value upload(std::span<const float> numbers) override;
  Value reserve(std::size_t floats) override;
  void fill(const Value& value, std::span<const float> numbers,
            const Statistics& statistics) override;
  std::vector<float> read(const Value& value) override;
  Statistics statistics(const Value& value) override;
  [[nodiscard]] bool ready(const Value& value) const override;
  bool throttle() override;
  [[nodiscard]] DeviceUsage usage() const override { return inner_.usage(); }
  [[nodiscard]] std::string name() const override { return inner_.name(); }
  [[nodiscard]] std::string instruction_set() const override { return inner_.instruction_set(); }
  [[nodiscard]] std::size_t threads() const override { return inner_.threads(); }

 private:
  struct Kept {
    std::weak_ptr<ValueState> state;
    bool to_fill = false;  // at the end of the replay
  };

  Value keep(Value value, bool to_fill = false);
  void end_replay();
  template <class Wait>
  auto through_interrupts(Wait&& wait);

  Device& inner_;
  std::function<void()> lower_interrupt_;
  DeviceCut cut_;
  std::vector<Kept> values_;         // in order of sequence
  std::size_t clear_out_at_ = 1024;  // so many, and values_ is rid of those that are gone
  StatisticsBySequence fresh_;       // read since the last take_read()
  std::unique_ptr<Replay> replay_;
  bool interrupted_ = false;
};

}  // namespace simgrad
