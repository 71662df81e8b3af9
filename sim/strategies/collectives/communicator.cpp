#include "sim/strategies/collectives/communicator.hpp"

#include <algorithm>

namespace simgrad {
namespace {

struct Letter {
  std::int64_t generation = 0;
  std::int64_t tag = 0;
  Values values;
};

}  // namespace

Postbox::Postbox(Training& training, Node& node, std::int64_t generation, const RetryPolicy& retry,
                 OnBroken on_broken)
    : training_(training),
      node_(node),
      generation_(generation),
      retry_(retry),
      on_broken_(std::move(on_broken)) {}

Transfer Postbox::send(Node& to, std::int64_t tag, Values values, double bytes) {
  return node_.send_async(to, Letter{generation_, tag, std::move(values)}, bytes, retry_,
                          [&to, self = shared_from_this()](const Outcome<Sent>& sent) {
                            if (!sent && sent.failure().kind == FailureKind::kLinkDown) {
                              self->on_broken_(to);
                            }
                          });
}

Outcome<Values> Postbox::receive(const Node& from, std::int64_t tag) {
  std::deque<Values>& arrived = early_[{from.index(), tag}];
  while (arrived.empty()) {
    auto message = node_.receive();
    const auto* abandon = message->as<Abandon>();
    if (abandon != nullptr && abandon->generation == generation_) {
      return Failure{FailureKind::kPeerDown, abandon->lost};
    }
    keep(std::move(*message));
  }
  Values values = std::move(arrived.front());
  arrived.pop_front();
  return values;
}

void Postbox::keep(Message&& message) {
  auto* letter = std::any_cast<Letter>(&message.payload);
  if (letter != nullptr && letter->generation == generation_) {
    early_[{message.from->index(), letter->tag}].push_back(std::move(letter->values));
  }
}

Communicator::Communicator(std::shared_ptr<Postbox> postbox, std::vector<Node*> members)
    : postbox_(std::move(postbox)), members_(std::move(members)) {
  const auto self = std::find(members_.begin(), members_.end(), &postbox_->node());
  SIMGRAD_REQUIRE(self != members_.end(), "a member of the group");
  rank_ = static_cast<std::size_t>(self - members_.begin());
}

std::size_t Communicator::neighbour(std::int64_t distance) const {
  const auto n = static_cast<std::int64_t>(size());
  return static_cast<std::size_t>(((static_cast<std::int64_t>(rank_) + distance) % n + n) % n);
}

Communicator Communicator::among(const std::vector<std::size_t>& ranks) const {
  std::vector<Node*> some;
  some.reserve(ranks.size());
  for (const std::size_t rank : ranks) {
    some.push_back(members_.at(rank));
  }
  return {postbox_, std::move(some)};
}

Transfer Communicator::send_async(std::size_t to, const Value& value, std::size_t parameters,
                                  std::int64_t tag) const {
  return send_async(to, Values{value}, parameters, tag);
}

Transfer Communicator::send_async(std::size_t to, Values values, std::size_t parameters,
                                  std::int64_t tag) const {
  return postbox_->send(*members_.at(to), tag, std::move(values),
                        training().wire_bytes(parameters));
}

Transfer Communicator::send_bytes_async(std::size_t to, const Value& value, double bytes,
                                        std::int64_t tag) const {
  return postbox_->send(*members_.at(to), tag, {value}, bytes);
}

Outcome<Values> Communicator::receive_all(std::size_t from, std::int64_t tag) const {
  return postbox_->receive(*members_.at(from), tag);
}

Outcome<Value> Communicator::receive(std::size_t from, std::int64_t tag) const {
  const auto values = receive_all(from, tag);
  if (!values) {
    return values.failure();
  }
  return values->front();
}

Outcome<Sent> Communicator::send(std::size_t to, const Value& value, std::size_t parameters,
                                 std::int64_t tag) const {
  return send_async(to, value, parameters, tag).wait();
}

Outcome<Value> Communicator::exchange(std::size_t to, const Value& value, std::size_t parameters,
                                      std::size_t from, std::int64_t tag) const {
  const auto in = exchange(to, Values{value}, parameters, from, tag);
  if (!in) {
    return in.failure();
  }
  return in->front();
}

Outcome<Values> Communicator::exchange(std::size_t to, Values values, std::size_t parameters,
                                       std::size_t from, std::int64_t tag) const {
  Transfer out = send_async(to, std::move(values), parameters, tag);
  auto in = receive_all(from, tag);
  if (!in) {
    return in;
  }
  if (const auto& sent = out.wait(); !sent) {
    return sent.failure();
  }
  return in;
}

}  // namespace simgrad
