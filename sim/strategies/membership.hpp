#pragma once

#include <cmath>
#include <map>
#include <memory>
#include <set>

#include "sim/strategies/link_policy.hpp"
#include "sim/strategies/replication.hpp"
#include "sim/strategies/training.hpp"

/// Who takes part in a training: what strategies with a server have in common.
namespace simgrad {

/// Asks the server to let the sender take part, from now on.
struct Join {};

/// Asks until the question has passed. From the worker's actor.
///
/// Once the tries are used up there is one at each interval from which on the server and the links
/// are up: what never is again costs nothing, and a run in which nobody can join any more ends.
inline void join(Node& worker, Node& server, const LinkPolicy& links) {
  const double interval_s = links.retry.interval_s;
  while (!worker.send(server, Join{}, 0.0, links.retry)) {
    const double given_up_s = worker.engine().now();
    worker.wait_until_reachable(server);
    worker.sleep(interval_s - std::fmod(worker.engine().now() - given_up_s, interval_s));
  }
}

/// The members as the server believes, by Node::index: from a join until the loss is known.
class Membership {
 public:
  /// Everybody who is up when the training begins.
  void found(const std::vector<Node*>& workers) {
    for (const Node* worker : workers) {
      if (worker->is_up()) {
        members_.insert(worker->index());
      }
    }
  }

  /// A worker has asked, in this life of it; a member from the next admit() on.
  void join(std::size_t worker, std::int64_t life) {
    lives_[worker] = life;
    joined_.insert(worker);
  }
  void admit() {
    members_.merge(joined_);
    joined_.clear();
  }

  /// A worker's life has ended, or what connects it. False: it has joined in a later one since.
  bool lose(std::size_t worker, std::int64_t life) {
    if (this->life(worker) > life) {
      return false;
    }
    members_.erase(worker);
    joined_.erase(worker);
    return true;
  }

  [[nodiscard]] const std::set<std::size_t>& members() const { return members_; }
  /// The life in which a worker asked to join; 0, the first, if it never had to.
  [[nodiscard]] std::int64_t life(std::size_t worker) const {
    const auto found = lives_.find(worker);
    return found == lives_.end() ? 0 : found->second;
  }

 private:
  std::set<std::size_t> members_;
  std::set<std::size_t> joined_;
  std::map<std::size_t, std::int64_t> lives_;
};

/// Runs `server->serve()` on the training's server, and tells it of lost workers.
///
/// @param restarts  the run can do without the server until it is on again
template <class Server>
void launch_server(Training& training, const LinkPolicy& links, std::shared_ptr<Server> server,
                   bool restarts = false) {
  Node& node = training.server();
  if (!restarts) {
    node.set_indispensable();
  }
  for (Node* worker : training.workers()) {
    worker->watched_by(node, links.detection);
  }
  training.keep(server);  // what it has sent may call it after its actor has ended
  node.run_always([server = std::move(server)] {
    server->serve();
  });
}

/// The same, and `group->work(worker)` on every worker. The server only keeps the books: what it is
/// told while it is off waits for its next life.
template <class Group>
void launch_group(Training& training, const LinkPolicy& links,
                  const std::shared_ptr<Group>& group) {
  training.server().keep_inbox();
  let_standbys_take_over(training, training.server(), links.detection);
  launch_server(training, links, group, true);
  for (Node* worker : training.workers()) {
    worker->run_always([worker, group] {
      group->work(*worker);
    });
  }
}

}  // namespace simgrad
