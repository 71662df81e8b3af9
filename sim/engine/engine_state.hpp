#pragma once

#include <algorithm>
#include <deque>
#include <list>
#include <map>
#include <optional>
#include <unordered_map>

#include <simgrid/kernel/Timer.hpp>
#include <simgrid/s4u.hpp>
#include <simgrid/simix.hpp>

#include "sim/engine/engine.hpp"
#include "sim/engine/weather.hpp"

/// What the engine keeps behind its interface. Included by sim/engine alone.
namespace simgrad {

namespace s4u = simgrid::s4u;

struct HostState;

/// A computation in progress; it is cut into parts of one speed each, and by pauses.
struct RunningExec {
  s4u::ExecPtr exec;
  double factor = 1.0;              // of the host's speed, since it began
  std::optional<double> left_flop;  // once it was cut, at the host's full speed
};

struct Route {
  std::vector<int> links;  // indices of EngineState::link_names
  double latency_s = 0.0;  // as the platform says

  [[nodiscard]] bool has(int link) const {
    return std::find(links.begin(), links.end(), link) != links.end();
  }
};

/// A transfer in progress, known to its receiver's host so that a crash there ends it.
struct ActiveTransfer {
  const Route* route = nullptr;
  const HostState* from = nullptr;
  const HostState* to = nullptr;
  double bytes = 0.0;
  std::function<void(bool passed)> on_end = {};  // called once, outside of any actor
  s4u::CommPtr comm = nullptr;                   // under way
  double latency_ends_s = 0.0;
  bool begins_anew = false;  // a latency on its way has changed before its first byte arrived
  std::string cut_by = {};   // what has ended it, if it is no host or link
  s4u::SemaphorePtr pause = nullptr;  // of its wait before its first byte leaves
  bool is_cut = false;
  std::optional<double> own_bound = {};  // SimGrid's, while another one holds it back

  /// Ends it at once, from outside of its actor.
  void cut();
};

struct HostState {
  s4u::Host* host = nullptr;
  int down_causes = 0;
  std::map<std::string, double> factors;  // by cause
  double factor = 1.0;
  int pause_causes = 0;
  std::list<s4u::SemaphorePtr> resume_waiters;  // of actors that a pause holds
  std::map<std::string, Corruptor> corruptors;  // by cause
  std::vector<Node*> nodes;
  std::list<RunningExec> execs;
  std::list<ActiveTransfer> inbound;
};

struct LinkFactors {
  double latency = 1.0;
  double bandwidth = 1.0;
};

struct LinkState {
  s4u::Link* link = nullptr;
  int index = 0;
  double latency_s = 0.0;    // as the platform says
  double bytes_per_s = 0.0;  // as the platform says
  int down_causes = 0;
  std::map<std::string, LinkFactors> factors;  // by cause
  std::map<std::string, double> set_latencies_s;
  std::map<std::string, double> set_bytes_per_s;
  std::map<std::string, PacketLoss> losses;
  std::map<std::string, std::function<double()>> delays_s;
};

/// Hosts that cannot reach each other for a while.
struct Partition {
  std::string name;                                           // its sides
  std::unordered_map<const HostState*, std::size_t> side_of;  // who is not in it reaches everybody
};

/// An actor that runs one background task after another on its node's host.
struct Courier {
  s4u::SemaphorePtr wake;
  std::function<void()> task;
};

/// What is to happen at a simulated time, outside of any actor.
struct Appointment {
  std::function<void()> action;
  bool wakes = true;  // somebody, perhaps
};

struct Watcher {
  Node* node = nullptr;
  Detection detection;
};

struct NodeState {
  HostState* host = nullptr;
  std::optional<Succession> succession;
  bool is_adrift = false;      // between two hosts
  bool awaits_host = false;    // adrift, and no candidate was up
  double down_since_s = 0.0;   // end of the last life
  double alive_since_s = 0.0;  // begin of this one
  bool keeps_inbox = false;
  std::int64_t incarnation = 0;
  std::deque<Message> inbox;
  s4u::SemaphorePtr bell;
  bool waiting = false;
  int computing = 0;              // computations under way in the background
  double computed_until_s = 0.0;  // when the last of them ended
  std::uint64_t ticket = 0;       // of the latest wait that has an end
  std::function<void()> actor;    // of run_always
  bool indispensable = false;
  std::vector<Watcher> watchers;
  double beats_bytes = 0.0;  // sent to them in earlier lives
  std::uint64_t pauses = 0;  // before further tries
  std::vector<std::shared_ptr<Courier>> idle_couriers;

  /// Of the beats in this life.
  [[nodiscard]] double beats_bytes_until(double end_s) const;
};

struct EngineState {
  explicit EngineState(Engine& owner) : engine(owner) {}

