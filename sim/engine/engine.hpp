#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "kernels/device.hpp"
#include "sim/engine/node.hpp"
#include "sim/engine/observer.hpp"
#include "sim/engine/platform.hpp"

/// Simulated time: hosts, links, nodes and what happens to them. One engine a process.
namespace simgrad {

enum class RunStatus { kFinished, kFailed, kInterrupted };

/// How a run came to its end.
struct RunEnd {
  RunStatus status = RunStatus::kFinished;
  std::string reason;
  double simulated_s = 0.0;
};

struct EngineState;

/// What a faulty host makes of `value`, a gradient, an update or a stage's gradient whose front are
/// numbers of the model's parameters: another value, or the same.
using Corruptor =
    std::function<Value(const Value& value, const std::shared_ptr<const Model>& model)>;

class Engine {
 public:
  /// Throws: Error if the platform cannot be loaded.
  Engine(const PlatformChoice& platform, Device& device);
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  ~Engine();

  /// Who hears what happens; call before add_node, and keep it alive until run() has returned.
  void observe(Observer& observer) { observer_ = &observer; }

  /// A participant called `name` on `host`.
  Node& add_node(std::string name, std::string role, const std::string& host);
  [[nodiscard]] const std::vector<std::unique_ptr<Node>>& nodes() const;

  [[nodiscard]] double now() const;
  [[nodiscard]] Device& device() const { return device_; }
  [[nodiscard]] Observer& observer() const { return *observer_; }
  [[nodiscard]] const std::vector<std::string>& link_names() const;
  /// A link by its place in link_names(), as the platform says.
  [[nodiscard]] LinkSummary link(int index) const;
  /// The links from one node to another, in order.
  [[nodiscard]] const std::vector<int>& route(const Node& from, const Node& to) const;

  /// Runs until stop(), until nothing can happen any more, or until an actor throws.
  /// Throws: what an actor or the device threw first.
  RunEnd run();

  /// Ends the run; every actor is unwound. The first call counts.
  void stop(RunStatus status, std::string reason);

  /// Calls `action` at a simulated time, outside of any actor; it may not block.
  void at(double simulated_s, std::function<void()> action);

  // --- what failures do to the world; causes are counted, so that they may overlap ---

  void host_down(const std::string& host, const std::string& cause);
  void host_up(const std::string& host, const std::string& cause);
  void link_down(const std::string& link, const std::string& cause);
  void link_up(const std::string& link, const std::string& cause);
  /// Multiplies a host's speed by `factor` until it is called with 1 for the same cause; work in
  /// progress goes on at the new speed.
  void scale_host(const std::string& host, const std::string& cause, double factor);
  /// Multiplies a link's latency and bandwidth until it is called with 1 for the same cause.
  void scale_link(const std::string& link, const std::string& cause, double latency_factor,
                  double bandwidth_factor);
  /// Stops the world of a host's actors until resume_host(): what they compute stands still, and
  /// they neither begin to send nor take what was received, nor see the time pass. What is on the
  /// wire goes on, and what arrives waits in the inbox (which holds any amount). Other nodes are
  /// not told. A host that goes off and on in its pause is still paused.
  void pause_host(const std::string& host, const std::string& cause);
  void resume_host(const std::string& host, const std::string& cause);
  /// Puts what `corruptor` makes of it in place of each gradient and update that the host begins to
  /// compute, until heal_host() for the same cause. Several act one after another, by cause.
  void corrupt_host(const std::string& host, const std::string& cause, Corruptor corruptor);
  void heal_host(const std::string& host, const std::string& cause);
  /// No message passes between hosts of different sides until partition_ends() with the same cause;
  /// what is on its way is cut. A host is in one side at most; who is in none reaches everybody.
  void partition_begins(const std::string& cause,
                        const std::vector<std::vector<std::string>>& sides);
  void partition_ends(const std::string& cause);
  [[nodiscard]] bool host_is_up(const std::string& host) const;
  [[nodiscard]] bool link_is_up(const std::string& link) const;

  /// Of the beats that watched nodes have sent so far, to all who watch them.
  [[nodiscard]] double heartbeat_bytes() const;
  /// Messages delivered and computations done so far.
  [[nodiscard]] std::uint64_t events() const;

  // --- for nodes ---
  EngineState& state() { return *state_; }

 private:
  Device& device_;
  Observer* observer_ = nullptr;
  std::unique_ptr<EngineState> state_;
};

}  // namespace simgrad
