#include "sim/failures/crash_rates.hpp"

#include <cmath>

#include <catch2/catch.hpp>

#include "kernels/distributions/distribution.hpp"

using namespace simgrad;

namespace {

using Names = std::vector<std::string>;

Chosen mean(const std::string& kind, const std::string& name, double seconds) {
  auto arguments = std::make_shared<Arguments>();
  arguments->set(name, seconds);
  return {find_component(distributions(), kind), arguments};
}

Arguments again_and_again() {
  Arguments arguments;
  arguments.set("time_to_failure", mean("exponential", "mean", 1000.0));
  arguments.set("time_to_repair", mean("constant", "value", 20.0));
  return arguments;
}

Chosen domain(const Names& hosts) {
  auto arguments = std::make_shared<Arguments>();
  arguments->set("hosts", hosts);
  return {nullptr, arguments};
}

CrashRate rate_of(const std::string& kind, const Arguments& arguments, const Names& hosts) {
  return find_component(failures(), kind)->crash_rate(arguments, hosts);
}

}  // namespace

TEST_CASE("crash rates: each host of a host_crash crashes on its own") {
  Arguments arguments = again_and_again();
  arguments.set("hosts", Names{"a", "b", "c"});
  const CrashRate rate = rate_of("host_crash", arguments, {"b", "c", "d"});
  CHECK(rate.per_s == Approx(2.0 / 1000.0));
  CHECK(rate.repair_s == 20.0);
  CHECK(rate_of("host_crash", arguments, {"d"}).per_s == 0.0);
}

TEST_CASE("crash rates: what happens once has none") {
  Arguments arguments;
  arguments.set("hosts", Names{"a"});
  arguments.set("at", 5.0);
  arguments.set("duration", 7.0);
  CHECK(rate_of("host_crash", arguments, {"a"}).per_s == 0.0);
}

TEST_CASE("crash rates: a domain takes one or more of its hosts along with 1 - (1 - share)^k") {
  Arguments arguments = again_and_again();
  arguments.set("domain",
                std::vector<Chosen>{domain({"a", "b"}), domain({"c", "d"}), domain({"e"})});
  arguments.set("share", 0.4);
  const CrashRate rate = rate_of("correlated_crash", arguments, {"a", "b", "c"});
  CHECK(rate.per_s == Approx((1.0 - 0.6 * 0.6 + 0.4) / 1000.0));
  CHECK(rate.repair_s == 20.0);
}

TEST_CASE("crash rates: published figures, accelerated") {
  Arguments arguments;
  arguments.set("hosts", Names{"a", "b"});
  arguments.set("figures", std::string("meta_rsc"));
  arguments.set("acceleration", 100.0);
  const CrashRate rate = rate_of("published_rates", arguments, {"a", "b"});
  CHECK(rate.per_s == Approx(2.0 * 100.0 * 6.50 / (1000.0 * 86400.0)));
  CHECK(rate.repair_s == Approx(2.0));
}

TEST_CASE("crash rates: what crashes no host has none") {
  for (const FailureInfo* info : failures()) {
    const bool has_rate = info->crash_rate != nullptr;
    INFO(info->name);
    CHECK(has_rate == (info->name == "host_crash" || info->name == "correlated_crash" ||
                       info->name == "published_rates"));
  }
}
