#include "gui/window/end_on_signal.hpp"

#include <array>
#include <csignal>
#include <fcntl.h>  // pipes: POSIX
#include <unistd.h>

#include <QCoreApplication>
#include <QSocketNotifier>

namespace simgrad::gui {
namespace {

constexpr int kShellOffset = 128;  // what shells add to a signal's number

std::array<int, 2> signal_pipe{-1, -1};

/// May do next to nothing: the event loop does the rest.
void passOn(int number) {
  const auto byte = static_cast<unsigned char>(number);
  [[maybe_unused]] const ssize_t written = write(signal_pipe[1], &byte, 1);
}

}  // namespace

EndOnSignal::EndOnSignal(QObject* parent) : QObject(parent) {
  if (pipe2(signal_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
    return;  // then signals end the program as they would without this
  }
  auto* notifier = new QSocketNotifier(signal_pipe[0], QSocketNotifier::Read, this);
  connect(notifier, &QSocketNotifier::activated, this, [] {
    unsigned char number = 0;
    if (read(signal_pipe[0], &number, 1) == 1) {
      QCoreApplication::exit(kShellOffset + number);
    }
  });
  struct sigaction action {};
  action.sa_handler = passOn;
  action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    sigaction(number, &action, nullptr);
  }
}

}  // namespace simgrad::gui
