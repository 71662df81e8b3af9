#pragma once

#include <list>
#include <utility>

#include "sim/engine/engine_state.hpp"

/// What an actor is doing over a stretch of simulated time, told rightly also when it is killed in
/// it. Included by sim/engine alone.
namespace simgrad {

/// Keeps an entry of a list for as long as an actor is in a scope, also when the actor is killed.
template <class Entry>
class Listed {
 public:
  Listed(std::list<Entry>& list, Entry entry)
      : list_(list), place_(list.insert(list.end(), std::move(entry))) {}
  Listed(const Listed&) = delete;
  Listed& operator=(const Listed&) = delete;
  ~Listed() { list_.erase(place_); }
  Entry& operator*() { return *place_; }
  Entry* operator->() { return &*place_; }
  const Entry* operator->() const { return &*place_; }

 private:
  std::list<Entry>& list_;
  typename std::list<Entry>::iterator place_;
};

/// Counts one more for as long as an actor is in a scope, also when the actor is killed.
class Counted {
 public:
  explicit Counted(std::size_t& count) : count_(count) { ++count_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  ~Counted() { --count_; }

 private:
  std::size_t& count_;
};

/// Reports a period of activity when it ends, as lost unless done() was called.
class Period {
 public:
  Period(const Node& node, Activity activity)
      : node_(node), activity_(activity), begin_s_(node.engine().now()) {}
  Period(const Period&) = delete;
  Period& operator=(const Period&) = delete;
  ~Period() {
    Engine& engine = node_.engine();
    engine.state().report([&] {
      engine.observer().activity(node_, activity_, begin_s_, engine.now(), lost_);
    });
  }
  void done() { lost_ = false; }

 private:
  const Node& node_;
  Activity activity_;
  double begin_s_;
  bool lost_ = true;
};

/// Lets the time of `flop` pass on the host, at the speed that it has at each moment; none of it
/// passes while the host is paused.
///
/// @param begins  bool(const s4u::ExecPtr&): told of each stretch at one speed before it begins;
///                false: no more of it
/// Returns false if `begins` has ended it.
template <class Begins>
bool pass_compute_time(HostState& host, double flop, Begins&& begins) {
  double left_flop = flop;
  while (left_flop > 0.0) {
    wait_while_paused(host);
    Listed<RunningExec> running(
        host.execs, {s4u::this_actor::exec_init(left_flop / host.factor), host.factor, {}});
    if (!begins(running->exec)) {
      return false;
    }
    try {
      running->exec->start();
      running->exec->wait();
      left_flop = 0.0;
    } catch (const simgrid::CancelException&) {
      left_flop = running->left_flop.value_or(0.0);  // without, it was cancelled
    }
  }
  wait_while_paused(host);
  return true;
}

}  // namespace simgrad
