#include "sim/strategies/replication.hpp"

#include <cmath>
#include <utility>

namespace simgrad {
namespace {

/// A copy of a training state; its numbers are kept by who sends it.
struct Replica {};

}  // namespace

Parameter replication_parameter() {
  return {.name = "replication",
          .type = Type::kTable,
          .summary =
              "of the training state, to the first standby that is up, which takes over "
              "with it",
          .default_text = kOptional,
          .members = {{.name = "every_rounds",
                       .type = Type::kInteger,
                       .summary = "rounds from one replica to the next",
                       .default_text = "1",
                       .range = {1, 1e9}},
                      {.name = "mode",
                       .type = Type::kText,
                       .summary = "training stands still until it is whole, or goes on meanwhile",
                       .default_text = "\"synchronous\"",
                       .choices = {"synchronous", "asynchronous"}}}};
}

ReplicationPolicy replication_policy(const Arguments& strategy) {
  if (!strategy.has("replication")) {
    return {};
  }
  const Arguments& replication = strategy.table("replication");
  return {replication.integer("every_rounds"), replication.text("mode") == "synchronous"};
}

Node* Replication::next_standby(const Node* previous) const {
  bool is_after = previous == nullptr;
  for (Node* standby : training_.standbys_of(server_)) {
    if (is_after && standby->is_up() && standby->host() != server_.host()) {
      return standby;
    }
    is_after = is_after || standby == previous;
  }
  return nullptr;
}

std::optional<Holder> Replication::send(double bytes) {
  Node* standby = nullptr;
  while ((standby = next_standby(standby)) != nullptr) {
    const std::int64_t life = standby->incarnation();
    if (server_.send(*standby, Replica{}, std::round(bytes), retry_)) {
      return Holder{standby, life};
    }
  }
  return std::nullopt;
}

void Replication::send_async(double bytes, std::function<void(std::optional<Holder>)> on_end) {
  send_async_after(nullptr, bytes, std::move(on_end));
}

void Replication::send_async_after(const Node* previous, double bytes,
                                   std::function<void(std::optional<Holder>)> on_end) {
  Node* standby = next_standby(previous);
  if (standby == nullptr) {
    on_end(std::nullopt);
    return;
  }
  server_.send_async(*standby, Replica{}, std::round(bytes), retry_,
                     [this, standby, life = standby->incarnation(), bytes,
                      on_end = std::move(on_end)](const Outcome<Sent>& sent) {
                       if (sent) {
                         on_end(Holder{standby, life});
                       } else {
                         send_async_after(standby, bytes, on_end);
                       }
                     });
}

void let_standbys_take_over(const Training& training, Node& server, const Detection& detection,
                            std::function<bool(const std::string& host)> prefers) {
  if (!training.setup().standbys.empty()) {
    server.succeeded_by({training.setup().standbys, detection, std::move(prefers)});
  }
}

}  // namespace simgrad
