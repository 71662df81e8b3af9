#include "sim/experiment/interrupt.hpp"

#include <csignal>

namespace simgrad {
namespace {

std::atomic<bool> interrupt_raised{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may set it");

extern "C" void raise_interrupt(int signal) {
  interrupt_raised.store(true);
  std::signal(signal, SIG_DFL);
}

}  // namespace

InterruptFlag::InterruptFlag() {
  interrupt_raised.store(false);
  take_signals();
}

InterruptFlag::~InterruptFlag() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

void InterruptFlag::take_signals() const {
  std::signal(SIGINT, raise_interrupt);
  std::signal(SIGTERM, raise_interrupt);
}

const std::atomic<bool>& InterruptFlag::raised() const {
  return interrupt_raised;
}

void InterruptFlag::lower() {
  interrupt_raised.store(false);
}

}  // namespace simgrad
