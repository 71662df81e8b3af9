#include <algorithm>

#include <fmt/format.h>

#include "sim/strategies/training.hpp"

/// What a training hears of the simulated world: where the nodes' time goes, and what travels.
namespace simgrad {
namespace {

constexpr std::size_t kNotRecorded = static_cast<std::size_t>(-1);

/// "uplink-17" belongs to "uplink".
std::string group_of(const std::string& link) {
  const std::size_t end = link.find_last_not_of("0123456789-_.");
  return end == std::string::npos ? link : link.substr(0, end + 1);
}

}  // namespace

/// Nodes, and the links on the routes between the servers and the workers. The junction before a
/// link is called "@" and the link's name, so that routes share their ends.
void Training::record_platform() {
  for (const auto& node : engine_->nodes()) {
    recorder_->node({.name = node->name(),
                     .role = node->role(),
                     .host = node->host(),
                     .flop_per_s = node->flop_per_s()});
  }
  recorder_links_.assign(engine_->link_names().size(), kNotRecorded);
  std::vector<Node*> serving = servers_;
  serving.insert(serving.end(), standbys_.begin(), standbys_.end());
  for (const Node* server : serving) {
    for (const Node* worker : workers_) {
      record_route(*worker, *server);
      record_route(*server, *worker);
    }
  }
  for (const Node* from : standbys_) {
    for (const Node* to : standbys_) {
      if (from != to) {
        record_route(*from, *to);
      }
    }
  }
}

void Training::let_workers_talk() {
  if (recorder_ == nullptr) {
    return;
  }
  for (const Node* from : workers_) {
    for (const Node* to : workers_) {
      if (from != to) {
        record_route(*from, *to);
      }
    }
  }
}

void Training::record_route(const Node& from, const Node& to) {
  const std::vector<int>& links = engine_->route(from, to);
  for (std::size_t i = 0; i < links.size(); ++i) {
    auto& index = recorder_links_[static_cast<std::size_t>(links[i])];
    if (index != kNotRecorded) {
      continue;
    }
    const LinkSummary link = engine_->link(links[i]);
    const bool last = i + 1 == links.size();
    index =
        recorder_->link({.name = link.name,
                         .group_name = group_of(link.name),
                         .bytes_per_s = link.bytes_per_s,
                         .latency_s = link.latency_s,
                         .endpoint_a = i == 0 ? from.host() : "@" + link.name,
                         .endpoint_b = last ? to.host() : "@" + engine_->link(links[i + 1]).name});
  }
}

bool Training::is_server(const Node& node) const {
  return node.index() == 0 || node.index() > workers_.size();
}

void Training::node_begins(const Node& node) {
  accounts_[node.index()] = Account{};
  accounts_[node.index()].reported_s = engine_->now();
}

void Training::Account::add(const Account& other) {
  compute_s += other.compute_s;
  send_s += other.send_s;
  receive_s += other.receive_s;
  latency_s += other.latency_s;
  down_s += other.down_s;
  lost_s += other.lost_s;
}

double Training::Account::take(double begin_s, double end_s) {
  const double length_s = std::max(0.0, end_s - std::max(begin_s, counted_s));
  counted_s = std::max(counted_s, end_s);
  return length_s;
}

void Training::node_step_ends(const Node& node) {
  Account& account = accounts_[node.index()];
  std::optional<Account>& steps = ended_steps_[node.index()];
  account.add(steps.value_or(Account{}));
  steps = account;
  node_begins(node);
}

void Training::node_report(const NodeReport& report) {
  std::optional<Account>& steps = ended_steps_[report.node->index()];
  const Account account = steps ? *steps : accounts_[report.node->index()];
  double down_s = account.down_s;
  if (!report.node->is_up()) {
    down_s += std::max(0.0, report.end_s - std::max(report.node->down_since_s(), report.begin_s));
  }
  const double busy_s =
      account.compute_s + account.send_s + account.receive_s + account.lost_s + down_s;
  NodeRoundRow row;
  row.node = report.node->name();
  row.round = report.round;
  row.compute_s = account.compute_s;
  row.send_s = account.send_s;
  row.receive_s = account.receive_s;
  row.latency_s = account.latency_s;
  const double idle_s = std::max(0.0, report.end_s - report.begin_s - busy_s);
  row.wait_s = report.is_cut_short ? 0.0 : idle_s;
  row.down_s = down_s;
  row.lost_s = account.lost_s + idle_s - row.wait_s;
  row.samples = report.samples;
  row.loss = kNotANumber;
  row.outcome = report.outcome;
  if (steps) {
    steps.reset();
  } else {
    Account& next = accounts_[report.node->index()];
    next = Account{};
    next.reported_s = report.end_s;
    next.counted_s = report.end_s;
  }
  node_rounds_.push_back({std::move(row), report.updates});
}

void Training::activity(const Node& node, Activity activity, double begin_s, double end_s,
                        bool lost) {
  Account& account = accounts_[node.index()];
  if (activity == Activity::kDown) {
    account.down_s += std::max(0.0, end_s - std::max(begin_s, account.reported_s));
  } else if (lost) {
    account.lost_s += account.take(begin_s, end_s);
  } else if (activity == Activity::kCompute) {
    account.compute_s += account.take(begin_s, end_s);
  }
  span(node, activity, begin_s, end_s);
}

void Training::span(const Node& node, Activity activity, double begin_s, double end_s) {
  if (recorder_ != nullptr && end_s > begin_s) {
    recorder_->span({.node = node.name(),
                     .kind = std::string(to_text(activity)),
                     .begin_s = begin_s,
                     .end_s = end_s,
                     .round = round_});
  }
}

void Training::transfer(const TransferRecord& transfer) {
  const bool down = is_server(transfer.from);
  if (!transfer.delivered) {
    Account& account = accounts_[(down ? transfer.to : transfer.from).index()];
    account.lost_s += account.take(transfer.begin_s, transfer.end_s);
    event(transfer.end_s, "drop", transfer.from.name(),
          fmt::format("{:.0f} bytes to {} after {:.6g} s", transfer.bytes, transfer.to.name(),
                      transfer.end_s - transfer.begin_s));
    return;
  }
  const auto bytes = static_cast<std::int64_t>(transfer.bytes);
  (down ? status_.down_bytes : status_.up_bytes) += bytes;
  (down ? round_down_bytes_ : round_up_bytes_) += bytes;
  if (!down) {
    count_transfer(transfer, transfer.from, Activity::kSend);
  }
  if (!is_server(transfer.to)) {
    count_transfer(transfer, transfer.to, Activity::kReceive);
  }
  if (recorder_ != nullptr) {
    for (const int link : transfer.links) {
      recorder_->traffic(recorder_links_[static_cast<std::size_t>(link)], transfer.begin_s,
                         transfer.end_s, bytes);
    }
  }
}

void Training::count_transfer(const TransferRecord& transfer, const Node& worker,
                              Activity activity) {
  Account& account = accounts_[worker.index()];
  const double length_s = account.take(transfer.begin_s, transfer.end_s);
  (activity == Activity::kSend ? account.send_s : account.receive_s) += length_s;
  account.latency_s += std::min(transfer.latency_s, length_s);
  span(worker, activity, transfer.begin_s, transfer.end_s);
}

void Training::event(double simulated_s, std::string_view kind, std::string_view subject,
                     std::string_view detail) {
  if (recorder_ != nullptr) {
    recorder_->event({.simulated_s = simulated_s,
                      .kind = std::string(kind),
                      .subject = std::string(subject),
                      .detail = std::string(detail)});
  }
}

}  // namespace simgrad
