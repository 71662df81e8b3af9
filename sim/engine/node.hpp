#pragma once

#include <any>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "kernels/rng.hpp"
#include "kernels/value.hpp"
#include "kernels/work.hpp"
#include "sim/engine/outcome.hpp"

namespace simgrad {

class Engine;
class Node;
struct HostState;
struct NodeState;

inline constexpr double kForever = std::numeric_limits<double>::infinity();

/// What arrives at a node: a handle, whose bytes were paid for in simulated time.
struct Message {
  Node* from = nullptr;
  std::any payload;
  std::int64_t incarnation = 0;  // the sender's life
  double sent_s = 0.0;           // begin of the transfer
  double received_s = 0.0;       // its end

  /// The payload if it is a T, else nullptr.
  template <class T>
  [[nodiscard]] const T* as() const {
    return std::any_cast<T>(&payload);
  }
};

/// Told to a node that watches another whose host went off, after the detection delay.
struct PeerLost {
  std::int64_t incarnation = 0;  // the life that ended
};

/// A transfer that was completed.
struct Sent {
  double begin_s = 0.0;
  double end_s = 0.0;
};

/// Work and what it costs in simulated time.
struct Computation {
  Work work;
  double flop = 0.0;  // at the host's speed
};

/// How often and after which pauses a transfer over a broken link is tried again.
///
/// The pause after attempt k is min(limit, interval · backoff^(k − 1)), of which a share, drawn
/// evenly from 0 to `jitter`, is left out.
struct RetryPolicy {
  std::int64_t attempts = 1;
  double interval_s = 0.0;
  double backoff = 1.0;
  double limit_s = kForever;
  double jitter = 0.0;
  std::uint64_t seed = 0;  // of the jitter

  [[nodiscard]] double pause_s(std::int64_t attempt, Stream stream) const;
};

/// How it is noticed that a host is off: after a delay, or by heartbeats.
///
/// Beats are sent at the multiples of the period while the host is on. It is known to be off
/// `misses` periods after the last beat before the crash: misses − 1 to misses periods after the
/// crash. Their bytes are counted, and do not pass the network: simulated, they would be most of a
/// run's events, for a load that no link feels.
struct Detection {
  double delay_s = 0.0;
  double period_s = 0.0;  // of heartbeats; 0: there are none
  std::int64_t misses = 0;
  double bytes = 0.0;  // of a beat

  /// From the crash until it is known.
  [[nodiscard]] double after_s(double crash_s) const;
  /// Of the beats from `begin_s` on and before `end_s`.
  [[nodiscard]] double bytes_between(double begin_s, double end_s) const;
};

/// Who a node's role passes to when its host goes off: election by rank, the bully rule of
/// Garcia-Molina 1982 (IEEE Trans. Computers C-31).
///
/// After the detection delay the first of the candidates that is up becomes the node's host: first
/// those that are preferred, then the others, each by rank; the node's first host comes last. If
/// none is up, the first of them that comes on. The role does not go back to a repaired host.
struct Succession {
  std::vector<std::string> candidates;  // hosts, by rank
  Detection detection;
  std::function<bool(const std::string& host)> prefers = {};  // null: nobody
};

/// A transfer under way in the background.
class Transfer {
 public:
  /// Waits for its end in simulated time.
  const Outcome<Sent>& wait();
  [[nodiscard]] bool done() const;

  struct State;
  explicit Transfer(std::shared_ptr<State> state) : state_(std::move(state)) {}

 private:
  std::shared_ptr<State> state_;
};

/// A computation under way in the background of a node's actors, in parts that end one after
/// another.
///
/// Whoever leaves it before its end cancels it.
class Computing {
 public:
  struct State;
  explicit Computing(std::shared_ptr<State> state) : state_(std::move(state)) {}
  Computing(Computing&&) = default;
  Computing& operator=(Computing&&) = delete;
  Computing(const Computing&) = delete;
  Computing& operator=(const Computing&) = delete;
  /// Its actor may be killed while it cancels: that unwinds it from here on.
  ~Computing() noexcept(false) { cancel(); }

  [[nodiscard]] const Value& value() const;
  /// Waits in simulated time until `part`, counted from 0, is over. For one actor at a time.
  void wait(std::size_t part);
  /// Ends it at once, if it is not over: the part under way counts as lost.
  void cancel();