  Engine& engine;
  std::unique_ptr<s4u::Engine> simgrid;
  std::vector<std::unique_ptr<Node>> nodes;
  std::unordered_map<std::string, HostState> hosts;
  std::unordered_map<std::string, LinkState> links;
  std::vector<LinkState*> links_by_index;
  std::vector<std::string> link_names;
  std::map<std::pair<s4u::Host*, s4u::Host*>, Route> routes;
  std::map<std::string, Partition> partitions;  // by cause
  double latency_factor = 1.0;                  // of the network model
  s4u::CommPtr ended;                           // the last; SimGrid may still be at it
  std::vector<s4u::CommPtr> left;               // by actors that were killed
  std::list<s4u::SemaphorePtr> repair_waiters;  // released whenever a link or host is up again

  std::multimap<double, Appointment> agenda;
  std::size_t waking = 0;                          // of the agenda
  std::size_t flows = 0;                           // of others, under way
  std::size_t paused_flows = 0;                    // of these, held up before their first byte
  std::size_t losses = 0;                          // of all links
  std::size_t delays = 0;                          // of all links
  simgrid::kernel::timer::Timer* timer = nullptr;  // set for the agenda's first entry

  bool stopping = false;
  RunEnd end;
  std::exception_ptr failure;
  std::uint64_t events = 0;
  std::uint64_t events_at_advance = 0;
  std::uint64_t advances_without_event = 0;
  std::uint64_t weather_advances = 0;  // of these, at most
  double instant_s = -1.0;
  std::uint64_t actions_at_instant = 0;  // of the agenda, at instant_s

  HostState& host(const std::string& name);
  LinkState& link(const std::string& name);
  const Route& route(s4u::Host* from, s4u::Host* to);
  /// The route's latency now, with degradations.
  double latency_s(const Route& route) const;
  /// A partition that keeps these hosts apart, or nullptr.
  const Partition* partition_between(const HostState& a, const HostState& b) const;
  /// Ends what is on its way to a host from another side.
  void cut_across_partitions(HostState& to);

  [[nodiscard]] std::string who_waits() const;
  /// Starts an actor under the guard that keeps the first exception and stops the run.
  void spawn(const std::string& name, s4u::Host* host, std::function<void()> body,
             bool daemon = false);
  /// Keeps the current exception, if it is the first, and stops the run.
  void fail_with_current_exception();
  /// Calls the observer from a destructor: what it throws ends the run a moment later. What the
  /// end of the run itself cuts short is not reported.
  template <class Call>
  void report(Call&& call) {
    if (stopping) {
      return;
    }
    try {
      call();
    } catch (const std::exception&) {
      keep_current_exception();
      engine.at(engine.now(), [] { /* run_agenda sees the failure */ });
    }
  }
  void keep_current_exception();
  void arm_timer();
  void run_agenda();
  void time_advances();
  void start_node_actor(Node& node);
  void end_lives(HostState& host);
  static void end_life(Node& node, double now_s);
  void tell_watchers(Node& node);
  /// A life begins on the node's host.
  void begin_life(Node& node);
  /// The role of a node whose host has gone off passes to another, once that is noticed.
  void cast_adrift(Node& node);
  void elect(Node& node);
  void take_over(Node& node, HostState& next);
  /// Whoever waits for this host has it.
  void take_over_by(HostState& host);
  static void cut_execs(HostState& host);
  /// Starts what the network does of a transfer; on_end hears of its end.
  void start(ActiveTransfer& transfer);
  /// Lets those go that the end of the run has cut short.
  void forget_transfers();
  /// SimGrid tells of each activity that is over.
  void activity_ends(const s4u::Activity& activity);
  /// Calls `action` with each transfer under way.
  template <class Action>
  void for_transfers(Action&& action) {
    for (auto& [name, host] : hosts) {
      for (ActiveTransfer& transfer : host.inbound) {
        action(transfer);
      }
    }
  }
  /// Calls `action` with each transfer under way whose route has the link.
  template <class Action>
  void for_transfers_over(int link, Action&& action) {
    for_transfers([link, &action](ActiveTransfer& transfer) {
      if (transfer.route->has(link)) {
        action(transfer);
      }
    });
  }
  void begin_latencies_anew(int link);
  /// Ends the transfers that wait for a retransmission or by jitter on a way over this link.
  void cut_pauses(int link);
  /// Gives a link the latency and bandwidth that it has by all that is said of it.
  void renew(LinkState& link);
  /// What a transfer runs at at most for the packets that its way loses; 0: no limit.
  double loss_cap(const ActiveTransfer& transfer) const;
  /// Holds a transfer at loss_cap(), or lets it go.
  void hold_back(ActiveTransfer& transfer) const;
  /// The same for all whose way has the link. @param renewed  SimGrid has set its own bound again
  void hold_back_all(int link, bool renewed);
  void make_appointment(double simulated_s, Appointment appointment);
  /// Whether anything but the weather and deadlines is left to happen.
  bool something_may_happen() const;
  [[nodiscard]] LinkState& link_at(int index) const {
    return *links_by_index[static_cast<std::size_t>(index)];
  }
  void tell_of_repair();
};

/// Holds the calling actor for as long as its host is paused.
void wait_while_paused(HostState& host);

/// Sets up SimGrid for a scenario's platform: settings, then zones.
std::unique_ptr<s4u::Engine> load_platform(const PlatformChoice& choice);

}  // namespace simgrad
