#include "sim/sweep/writer.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "kernels/error.hpp"
#include "sim/sweep/child_process.hpp"
#include "sim/sweep/orders.hpp"

namespace simgrad {
namespace {

using Json = nlohmann::json;

double number_of(const Json& value) {
  return value.is_null() ? kNotANumber : value.get<double>();
}

RunOutcome outcome_of(const Json& answer) {
  return {answer.at("run").get<std::int64_t>(),   answer.at("status").get<std::string>(),
          answer.at("reason").get<std::string>(), answer.at("broke_off").get<bool>(),
          number_of(answer.at("simulated_s")),    number_of(answer.at("wall_s")),
          number_of(answer.at("best_accuracy")),  number_of(answer.at("best_loss"))};
}

}  // namespace

Writer::Writer(const SweepFolder& folder, const Sweep& sweep, const std::vector<SweepRun>& runs)
    : folder_(folder) {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    throw Error(fmt::format("cannot make a pair of sockets: {}", std::strerror(errno)));
  }
  socket_ = ends[0];
  const auto process = start_child(
      [&] {
        close(ends[0]);
        carry_out_orders(ends[1], folder, sweep, runs);
        return 0;
      },
      {});
  close(ends[1]);
  if (!process) {
    close(socket_);
    throw Error("cannot start the process that writes " + folder.database().string());
  }
  process_ = *process;
}

Writer::~Writer() {
  shutdown(socket_, SHUT_WR);  // runs that go on hold this end too: closing it ends nothing
  close(socket_);
  waitpid(process_, nullptr, 0);
}

void Writer::add(const EndedRun& run) {
  const Json order{{"run", run.id}, {"broke_off", run.broke_off}, {"wall_s", run.wall_s}};
  const std::string text = order.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  ++unanswered_;
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t count = send(socket_, text.data() + done, text.size() - done, MSG_NOSIGNAL);
    if (count >= 0) {
      done += static_cast<std::size_t>(count);
    } else if (errno != EINTR) {
      return;  // it is gone; answers() says why
    }
  }
}

std::vector<RunOutcome> Writer::answers(bool wait) {
  receive(false);
  while (wait && unanswered_ > 0 && !has_line()) {
    receive(true);
  }
  std::vector<RunOutcome> outcomes;
  while (has_line()) {
    const std::size_t end = received_.find('\n');
    const Json answer = Json::parse(received_.substr(0, end));
    received_.erase(0, end + 1);
    if (answer.contains("error")) {
      throw Error(answer.at("error").get<std::string>());
    }
    --unanswered_;
    for (const Json& outcome : answer.at("outcomes")) {
      outcomes.push_back(outcome_of(outcome));
    }
  }
  return outcomes;
}

void Writer::receive(bool wait) {
  std::array<char, 65536> block{};
  const ssize_t count = recv(socket_, block.data(), block.size(), wait ? 0 : MSG_DONTWAIT);
  if (count > 0) {
    received_.append(block.data(), static_cast<std::size_t>(count));
  } else if (!has_line() && (count == 0 || errno == ECONNRESET)) {
    int status = 0;
    waitpid(process_, &status, 0);
    throw Error(fmt::format("{}: the process that writes it {}", folder_.database().string(),
                            end_text(status)));
  }
}

}  // namespace simgrad
