#include "sim/engine/delivery.hpp"

/// Transfers in the background of a node's actors.
namespace simgrad {

struct Transfer::State {
  std::optional<Outcome<Sent>> outcome;
  s4u::SemaphorePtr bell;  // only if somebody waits
};

const Outcome<Sent>& Transfer::wait() {
  if (!state_->outcome && state_->bell == nullptr) {
    state_->bell = s4u::Semaphore::create(0);
  }
  if (!state_->outcome) {
    state_->bell->acquire();
    state_->bell->release();  // for whoever waits beside
  }
  return *state_->outcome;
}

bool Transfer::done() const {
  return state_->outcome.has_value();
}

/// A message that is sent while its sender does something else. Most meet nothing on their way, and
/// need no actor; the others have a courier.
class Shipment : public std::enable_shared_from_this<Shipment> {
 public:
  Shipment(Node& from, Node& to, std::any payload, double bytes, const RetryPolicy& retry,
           std::function<void(const Outcome<Sent>&)> on_end)
      : from_(from),
        to_(to),
        payload_(std::move(payload)),
        bytes_(bytes),
        retry_(retry),
        on_end_(std::move(on_end)) {}

  void begin() {
    if (!to_.is_up() || !is_free(from_.engine().state(), from_.host_state(), to_.host_state())) {
      from_.run_in_background([self = shared_from_this()] {
        self->end(self->from_.send(self->to_, self->payload_, self->bytes_, self->retry_));
      });
      return;
    }
    delivery_.emplace(from_, to_, bytes_);
    delivery_->passage().begin([self = shared_from_this()](bool passed) {
      self->first_try_ends(passed);
    });
  }

  [[nodiscard]] const std::shared_ptr<Transfer::State>& transfer() const { return transfer_; }

 private:
  void first_try_ends(bool passed) {
    if (!delivery_->has_sender()) {
      delivery_.reset();
      return;
    }
    Outcome<Sent> sent = delivery_->end(passed, payload_);
    delivery_.reset();
    if (sent && from_.host_state().pause_causes == 0) {
      end(std::move(sent));
      return;
    }
    from_.run_in_background([self = shared_from_this(), sent = std::move(sent)] {
      wait_while_paused(self->from_.host_state());
      self->end(
          self->from_.send_again(sent, self->to_, self->payload_, self->bytes_, self->retry_));
    });
  }

  void end(Outcome<Sent> outcome) {
    transfer_->outcome = std::move(outcome);
    if (transfer_->bell != nullptr) {
      transfer_->bell->release();
    }
    if (on_end_) {
      on_end_(*transfer_->outcome);
    }
  }

  Node& from_;
  Node& to_;
  std::any payload_;
  double bytes_;
  RetryPolicy retry_;
  std::function<void(const Outcome<Sent>&)> on_end_;
  std::shared_ptr<Transfer::State> transfer_ = std::make_shared<Transfer::State>();
  std::optional<Delivery> delivery_ = {};  // of the first try, without a courier
};

Transfer Node::send_async(Node& to, std::any payload, double bytes, const RetryPolicy& retry,
                          std::function<void(const Outcome<Sent>&)> on_end) {
  const auto shipment =
      std::make_shared<Shipment>(*this, to, std::move(payload), bytes, retry, std::move(on_end));
  shipment->begin();
  return Transfer(shipment->transfer());
}

}  // namespace simgrad
