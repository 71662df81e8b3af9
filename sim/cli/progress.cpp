#include "sim/cli/progress.hpp"

#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "sim/experiment/text.hpp"

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

/// A line that cannot be shown is no reason to end a run.
void show_on_stderr(const std::string& text) {
  std::fputs(text.c_str(), stderr);
  std::fflush(stderr);
}

}  // namespace

Progress::Progress(Output output, std::int64_t rounds)
    : output_(output), rounds_(rounds), terminal_(is_terminal()) {}

void Progress::show(const TrainingStatus& status, double simulated_s, std::uint64_t events) {
  if (output_ == Output::kQuiet) {
    return;
  }
  if (output_ == Output::kJson) {
    const bool evaluated = status.evaluated_round >= 0;
    nlohmann::json line{{"type", "progress"},
                        {"round", status.rounds},
                        {"rounds", rounds_},
                        {"simulated_s", simulated_s},
                        {"evaluated_round", status.evaluated_round},
                        {"loss", evaluated ? nlohmann::json(status.loss) : nullptr},
                        {"accuracy", evaluated ? nlohmann::json(status.accuracy) : nullptr},
                        {"up_bytes", status.up_bytes},
                        {"down_bytes", status.down_bytes},
                        {"events", events}};
    fmt::print("{}\n", line.dump());
    std::fflush(stdout);
    return;
  }
  const auto now = std::chrono::steady_clock::now();
  const std::int64_t tenth = status.rounds * 10 / rounds_;
  if (terminal_ ? now - last_ < kTerminalInterval : tenth == tenth_shown_) {
    return;
  }
  last_ = now;
  tenth_shown_ = tenth;
  const std::string line = text(status, simulated_s, events);
  if (terminal_) {
    show_on_stderr("\r\x1b[2K" + line.substr(0, terminal_width() - 1));
    line_shown_ = true;
  } else {
    show_on_stderr(line + "\n");
  }
}

void Progress::clear() {
  if (line_shown_) {
    show_on_stderr("\r\x1b[2K");
    line_shown_ = false;
  }
}

std::string Progress::text(const TrainingStatus& status, double simulated_s,
                           std::uint64_t events) const {
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin_;
  const double left_s = wall.count() / static_cast<double>(status.rounds) *
                        static_cast<double>(rounds_ - status.rounds);
  const std::string learnt =
      status.evaluated_round < 0
          ? ""
          : fmt::format("  loss {:.4f}  accuracy {:.2f} %", status.loss, 100.0 * status.accuracy);
  return fmt::format("round {}/{}  simulated {}{}  up {}  down {}  {:.0f} events/s  {} left",
                     status.rounds, rounds_, duration_text(simulated_s), learnt,
                     bytes_text(static_cast<double>(status.up_bytes)),
                     bytes_text(static_cast<double>(status.down_bytes)),
                     static_cast<double>(events) / wall.count(), duration_text(left_s));
}

}  // namespace simgrad
