#include "sim/cli/progress.hpp"

#include <cstdio>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "sim/experiment/text.hpp"

namespace simgrad {
namespace {

void print_json(const nlohmann::json& line) {
  fmt::print("{}\n", line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  std::fflush(stdout);
}

}  // namespace

Progress::Progress(Output output, std::int64_t rounds) : output_(output), rounds_(rounds) {}

void Progress::show(const TrainingStatus& status, double simulated_s, std::uint64_t events) {
  if (output_ == Output::kJson) {
    show_json(status, simulated_s, events);
  } else if (output_ == Output::kText) {
    line_.show(status.rounds, rounds_, [&] {
      return text(status, simulated_s, events);
    });
  }
}

void Progress::note(const std::string& text) {
  if (output_ == Output::kJson) {
    print_json({{"type", "note"}, {"text", text}});
  } else if (output_ == Output::kText) {
    line_.print(text);
  }
}

void Progress::show_json(const TrainingStatus& status, double simulated_s,
                         std::uint64_t events) const {
  const bool evaluated = status.evaluated_round >= 0;
  print_json({{"type", "progress"},
              {"round", status.rounds},
              {"rounds", rounds_},
              {"simulated_s", simulated_s},
              {"evaluated_round", status.evaluated_round},
              {"loss", evaluated ? nlohmann::json(status.loss) : nullptr},
              {"accuracy", evaluated ? nlohmann::json(status.accuracy) : nullptr},
              {"up_bytes", status.up_bytes},
              {"down_bytes", status.down_bytes},
              {"events", events}});
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
