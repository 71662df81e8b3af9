#include "tests/sim/strategies/collectives/summed.hpp"

using namespace simgrad;
using namespace simgrad::test;

namespace {

constexpr double kInside_s = 0.020;   // two links of hosts
constexpr double kBetween_s = 0.080;  // and two uplinks

std::shared_ptr<const Collective> hierarchical(std::size_t hosts_per_group,
                                               const std::string& between = "ring") {
  const CollectiveInfo& info = *find_component(collectives(), between);
  auto arguments = std::make_shared<Arguments>();
  if (between == "binary_tree") {
    arguments->set("chunks", std::int64_t{1});
  }
  return collective("hierarchical",
                    {{"hosts_per_group", static_cast<std::int64_t>(hosts_per_group)},
                     {"between", Chosen{&info, arguments}}});
}

/// m cabinets of g hosts.
Summing in_cabinets(std::size_t m, std::size_t g, double uplink_bytes_per_s,
                    const std::string& between = "ring") {
  Summing what{hierarchical(g, between), network_of({31, 32}), {}, {}};
  what.platform = generated("cabinets", {{"cabinets", static_cast<std::int64_t>(m)},
                                         {"hosts_per_cabinet", static_cast<std::int64_t>(g)},
                                         {"speed", real(1e6)},
                                         {"bandwidth", real(kBytesPerSecond)},
                                         {"latency", real(0.010)},
                                         {"uplink_bandwidth", real(uplink_bytes_per_s)},
                                         {"uplink_latency", real(0.030)},
                                         {"duplex", std::string("full")}});
  what.platform.workers_talk = true;
  for (std::size_t c = 0; c < m; ++c) {
    for (std::size_t i = 0; i < g; ++i) {
      what.hosts.push_back(fmt::format("host-{}-{}", c, i));
    }
  }
  return what;
}

/// Both rings inside a cabinet.
double inside_s(double g) {
  return 2.0 * (g - 1.0) * (kInside_s + kArrayBytes / (g * kBytesPerSecond));
}

}  // namespace

TEST_CASE("hierarchical: every member has the same sum, that of double precision") {
  for (const std::string between : {"ring", "binary_tree", "recursive_halving_doubling"}) {
    check_sums(hierarchical(3, between));  // the last group is smaller, but of 3 members
  }
}

TEST_CASE("hierarchical: rings inside, a ring between groups that share their uplink") {
  for (const auto& [groups, members] :
       std::vector<std::pair<std::size_t, std::size_t>>{{1, 2}, {2, 2}, {4, 4}, {8, 8}}) {
    for (const double uplink : {0.5e6, 100e6}) {
      const auto m = static_cast<double>(groups);
      const auto g = static_cast<double>(members);
      const double step_bytes_s =
          kArrayBytes / m * std::max(1.0 / uplink, 1.0 / (g * kBytesPerSecond));
      const SummedUp up = sum_up(in_cabinets(groups, members, uplink));
      CHECK(up.end_s == exactly_s(inside_s(g) + 2.0 * (m - 1.0) * (kBetween_s + step_bytes_s)));
      CHECK(up.bytes == (2.0 * m * (g - 1.0) + 2.0 * (m - 1.0)) * kArrayBytes);
      CHECK(up.worst_error <= 1e-6);
    }
  }
}

TEST_CASE("hierarchical: rings inside, a tree between groups") {
  for (const auto& [groups, members] :
       std::vector<std::pair<std::size_t, std::size_t>>{{2, 2}, {4, 4}, {8, 8}}) {
    const double uplink = 0.5e6;
    const double k = std::log2(static_cast<double>(groups));
    const SummedUp up = sum_up(in_cabinets(groups, members, uplink, "binary_tree"));
    CHECK(up.end_s == exactly_s(inside_s(static_cast<double>(members)) + 2.0 * k * kBetween_s +
                                (4.0 * k - 2.0) * kArrayBytes / uplink));
  }
}

TEST_CASE("hierarchical: a group stays one when a member is lost, or all but one") {
  for (const std::vector<std::size_t>& absent :
       std::vector<std::vector<std::size_t>>{{0}, {5}, {3, 4, 5}, {1, 2, 3, 5, 8}, {0, 1, 2, 3}}) {
    Summing what = in_cabinets(3, 4, 1e6);
    what.absent = absent;
    const SummedUp up = sum_up(what);
    CHECK(up.worst_error <= 1e-6);
    CHECK(up.same_values);
  }
}
