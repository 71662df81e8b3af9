#include "sim/strategies/gossip_peers.hpp"

#include <algorithm>

namespace simgrad {
namespace {

bool reaches(const Node& from, const Node& to) {
  return from.is_up() && from.can_reach(to);
}

}  // namespace

Peers::Peers(Training& training, Graph graph, const LinkPolicy& links, std::size_t slots)
    : training_(training),
      graph_(std::move(graph)),
      links_(links),
      copy_bytes_(training.parameter_bytes() * static_cast<double>(1 + slots)),
      initial_(training.begin(slots)),
      peers_(training.workers().size()) {
  for (Peer& each : peers_) {
    each.is_live = true;
    each.state = initial_;
  }
}

bool Peers::nobody_is_live() const {
  return std::none_of(peers_.begin(), peers_.end(), [](const Peer& each) {
    return each.is_live;
  });
}

Value Peers::model_to_send(const Node& worker) const {
  return training_.on_wire(peer(worker).state);
}

bool Peers::can_talk(const Node& a, const Node& b) const {
  return is_live(a) && is_live(b) && reaches(a, b) && reaches(b, a);
}

bool Peers::lose(const Node& worker, std::int64_t life) {
  Peer& lost = peer(worker);
  if (lost.life > life) {
    return false;
  }
  lost = Peer{};
  lost.life = life + 1;
  for (Peer& each : peers_) {
    if (each.asked == &worker) {
      each.asked = nullptr;
    }
  }
  return true;
}

void Peers::come_back(Node& worker) {
  Peer& own = peer(worker);
  while (!own.state) {
    if (Node* holder = first_live_neighbour(worker)) {
      take_copy(worker, *holder);
    } else if (nobody_is_live()) {
      own.state = initial_;
    } else {
      wait_for_neighbours(worker);
    }
  }
}

void Peers::go_live(Node& worker) {
  peer(worker).is_live = true;
  wake_all(worker);
}

void Peers::wake_all(Node& from) {
  for (Node* worker : training_.workers()) {
    worker->notify(from, Wake{});
  }
}

Node* Peers::first_live_neighbour(const Node& worker) const {
  for (const std::size_t rank : graph_.neighbours(worker.index() - 1)) {
    if (peers_[rank].is_live && reaches(node(rank), worker)) {
      return &node(rank);
    }
  }
  return nullptr;
}

/// Returns when the copy has come, or will not.
void Peers::take_copy(Node& worker, Node& holder) {
  Peer& own = peer(worker);
  own.asked = &holder;
  holder.send_async(
      worker, Wake{}, copy_bytes_, links_.retry,
      [this, &worker, &holder, life = own.life, copy = state(holder)](const Outcome<Sent>& sent) {
        Peer& taker = peer(worker);
        if (taker.life != life || taker.asked != &holder) {
          return;
        }
        taker.asked = nullptr;
        if (sent) {
          taker.state = copy;
        }
        worker.notify(holder, Wake{});
      });
  while (own.asked != nullptr) {
    (void)worker.receive();
  }
}

/// Until somebody is lost or live again, or a neighbour that was cut off can reach the worker.
void Peers::wait_for_neighbours(Node& worker) {
  for (const std::size_t rank : graph_.neighbours(worker.index() - 1)) {
    Node& neighbour = node(rank);
    if (reaches(neighbour, worker) || !peer(worker).watched.insert(rank).second) {
      continue;
    }
    worker.run_once([this, &worker, &neighbour, rank] {
      while (!reaches(neighbour, worker)) {
        worker.wait_until_reachable(neighbour);
        neighbour.wait_until_reachable(worker);
      }
      peer(worker).watched.erase(rank);
      worker.notify(neighbour, Wake{});
    });
  }
  (void)worker.receive();
}

void Peers::hear_of_losses(const std::function<void(Node& worker, std::int64_t life)>& lose) {
  while (true) {
    const auto message = training_.server().receive();
    if (const auto* lost = message->as<PeerLost>()) {
      lose(*message->from, lost->incarnation);
    }
  }
}

Value Peers::with_parameters(const Value& state, const Value& parameters) const {
  const std::size_t count = parameters.floats();
  if (state.floats() == count) {
    return parameters;
  }
  return training_.device().submit(
      Concatenation{{{parameters, 0, count}, {state, count, state.floats() - count}}});
}

Value Peers::mean(const std::vector<Value>& states) const {
  LinearCombination mean{{}, training_.model()->padded_count()};
  for (const Value& state : states) {
    mean.terms.push_back({state, 1.0 / static_cast<double>(states.size())});
  }
  return training_.device().submit(std::move(mean));
}

}  // namespace simgrad
