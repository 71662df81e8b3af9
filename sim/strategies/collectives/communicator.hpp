#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "sim/engine/node.hpp"
#include "sim/strategies/training.hpp"

namespace simgrad {

/// Tells a member that its group is formed anew: what it waits for will not come.
struct Abandon {
  std::int64_t generation = 0;  // of the group that is no more
  std::string lost;             // why
};

/// What one message brings; usually one value. Null: of an empty range, which travels too.
using Values = std::vector<Value>;

/// What members of one generation of a group send to one of them, sorted by sender and tag. It
/// lives as long as that generation: who is ahead may already have sent to the next step.
class Postbox : public std::enable_shared_from_this<Postbox> {
 public:
  /// Told when a transfer to `to` was given up because of its links.
  using OnBroken = std::function<void(Node& to)>;

  Postbox(Training& training, Node& node, std::int64_t generation, const RetryPolicy& retry,
          OnBroken on_broken);

  Transfer send(Node& to, std::int64_t tag, Values values, double bytes);
  /// Waits for the next values of a sender with this tag. Fails when the group is abandoned.
  Outcome<Values> receive(const Node& from, std::int64_t tag);
  /// Keeps what was sent to this generation until it is received. Others' messages are let go.
  void keep(Message&& message);

  [[nodiscard]] Training& training() const { return training_; }
  [[nodiscard]] Node& node() const { return node_; }

 private:
  Training& training_;
  Node& node_;
  std::int64_t generation_;
  RetryPolicy retry_;
  OnBroken on_broken_;
  std::map<std::pair<std::size_t, std::int64_t>, std::deque<Values>> early_;  // by sender and tag
};

/// One member's view of a group, as MPI's communicator: ranks 0 to size − 1.
class Communicator {
 public:
  /// @param members  by rank; the postbox's node is one of them
  Communicator(std::shared_ptr<Postbox> postbox, std::vector<Node*> members);

  [[nodiscard]] std::size_t size() const { return members_.size(); }
  [[nodiscard]] std::size_t rank() const { return rank_; }
  [[nodiscard]] Node& member(std::size_t rank) const { return *members_.at(rank); }
  [[nodiscard]] const std::vector<Node*>& members() const { return members_; }
  [[nodiscard]] Training& training() const { return postbox_->training(); }
  [[nodiscard]] Node& node() const { return postbox_->node(); }
  /// The rank `distance` places further round the ring; may be negative.
  [[nodiscard]] std::size_t neighbour(std::int64_t distance) const;
  /// These ranks as a group of their own, in this order; this member is one of them.
  [[nodiscard]] Communicator among(const std::vector<std::size_t>& ranks) const;

  /// Sends in the background; several sends to one rank are received in their order if each ends
  /// before the next begins, or if their tags differ.
  ///
  /// @param parameters  of the model that the value holds, which are what it weighs
  Transfer send_async(std::size_t to, const Value& value, std::size_t parameters,
                      std::int64_t tag = 0) const;
  Transfer send_async(std::size_t to, Values values, std::size_t parameters,
                      std::int64_t tag = 0) const;
  /// The same, of `bytes`.
  Transfer send_bytes_async(std::size_t to, const Value& value, double bytes,
                            std::int64_t tag = 0) const;
  Outcome<Value> receive(std::size_t from, std::int64_t tag = 0) const;
  Outcome<Values> receive_all(std::size_t from, std::int64_t tag = 0) const;
  /// Sends and waits for the end.
  Outcome<Sent> send(std::size_t to, const Value& value, std::size_t parameters,
                     std::int64_t tag = 0) const;
  /// Sends to one rank while it receives from another; both are over when it returns.
  Outcome<Value> exchange(std::size_t to, const Value& value, std::size_t parameters,
                          std::size_t from, std::int64_t tag = 0) const;
  Outcome<Values> exchange(std::size_t to, Values values, std::size_t parameters, std::size_t from,
                           std::int64_t tag = 0) const;

 private:
  std::shared_ptr<Postbox> postbox_;
  std::vector<Node*> members_;
  std::size_t rank_ = 0;
};

}  // namespace simgrad
