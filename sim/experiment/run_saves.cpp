#include "sim/experiment/run_saves.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "sim/experiment/run_inputs.hpp"
#include "sim/experiment/text.hpp"

namespace simgrad {
namespace {

constexpr double kPauseBySave = 20.0;  // the least time between saves, in lengths of the last one

SavedStatistics to_record(std::uint64_t sequence, const Statistics& statistics) {
  return {sequence, statistics.loss_sum, statistics.correct, statistics.samples};
}

Statistics from_record(const SavedStatistics& saved) {
  return {saved.loss_sum, saved.correct, saved.samples};
}

std::chrono::steady_clock::duration seconds(double count) {
  return std::chrono::duration_cast<std::chrono::steady_clock::duration>(
      std::chrono::duration<double>(count));
}

}  // namespace

RunSaves::RunSaves(const SavePolicy& policy, ResumableDevice& device, Recorder& recorder,
                   const Dataset& data, std::function<void(const std::string&)> note)
    : policy_(policy),
      device_(device),
      recorder_(recorder),
      data_(data),
      note_(std::move(note)),
      due_(Clock::now() + seconds(policy.every_s)) {
  if (policy_.every_s > 0.0) {
    device_.on_advance = [this](bool ends) {
      advance(ends);
    };
  }
}

RunSaves::~RunSaves() {
  device_.on_advance = nullptr;
}

void RunSaves::advance(bool ends) {
  if (has_given_up_) {
    device_.take_read();
    return;
  }
  if (!ends && Clock::now() < due_) {
    return;
  }
  const std::size_t live_bytes = device_.drain();
  if (static_cast<double>(live_bytes) > policy_.limit_bytes) {
    give_up(live_bytes);
    return;
  }
  if (!data_input_) {
    data_input_ = data_input(data_);  // once: no part of what the next save will take
  }
  const auto begin = Clock::now();
  save();
  const double written_s = std::chrono::duration<double>(Clock::now() - begin).count();
  due_ = Clock::now() + seconds(std::max(policy_.every_s, kPauseBySave * written_s));
}

/// A later save would need every read up to it, and nobody knows whether there would be one.
void RunSaves::give_up(std::size_t live_bytes) {
  say_once(fmt::format("{} are alive and --save-limit is {}",
                       bytes_text(static_cast<double>(live_bytes)),
                       bytes_text(policy_.limit_bytes)));
  has_given_up_ = true;
  unsaved_reads_.clear();
  device_.take_read();
}

void RunSaves::save() {
  unsaved_reads_.merge(device_.take_read());
  const DeviceCut cut = device_.cut();
  try {
    recorder_.save(cut.advances, cut.submissions, [this](SavedStateWriter& writer) {
      write(writer);
    });
    unsaved_reads_.clear();
  } catch (const Error& error) {
    say_once(error.what());
  }
}

void RunSaves::write(SavedStateWriter& writer) {
  writer.input(*data_input_);
  for (const auto& [sequence, statistics] : unsaved_reads_) {
    writer.read(to_record(sequence, statistics));
  }
  device_.for_each_live([&writer](const SavedValue& value) {
    writer.value(to_record(value.sequence, value.statistics), value.numbers);
  });
}

void RunSaves::say_once(const std::string& why) {
  if (note_) {
    note_("not saved for --resume: " + why);
    note_ = nullptr;
  }
}

void replay(const SavedStateReader& saved, const SavedCut& cut, ResumableDevice& device,
            std::function<void()> at_cut) {
  Replay replay;
  replay.cut = {cut.advances, cut.submissions};
  saved.for_each_read([&replay](const SavedStatistics& read) {
    replay.statistics.emplace(read.sequence, from_record(read));
  });
  replay.load = [&saved](std::uint64_t sequence) {
    SavedValue value{sequence, {}, {}};
    const bool found = saved.value(
        sequence, [&value](const SavedStatistics& statistics, std::span<const float> numbers) {
          value.numbers.assign(numbers.begin(), numbers.end());
          value.statistics = from_record(statistics);
        });
    if (!found) {
      throw Error("the saved state has no value " + std::to_string(sequence));
    }
    return value;
  };
  replay.at_cut = std::move(at_cut);
  device.replay(std::move(replay));
}

}  // namespace simgrad
