#include "kernels/resumable_device.hpp"

#include <algorithm>
#include <utility>

namespace simgrad {
namespace {

[[noreturn]] void differ(const std::string& what) {
  throw Error("the saved state is of another run: " + what +
              "; the program, the scenario or a file that it names has changed since");
}

}  // namespace

template <class Wait>
auto ResumableDevice::through_interrupts(Wait&& wait) {
  try {
    return wait();
  } catch (const Interrupted&) {
    if (!on_advance) {
      throw;
    }
    interrupted_ = true;
    lower_interrupt_();
    return wait();
  }
}

std::size_t ResumableDevice::drain() {
  std::size_t bytes = 0;
  for (const Kept& kept : values_) {
    if (const Value value(kept.state.lock()); value) {
      (void)through_interrupts([&] {
        return inner_.statistics(value);
      });
      bytes += value.floats() * sizeof(float);
    }
  }
  return bytes;
}

void ResumableDevice::for_each_live(const std::function<void(const SavedValue&)>& save) {
  for (const Kept& kept : values_) {
    if (const Value value(kept.state.lock()); value) {
      const Statistics statistics = inner_.statistics(value);
      save({value.sequence(), value.floats() == 0 ? std::vector<float>() : inner_.read(value),
            statistics});
    }
  }
}

void ResumableDevice::replay(Replay replay) {
  SIMGRAD_REQUIRE(cut_.submissions == 0, "a replay begins before anything is submitted");
  replay_ = std::make_unique<Replay>(std::move(replay));
}

Value ResumableDevice::keep(Value value, bool to_fill) {
  ++cut_.submissions;
  if (!on_advance && !replaying()) {
    return value;
  }
  if (values_.size() >= clear_out_at_) {
    std::erase_if(values_, [](const Kept& kept) {
      return kept.state.expired();
    });
    clear_out_at_ = std::max<std::size_t>(1024, 2 * values_.size());
  }
  values_.push_back({value.state(), to_fill});
  return value;
}

/// A work without inputs needs nothing that was saved: a replay computes it again.
Value ResumableDevice::submit(Work work) {
  if (!replaying() || inputs(work).empty()) {
    return keep(inner_.submit(std::move(work)));
  }
  require_sound(work);
  return keep(inner_.reserve(simgrad::floats(work)), true);
}

Value ResumableDevice::upload(std::span<const float> numbers) {
  return keep(inner_.upload(numbers));
}

Value ResumableDevice::reserve(std::size_t floats) {
  return keep(inner_.reserve(floats));
}

void ResumableDevice::fill(const Value& value, std::span<const float> numbers,
                           const Statistics& statistics) {
  inner_.fill(value, numbers, statistics);
}

std::vector<float> ResumableDevice::read(const Value& value) {
  return through_interrupts([&] {
    return inner_.read(value);
  });
}

Statistics ResumableDevice::statistics(const Value& value) {
  if (replaying()) {
    const auto found = replay_->statistics.find(value.sequence());
    if (found == replay_->statistics.end()) {
      differ("it had not read value " + std::to_string(value.sequence()));
    }
    return found->second;
  }
  const Statistics read = through_interrupts([&] {
    return inner_.statistics(value);
  });
  if (on_advance) {
    fresh_.emplace(value.sequence(), read);
  }
  return read;
}

/// In a replay: whether it had been read. Earlier than it was is no harm, since rows are written
/// in the order of what they wait for.
bool ResumableDevice::ready(const Value& value) const {
  return replaying() ? replay_->statistics.contains(value.sequence()) : inner_.ready(value);
}

bool ResumableDevice::throttle() {
  ++cut_.advances;
  interrupted_ = !inner_.throttle() || interrupted_;
  if (replaying()) {
    if (!interrupted_ && cut_.advances == replay_->cut.advances) {
      end_replay();
    }
    return !interrupted_;
  }
  if (on_advance) {
    if (interrupted_) {
      lower_interrupt_();
    }
    on_advance(interrupted_);
  }
  return !interrupted_;
}

void ResumableDevice::end_replay() {
  if (cut_.submissions != replay_->cut.submissions) {
    differ("it had submitted " + std::to_string(replay_->cut.submissions) +
           " works where this one has submitted " + std::to_string(cut_.submissions));
  }
  for (const Kept& kept : values_) {
    const Value value(kept.state.lock());
    if (!value || !kept.to_fill) {
      continue;
    }
    const SavedValue saved = replay_->load(value.sequence());
    if (saved.numbers.size() != value.floats()) {
      differ("value " + std::to_string(value.sequence()) + " had " +
             std::to_string(saved.numbers.size()) + " floats and has " +
             std::to_string(value.floats()));
    }
    inner_.fill(value, saved.numbers, saved.statistics);
  }
  const std::function<void()> at_cut = std::move(replay_->at_cut);
  replay_ = nullptr;
  at_cut();
}

}  // namespace simgrad
