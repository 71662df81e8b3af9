#include "sim/engine/engine_state.hpp"
#include "sim/engine/periods.hpp"

/// What goes on at a node beside its actors.
namespace simgrad {
namespace {

/// For as long as it is there, its node does not wait when it receives.
class BackgroundCompute {
 public:
  BackgroundCompute(NodeState& node, const Engine& engine)
      : node_(node), engine_(engine), life_(node.incarnation) {
    ++node_.computing;
  }
  BackgroundCompute(const BackgroundCompute&) = delete;
  BackgroundCompute& operator=(const BackgroundCompute&) = delete;
  ~BackgroundCompute() {
    if (node_.incarnation == life_) {
      --node_.computing;
      node_.computed_until_s = engine_.now();
    }
  }

 private:
  NodeState& node_;
  const Engine& engine_;
  std::int64_t life_;
};

}  // namespace

struct Computing::State {
  const Node* node = nullptr;
  std::int64_t life = 0;  // of the node
  Value value;
  std::size_t parts = 0;
  std::size_t done = 0;
  bool cancelled = false;
  bool waiting = false;
  s4u::SemaphorePtr bell = s4u::Semaphore::create(0);
  s4u::ExecPtr exec;  // under way

  void wake() {
    if (waiting) {
      waiting = false;
      bell->release();
    }
  }
};

const Value& Computing::value() const {
  return state_->value;
}

void Computing::wait(std::size_t part) {
  SIMGRAD_REQUIRE(part < state_->parts, "a part of the computation");
  while (state_->done <= part) {
    state_->waiting = true;
    state_->bell->acquire();
  }
}

void Computing::cancel() {
  if (state_ == nullptr || state_->cancelled || state_->done == state_->parts) {
    return;
  }
  state_->cancelled = true;
  const Node& node = *state_->node;
  // With its host, or the run, the courier ends too.
  const bool is_alive = node.incarnation() == state_->life && !node.engine().state().stopping;
  if (is_alive && state_->exec != nullptr) {
    state_->exec->cancel();
  }
}

/// Gives the task to an idle courier, or to a new one.
void Node::run_in_background(std::function<void()> task) {
  auto& idle = state_->idle_couriers;
  if (!idle.empty()) {
    const std::shared_ptr<Courier> courier = std::move(idle.back());
    idle.pop_back();
    courier->task = std::move(task);
    courier->wake->release();
    return;
  }
  auto courier = std::make_shared<Courier>(Courier{s4u::Semaphore::create(0), std::move(task)});
  engine_.state().spawn(
      name_ + "-courier", state_->host->host,
      [this, courier] {
        while (true) {
          courier->task();
          courier->task = nullptr;
          state_->idle_couriers.push_back(courier);
          courier->wake->acquire();
        }
      },
      true);
}

Computing Node::compute_async(Computation computation, std::vector<double> shares,
                              std::function<void()> on_end) {
  Value value = submit(std::move(computation.work));
  return spend_async(computation.flop, std::move(shares), std::move(value), std::move(on_end));
}

Computing Node::spend_async(double flop, std::vector<double> shares, Value value,
                            std::function<void()> on_end) {
  auto computing = std::make_shared<Computing::State>();
  computing->node = this;
  computing->life = incarnation();
  computing->value = std::move(value);
  computing->parts = shares.size();
  run_in_background(
      [this, computing, shares = std::move(shares), flop, on_end = std::move(on_end)] {
        const auto begins = [&](const s4u::ExecPtr& exec) {
          computing->exec = exec;
          return !computing->cancelled;
        };
        for (const double share : shares) {
          Period period(*this, Activity::kCompute);
          const bool whole = pass_compute_time(*state_->host, share * flop, begins);
          computing->exec = nullptr;
          if (!whole || computing->cancelled) {
            return;
          }
          period.done();
          ++engine_.state().events;
          ++computing->done;
          computing->wake();
        }
        if (on_end) {
          on_end();
        }
      });
  return Computing(computing);
}

}  // namespace simgrad
