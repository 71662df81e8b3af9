#include "sim/strategies/collectives/communicator.hpp"

#include <algorithm>

namespace simgrad {
namespace {

struct Letter {
  std::int64_t generation = 0;
  std::int64_t tag = 0;
  Value value;
};

}  // namespace

Postbox::Postbox(Training& training, Node& node, std::int64_t generation, const RetryPolicy& retry,
                 OnBroken on_broken)
    : training_(training),
      node_(node),
      generation_(generation),
      retry_(retry),
      on_broken_(std::move(on_broken)) {}

Transfer Postbox::send(Node& to, std::int64_t tag, Value value, double bytes) {
  return node_.send_async(to, Letter{generation_, tag, std::move(value)}, bytes, retry_,
                          [&to, on_broken = on_broken_](const Outcome<Sent>& sent) {
                            if (!sent && sent.failure().kind == FailureKind::kLinkDown) {
                              on_broken(to);
                            }
                          });
}

Outcome<Value> Postbox::receive(const Node& from, std::int64_t tag) {
  const auto wanted = std::make_pair(from.index(), tag);
  std::deque<Value>& arrived = early_[wanted];
  while (arrived.empty()) {
    const auto message = node_.receive();
    if (const auto* letter = message->as<Letter>()) {
      if (letter->generation == generation_) {
        early_[{message->from->index(), letter->tag}].push_back(letter->value);
      }
    } else if (const auto* abandon = message->as<Abandon>()) {
      if (abandon->generation == generation_) {
        return Failure{FailureKind::kPeerDown, abandon->lost};
      }
    }
  }
  Value value = std::move(arrived.front());
  arrived.pop_front();
  return value;
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
  return send_bytes_async(to, value, training().wire_bytes(parameters), tag);
}

Transfer Communicator::send_bytes_async(std::size_t to, const Value& value, double bytes,
                                        std::int64_t tag) const {
  return postbox_->send(*members_.at(to), tag, value, bytes);
}

Outcome<Value> Communicator::receive(std::size_t from, std::int64_t tag) const {
  return postbox_->receive(*members_.at(from), tag);
}

Outcome<Sent> Communicator::send(std::size_t to, const Value& value, std::size_t parameters,
                                 std::int64_t tag) const {
  return send_async(to, value, parameters, tag).wait();
}

Outcome<Value> Communicator::exchange(std::size_t to, const Value& value, std::size_t parameters,
                                      std::size_t from, std::int64_t tag) const {
  Transfer out = send_async(to, value, parameters, tag);
  auto in = receive(from, tag);
  if (!in) {
    return in;
  }
  if (const auto& sent = out.wait(); !sent) {
    return sent.failure();
  }
  return in;
}

}  // namespace simgrad
