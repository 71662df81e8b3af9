#include "sim/strategies/gossip_exchanges.hpp"

#include <algorithm>

namespace simgrad {

Exchanges::Exchanges(Training& training, Peers& peers, const MixingMatrix& mixing,
                     const LinkPolicy& links)
    : training_(training),
      peers_(peers),
      retry_(links.retry),
      sides_(mixing.size()),
      begun_(mixing.size(), 0) {
  const auto edges = mixing.graph().edges();
  edges_.reserve(edges.size());  // sides point into it
  for (const auto& [a, b] : edges) {
    edges_.push_back({{&peers.node(a), &peers.node(b)}, mixing.weight(a, b)});
    sides_[a].push_back({&edges_.back(), 0});
    sides_[b].push_back({&edges_.back(), 1});
  }
}

LinearCombination Exchanges::exchange(Node& worker, std::int64_t t, const Value& own,
                                      const Value& model) {
  for (const Side& side : sides(worker)) {
    open(side);
  }
  begun_.at(worker.index() - 1) = t;
  std::vector<Side> used;
  for (const Side& side : sides(worker)) {
    if (side.edge->is_open && t >= side.edge->first) {
      side.edge->by_step[t].models.at(side.mine) = model;
      used.push_back(side);
    }
  }
  for (const Side& side : used) {
    send(side, t);
  }
  while (!is_settled(worker, t)) {
    (void)worker.receive();
  }
  return mix(worker, t, own);
}

void Exchanges::close(const Node& worker) {
  for (const Side& side : sides(worker)) {
    side.edge->is_open = false;
    for (auto each = side.edge->by_step.begin(); each != side.edge->by_step.end();) {
      each->second.taken.at(side.mine) = true;
      const bool is_over = !each->second.is_settled() || each->second.taken.at(1 - side.mine);
      each = is_over ? side.edge->by_step.erase(each) : std::next(each);
    }
  }
}

/// Opens the edge again, if it is closed and nothing is in its way.
void Exchanges::open(const Side& side) const {
  Edge& edge = *side.edge;
  if (!edge.is_open && peers_.can_talk(*edge.ends[0], *edge.ends[1])) {
    edge.is_open = true;
    edge.first =
        1 + std::max(begun_.at(edge.ends[0]->index() - 1), begun_.at(edge.ends[1]->index() - 1));
  }
}

void Exchanges::send(const Side& side, std::int64_t t) {
  Node& worker = *side.edge->ends.at(side.mine);
  worker.send_async(side.other(), Wake{}, training_.parameter_bytes(), retry_,
                    [this, side, t](const Outcome<Sent>& sent) {
                      end_transfer(side, t, sent);
                    });
}

void Exchanges::end_transfer(const Side& side, std::int64_t t, const Outcome<Sent>& sent) {
  Edge& edge = *side.edge;
  const auto found = edge.by_step.find(t);
  if (found == edge.by_step.end()) {
    return;  // left out meanwhile
  }
  if (sent) {
    found->second.delivered.at(side.mine) = true;
    if (!found->second.is_settled()) {
      return;
    }
  } else if (sent.failure().kind == FailureKind::kLinkDown) {
    edge.is_open = false;
    edge.by_step.erase(found);
  } else {
    return;  // the loss is not known yet
  }
  edge.ends[0]->notify(*edge.ends[1], Wake{});
  edge.ends[1]->notify(*edge.ends[0], Wake{});
}

bool Exchanges::is_settled(const Node& worker, std::int64_t t) {
  const auto& all = sides(worker);
  return std::all_of(all.begin(), all.end(), [t](const Side& side) {
    const auto found = side.edge->by_step.find(t);
    return found == side.edge->by_step.end() || found->second.is_settled();
  });
}

/// Terms by rank, so that who mixes the same models mixes them in the same order.
LinearCombination Exchanges::mix(const Node& worker, std::int64_t t, const Value& own) {
  std::map<std::size_t, LinearCombination::Term> terms;  // by Node::index
  double own_weight = 1.0;
  for (const Side& side : sides(worker)) {
    const auto found = side.edge->by_step.find(t);
    if (found == side.edge->by_step.end()) {
      continue;
    }
    Exchange& exchange = found->second;
    terms[side.other().index()] = {exchange.models.at(1 - side.mine), side.edge->weight};
    own_weight -= side.edge->weight;
    exchange.taken.at(side.mine) = true;
    if (exchange.taken.at(1 - side.mine)) {
      side.edge->by_step.erase(found);
    }
  }
  terms[worker.index()] = {own, own_weight};
  LinearCombination mixed{{}, training_.model()->padded_count()};
  for (const auto& [index, term] : terms) {
    mixed.terms.push_back(term);
  }
  return mixed;
}

}  // namespace simgrad
