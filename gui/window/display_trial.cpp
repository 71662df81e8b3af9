#include "gui/window/display_trial.hpp"

#include <array>
#include <fcntl.h>  // processes: POSIX
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QGuiApplication>

namespace simgrad::gui {
namespace {

constexpr unsigned kPatience_s = 10;  // for a screen of another machine

[[noreturn]] void tryInChild(int line) {
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  const int silence = open("/dev/null", O_WRONLY | O_CLOEXEC);
  dup2(silence, STDOUT_FILENO);
  dup2(silence, STDERR_FILENO);
  alarm(kPatience_s);
  std::array<char, 8> name{"simgrad"};
  std::array<char*, 2> arguments{name.data(), nullptr};
  int count = 1;
  const QGuiApplication application(count, arguments.data());
  alarm(0);
  char byte = 'y';
  if (write(line, &byte, 1) == 1) {
    [[maybe_unused]] const ssize_t end = read(line, &byte, 1);
  }
  _exit(0);
}

}  // namespace

DisplayTrial::DisplayTrial() {
  std::array<int, 2> ends{-1, -1};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return;
  }
  child_ = fork();
  if (child_ == 0) {
    close(ends[0]);
    tryInChild(ends[1]);
  }
  close(ends[1]);
  line_ = ends[0];
  char byte = 0;
  passed_ = child_ > 0 && read(line_, &byte, 1) == 1;
}

DisplayTrial::~DisplayTrial() {
  close(line_);
  if (child_ > 0) {
    waitpid(child_, nullptr, 0);
  }
}

}  // namespace simgrad::gui
