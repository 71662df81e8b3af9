#include "sim/strategies/gossip_pairs.hpp"

#include <algorithm>

namespace simgrad {

Pairs::Pairs(Training& training, Peers& peers, const LinkPolicy& links)
    : training_(training),
      peers_(peers),
      retry_(links.retry),
      workers_(training.workers().size()) {}

void Pairs::average(Node& asker, Node& other) {
  asked_.push_back({++questions_, &asker, &other});
  begin_pairs();
  Worker& own = worker(asker);
  while (!own.may_go_on) {
    (void)asker.receive();
  }
  own.may_go_on = false;
}

void Pairs::release(const Node& worker) {
  this->worker(worker).is_taken = false;
  begin_pairs();
}

void Pairs::close(const Node& lost) {
  worker(lost) = Worker{};
  const auto is_asker = [&](const Pair& pair) {
    return pair.asker == &lost;
  };
  asked_.erase(std::remove_if(asked_.begin(), asked_.end(), is_asker), asked_.end());
  const auto found = std::find_if(under_way_.begin(), under_way_.end(), [&](const Pair& pair) {
    return pair.asker == &lost || pair.other == &lost;
  });
  if (found != under_way_.end()) {
    const Pair pair = *found;
    under_way_.erase(found);
    if (pair.asker == &lost) {
      worker(*pair.other).is_taken = false;
    } else {
      worker(*pair.asker).may_go_on = true;
    }
  }
  begin_pairs();
}

std::vector<Pairs::Pair>::iterator Pairs::under_way(std::uint64_t number) {
  return std::find_if(under_way_.begin(), under_way_.end(), [number](const Pair& pair) {
    return pair.number == number;
  });
}

/// Begins, in the order of asking, every averaging whose workers are both free. Who is wanted by an
/// earlier question is not free for a later one.
void Pairs::begin_pairs() {
  std::vector<Pair> begun;
  std::vector<Pair> waiting;
  std::set<const Node*> wanted;
  for (const Pair& pair : asked_) {
    const bool is_free = !worker(*pair.asker).is_taken && !worker(*pair.other).is_taken &&
                         wanted.count(pair.asker) == 0 && wanted.count(pair.other) == 0;
    wanted.insert({pair.asker, pair.other});
    (is_free ? begun : waiting).push_back(pair);
  }
  asked_.assign(waiting.begin(), waiting.end());
  for (const Pair& pair : begun) {
    worker(*pair.asker).is_taken = true;
    worker(*pair.other).is_taken = true;
    under_way_.push_back(pair);
  }
  for (const Pair& pair : begun) {  // others may act from here on
    begin(pair);
  }
}

void Pairs::begin(const Pair& pair) {
  if (pair.asker == pair.other || !peers_.can_talk(*pair.asker, *pair.other)) {
    end(pair.number);
    return;
  }
  send(*pair.asker, *pair.other, pair.number);
  send(*pair.other, *pair.asker, pair.number);
}

void Pairs::send(Node& from, Node& to, std::uint64_t number) {
  from.send_async(to, Wake{}, training_.parameter_bytes(), retry_,
                  [this, number](const Outcome<Sent>& sent) {
                    end_transfer(number, sent);
                  });
}

void Pairs::end_transfer(std::uint64_t number, const Outcome<Sent>& sent) {
  const auto pair = under_way(number);
  if (pair == under_way_.end()) {
    return;  // left out meanwhile
  }
  if (sent) {
    if (++pair->arrived < 2) {
      return;
    }
    mix(*pair);
  } else if (sent.failure().kind != FailureKind::kLinkDown) {
    return;  // the loss is not known yet
  }
  end(number);
}

void Pairs::mix(const Pair& pair) {
  const Value of_asker = peers_.model_to_send(*pair.asker);
  const Value of_other = peers_.model_to_send(*pair.other);
  put_mean(*pair.asker, of_other);
  put_mean(*pair.other, of_asker);
}

void Pairs::put_mean(const Node& worker, const Value& arrived) {
  Value& state = peers_.state(worker);
  const std::size_t count = training_.model()->padded_count();
  state = peers_.with_parameters(
      state, training_.device().submit(LinearCombination{{{state, 0.5}, {arrived, 0.5}}, count}));
}

/// Frees the other; the asker goes on, and is taken still.
void Pairs::end(std::uint64_t number) {
  const auto found = under_way(number);
  if (found == under_way_.end()) {
    return;
  }
  const Pair pair = *found;
  under_way_.erase(found);
  worker(*pair.other).is_taken = pair.other == pair.asker;
  worker(*pair.asker).may_go_on = true;
  pair.asker->notify(*pair.other, Wake{});
  begin_pairs();
}

}  // namespace simgrad
