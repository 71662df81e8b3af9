#include "sim/cli/status_line.hpp"

#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

namespace simgrad {
namespace {

constexpr auto kTerminalInterval = std::chrono::milliseconds(100);

bool is_terminal() {
  const char* term = std::getenv("TERM");
  return isatty(STDERR_FILENO) == 1 && term != nullptr && std::string_view(term) != "dumb";
}

std::size_t terminal_width() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

/// A line that cannot be shown is no reason to end what it tells of.
void show_on_stderr(const std::string& text) {
  std::fputs(text.c_str(), stderr);
  std::fflush(stderr);
}

}  // namespace

StatusLine::StatusLine() : terminal_(is_terminal()) {}

StatusLine::~StatusLine() {
  clear();
}

void StatusLine::show(std::int64_t done, std::int64_t all,
                      const std::function<std::string()>& text) {
  const auto now = std::chrono::steady_clock::now();
  const std::int64_t tenth = done * 10 / all;
  if (terminal_ ? now - last_ < kTerminalInterval : tenth == tenth_shown_) {
    return;
  }
  last_ = now;
  tenth_shown_ = tenth;
  if (terminal_) {
    show_on_stderr("\r\x1b[2K" + text().substr(0, terminal_width() - 1));
    shown_ = true;
  } else {
    show_on_stderr(text() + "\n");
  }
}

void StatusLine::print(const std::string& text) {
  clear();
  show_on_stderr(text + "\n");
}

void StatusLine::clear() {
  if (shown_) {
    show_on_stderr("\r\x1b[2K");
    shown_ = false;
  }
}

}  // namespace simgrad
