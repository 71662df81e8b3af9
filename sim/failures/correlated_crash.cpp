#include <cmath>

#include "kernels/rng.hpp"
#include "sim/engine/engine.hpp"
#include "sim/failures/crash_rates.hpp"
#include "sim/failures/outage.hpp"
#include "sim/record/fnv_hash.hpp"

namespace simgrad {
namespace {

/// Hosts that share what can fail: a rack's switch, a power feed, a region.
class Domain {
 public:
  Domain(Engine& engine, FailureKey key, std::string name, std::vector<std::string> hosts,
         double share)
      : engine_(engine),
        key_(key),
        cause_(cause_of(key, "correlated_crash") + ", " + name),
        name_(std::move(name)),
        hosts_(std::move(hosts)),
        share_(share) {}

  [[nodiscard]] const std::string& name() const { return name_; }

  void crash() {
    for (const std::string& host : hosts_) {
      if (goes(host)) {
        down_.push_back(host);
        engine_.host_down(host, cause_);
      }
    }
    ++occurrence_;
  }

  void repair() {
    for (const std::string& host : down_) {
      engine_.host_up(host, cause_);
    }
    down_.clear();
  }

 private:
  [[nodiscard]] bool goes(const std::string& host) const {
    const auto subject = fnv_hash(name_ + " " + host);
    Stream stream(key_.seed, Purpose::kFailure, key_.entry, subject, occurrence_);
    return stream.uniform() < share_;
  }

  Engine& engine_;
  FailureKey key_;
  std::string cause_;
  std::string name_;
  std::vector<std::string> hosts_;
  double share_;
  std::uint64_t occurrence_ = 0;
  std::vector<std::string> down_;
};

void arm(Engine& engine, const Arguments& arguments, FailureKey key) {
  const Outage outage(arguments, key);
  const auto& domains = arguments.get<std::vector<Chosen>>("domain");
  for (std::size_t i = 0; i < domains.size(); ++i) {
    const auto domain = std::make_shared<Domain>(
        engine, key, "domain[" + std::to_string(i) + "]",
        domains[i].arguments->get<std::vector<std::string>>("hosts"), arguments.real("share"));
    outage.schedule(
        engine, domain->name(),
        [domain] {
          domain->crash();
        },
        [domain] {
          domain->repair();
        });
  }
}

std::string problem(const Arguments& arguments, const PlatformSummary& /*platform*/) {
  return arguments.get<std::vector<Chosen>>("domain").empty()
             ? "nothing would happen: at least one domain of hosts was expected"
             : "";
}

/// A domain with k of the hosts takes one or more of them along with 1 − (1 − share)^k.
CrashRate crash_rate(const Arguments& arguments, const std::vector<std::string>& hosts) {
  const Renewal each = renewal(arguments);
  CrashRate rate{0.0, each.repair_s};
  for (const Chosen& domain : arguments.get<std::vector<Chosen>>("domain")) {
    const auto hit = static_cast<double>(
        count_among(hosts, domain.arguments->get<std::vector<std::string>>("hosts")));
    if (each.to_failure_s > 0.0) {
      rate.per_s += (1.0 - std::pow(1.0 - arguments.real("share"), hit)) / each.to_failure_s;
    }
  }
  return rate;
}

}  // namespace

extern const FailureInfo correlated_crash_info;
const FailureInfo correlated_crash_info{
    {"failure", "correlated_crash",
     "All hosts of a domain (a rack, a power feed, a region) go off at once, and come back at once",
     "Ford et al. 2010 (OSDI): most large bursts of failures are those of a rack or several racks",
     with_outage({{.name = "domain",
                   .type = Type::kTables,
                   .summary = "hosts that fail together, an entry each; domains fail on their own",
                   .members = {{.name = "hosts",
                                .type = Type::kNames,
                                .summary = "names or globs of hosts"}}},
                  {.name = "share",
                   .type = Type::kReal,
                   .summary = "probability with which a host of the domain goes too, each time",
                   .default_text = "1.0",
                   .range = {0.0, 1.0, true}}})},
    arm,
    problem,
    crash_rate};

}  // namespace simgrad