 private:
  std::shared_ptr<State> state_;
};

/// A participant of the training, on a host. Its actors live and die with the host.
///
/// A transfer is independent of who waits for it: it begins when it is sent, occupies the network
/// until it ends, and is put into the receiver's inbox. It fails at once if either host goes off or
/// a link on its way does. Nothing that was sent to an earlier life of a node reaches a later one.
class Node {
 public:
  Node(Engine& engine, std::size_t index, std::string name, std::string role, std::string host);
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
  ~Node();

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::string& role() const { return role_; }
  [[nodiscard]] const std::string& host() const { return host_; }
  [[nodiscard]] std::size_t index() const { return index_; }
  [[nodiscard]] Engine& engine() const { return engine_; }
  [[nodiscard]] double flop_per_s() const;
  [[nodiscard]] bool is_up() const;
  /// Whether `to` is up, and every link on the way to it.
  [[nodiscard]] bool can_reach(const Node& to) const;
  /// Simulated time at which its last life ended.
  [[nodiscard]] double down_since_s() const;
  /// 0 in the first life, +1 each time its host goes off.
  [[nodiscard]] std::int64_t incarnation() const;

  // --- from anywhere ---

  /// Runs `actor` on the node's host, and again each time the host is repaired.
  void run_always(std::function<void()> actor);
  /// Runs `actor` on the node's host once. The host must be up.
  void run_once(std::function<void()> actor);
  /// The run fails if this node's host goes off.
  void set_indispensable();
  /// Its next life may be on another host; what is on its way to the old one is lost.
  void succeeded_by(Succession succession);
  /// What it has not received yet, and what it is notified of while it is off, waits for its next
  /// life.
  void keep_inbox();
  /// Puts PeerLost into `watcher`'s inbox when it notices that this node's host is off.
  void watched_by(Node& watcher, const Detection& detection);
  /// Puts a message into the inbox without passing the network.
  void notify(Node& from, std::any payload);

  // --- from this node's actors ---

  /// Submits the work; its time is spent elsewhere. A faulty host may make other numbers of it.
  Value submit(Work work);
  /// Submits the work and lets its simulated time pass; the numbers are computed meanwhile.
  Value compute(Computation computation);
  /// Lets the time of so much computing pass, for numbers that were submitted elsewhere.
  void spend(double flop);
  /// Submits the work and lets its time pass in the background.
  ///
  /// @param shares  of the work's flop, for each part
  /// @param on_end  if any, runs when the last part is over; not if it is cancelled
  Computing compute_async(Computation computation, std::vector<double> shares,
                          std::function<void()> on_end = {});
  /// The same for numbers that were submitted elsewhere, if any.
  Computing spend_async(double flop, std::vector<double> shares, Value value = {},
                        std::function<void()> on_end = {});

  /// Sends `payload` and waits for the end of the transfer.
  Outcome<Sent> send(Node& to, std::any payload, double bytes);
  /// The same, tried again while a link is down; each further try is a `retry` event.
  Outcome<Sent> send(Node& to, const std::any& payload, double bytes, const RetryPolicy& retry);
  /// Sends in the background; returns at once. `on_end`, if any, runs when it is over; it may not
  /// wait in simulated time.
  Transfer send_async(Node& to, std::any payload, double bytes, const RetryPolicy& retry = {},
                      std::function<void(const Outcome<Sent>&)> on_end = {});

  /// The next message. Its time-out touches no transfer.
  Outcome<Message> receive(double timeout_s = kForever);
  /// The next message, which must be a T. Throws: BrokenInvariant if it is not.
  template <class T>
  Outcome<T> receive(double timeout_s = kForever) {
    auto message = receive(timeout_s);
    if (!message) {
      return message.failure();
    }
    const T* payload = message->template as<T>();
    SIMGRAD_REQUIRE(payload != nullptr, name_ + " receives the message it waits for");
    return *payload;
  }

  void sleep(double seconds);
  /// Waits until `to` is up and no link on the way to it is off; at once if so it is.
  void wait_until_reachable(const Node& to);

 private:
  friend class Engine;
  friend struct EngineState;
  friend class Delivery;
  friend class Shipment;
  HostState& host_state();
  void put(Message message);
  Outcome<Sent> transmit(Node& to, std::any payload, double bytes);
  /// Goes on after a first try.
  Outcome<Sent> send_again(Outcome<Sent> sent, Node& to, const std::any& payload, double bytes,
                           const RetryPolicy& retry);
  void end_wait_at(double simulated_s);
  void report_wait(double begin_s, double end_s);
  void run_in_background(std::function<void()> task);

  Engine& engine_;
  std::size_t index_;
  std::string name_;
  std::string role_;
  std::string host_;
  std::unique_ptr<NodeState> state_;
};

}  // namespace simgrad
