#pragma once

#include "sim/engine/passage.hpp"

namespace simgrad {

/// A message on its way from a node to another one that is up. Included by sim/engine alone.
///
/// It is reported when it ends, as not delivered unless the receiver has it.
class Delivery {
 public:
  Delivery(Node& from, Node& to, double bytes);
  Delivery(const Delivery&) = delete;
  Delivery& operator=(const Delivery&) = delete;
  ~Delivery();

  [[nodiscard]] Passage& passage() { return passage_; }
  /// Whether the sender still lives who sent it.
  [[nodiscard]] bool has_sender() const { return from_.incarnation() == from_life_; }
  /// Puts the payload into the receiver's inbox if it has passed, and otherwise leaves it.
  Outcome<Sent> end(bool passed, std::any& payload);

 private:
  Node& from_;
  Node& to_;
  std::int64_t from_life_;
  std::int64_t to_life_;
  Passage passage_;
  TransferRecord record_;
};

}  // namespace simgrad
