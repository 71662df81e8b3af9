#include "sim/sweep/orders.hpp"

#include <array>
#include <cerrno>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <sys/socket.h>
#include <unistd.h>

#include "kernels/error.hpp"
#include "sim/record/sweep_database.hpp"
#include "sim/sweep/run_rows.hpp"

namespace simgrad {
namespace {

using Json = nlohmann::json;

Json answer_of(const std::vector<RunOutcome>& outcomes) {
  Json list = Json::array();
  for (const RunOutcome& outcome : outcomes) {
    // A NaN becomes null.
    list.push_back({{"run", outcome.run},
                    {"status", outcome.status},
                    {"reason", outcome.reason},
                    {"broke_off", outcome.broke_off},
                    {"simulated_s", outcome.simulated_s},
                    {"wall_s", outcome.wall_s},
                    {"best_accuracy", outcome.best_accuracy},
                    {"best_loss", outcome.best_loss}});
  }
  return {{"outcomes", list}};
}

/// Lines over a socket.
class Lines {
 public:
  explicit Lines(int socket) : socket_(socket) {}

  /// The next line; nothing when the other end is closed.
  std::optional<std::string> next() {
    std::size_t end = 0;
    while ((end = received_.find('\n')) == std::string::npos) {
      std::array<char, 4096> block{};
      const ssize_t count = recv(socket_, block.data(), block.size(), 0);
      if (count == 0 || (count < 0 && errno != EINTR)) {
        return std::nullopt;
      }
      received_.append(block.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
    }
    std::string line = received_.substr(0, end);
    received_.erase(0, end + 1);
    return line;
  }

  /// To an end that is closed nothing is said.
  void say(const Json& answer) const {
    const std::string text = answer.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
    for (std::size_t done = 0; done < text.size();) {
      const ssize_t count = send(socket_, text.data() + done, text.size() - done, MSG_NOSIGNAL);
      if (count < 0 && errno != EINTR) {
        return;
      }
      done += count > 0 ? static_cast<std::size_t>(count) : 0;
    }
  }

 private:
  int socket_;
  std::string received_;
};

/// A sweep's database and the runs that may be added to it.
class Desk {
 public:
  Desk(const SweepFolder& folder, const Sweep& sweep, const std::vector<SweepRun>& runs)
      : folder_(folder), sweep_(sweep), file_(folder.database(), sweep_json(sweep)) {
    for (const SweepRun& run : runs) {
      runs_.emplace(run.id, run);
    }
  }

  /// Adds what is whole in the folder, removes what is there already.
  std::vector<RunOutcome> ended_before() {
    std::map<std::int64_t, RunOutcome> ended;
    for (RunOutcome& outcome : file_.outcomes()) {
      if (runs_.contains(outcome.run) && !outcome.broke_off) {
        ended.emplace(outcome.run, std::move(outcome));
      }
    }
    for (const auto& [id, run] : runs_) {
      const auto shard = folder_.shard(id);
      if (ended.contains(id)) {
        clear(id);  // it was added, and then this process was killed
      } else if (std::filesystem::exists(shard) && holds_ended_run(shard)) {
        ended.emplace(id, add(id));
      }
    }
    std::vector<RunOutcome> outcomes;
    outcomes.reserve(ended.size());
    for (auto& [id, outcome] : ended) {
      outcomes.push_back(std::move(outcome));
    }
    return outcomes;
  }

  std::vector<RunOutcome> carry_out(const Json& order) {
    const auto id = order.at("run").get<std::int64_t>();
    const auto reason = order.at("broke_off").get<std::string>();
    const auto wall_s = order.at("wall_s").get<double>();
    if (!reason.empty()) {
      return {add_broken(id, reason, wall_s)};
    }
    if (!holds_ended_run(folder_.shard(id))) {
      return {add_broken(id, folder_.shard(id).string() + " is not the database of a run", wall_s)};
    }
    return {add(id)};
  }

 private:
  RunOutcome add_broken(std::int64_t id, const std::string& reason, double wall_s) {
    const SweepRun& run = runs_.at(id);
    RunRow row = broken_row(sweep_, run, reason);
    row.wall_s = wall_s;
    file_.add_broken(row, point_rows(sweep_, run));
    folder_.remove_shard(id);
    return file_.outcome(id).value();
  }

  RunOutcome add(std::int64_t id) {
    file_.add(folder_.shard(id), point_rows(sweep_, runs_.at(id)));
    clear(id);
    return file_.outcome(id).value();
  }

  void clear(std::int64_t id) const {
    folder_.remove_shard(id);
    folder_.remove_log(id);
  }

  const SweepFolder& folder_;
  const Sweep& sweep_;
  SweepDatabase file_;
  std::map<std::int64_t, SweepRun> runs_;
};

}  // namespace

void carry_out_orders(int socket, const SweepFolder& folder, const Sweep& sweep,
                      const std::vector<SweepRun>& runs) {
  Lines lines(socket);
  try {
    Desk desk(folder, sweep, runs);
    lines.say(answer_of(desk.ended_before()));
    while (const auto line = lines.next()) {
      lines.say(answer_of(desk.carry_out(Json::parse(*line))));
    }
  } catch (const Error& error) {
    lines.say({{"error", error.what()}});
  }
}

}  // namespace simgrad
