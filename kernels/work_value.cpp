#include "kernels/work_value.hpp"

namespace simgrad {

WorkValue::WorkValue(std::uint64_t sequence, Work new_work, std::shared_ptr<Ledger> ledger)
    : ValueState(sequence, simgrad::floats(new_work)),
      work(std::make_unique<Work>(std::move(new_work))),
      flop(simgrad::flop(*work)),
      ledger_(std::move(ledger)) {
  const std::lock_guard lock(ledger_->mutex);
  ++ledger_->live_values;
  ledger_->pending_flop += flop;
}

WorkValue::WorkValue(std::uint64_t sequence, std::size_t floats, std::shared_ptr<Ledger> ledger)
    : ValueState(sequence, floats), computed(true), ledger_(std::move(ledger)) {
  const std::lock_guard lock(ledger_->mutex);
  ++ledger_->live_values;
}

void WorkValue::count_done() {
  const std::lock_guard lock(ledger_->mutex);
  ledger_->pending_flop -= flop;
  ledger_->done_flop += flop;
}

namespace {

/// Destroys a work that nobody wants any more. Its inputs may go with it, and theirs: a long chain
/// goes link by link, as by recursion it would overflow the stack.
void destroy(std::unique_ptr<Work> unwanted) {
  thread_local std::vector<std::unique_ptr<Work>>* falling = nullptr;
  if (falling != nullptr) {
    falling->push_back(std::move(unwanted));
    return;
  }
  std::vector<std::unique_ptr<Work>> works;
  works.push_back(std::move(unwanted));
  falling = &works;
  while (!works.empty()) {
    const std::unique_ptr<Work> next = std::move(works.back());
    works.pop_back();
  }
  falling = nullptr;
}

}  // namespace

WorkValue::~WorkValue() {
  {
    const std::lock_guard lock(ledger_->mutex);
    --ledger_->live_values;
    if (!computed) {
      ledger_->pending_flop -= flop;
    }
  }
  if (work != nullptr) {
    destroy(std::move(work));
  }
}

}  // namespace simgrad
