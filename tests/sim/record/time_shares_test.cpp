#include "sim/record/time_shares.hpp"

#include <catch2/catch.hpp>

using namespace simgrad;

TEST_CASE("time_shares: what the critical node's part leaves of a round is waiting") {
  const RoundRow round{.round = 1, .begin_s = 2.0, .end_s = 12.0, .critical_node = "a"};
  const NodeRoundRow part{.node = "a",
                          .round = 1,
                          .compute_s = 4.0,
                          .send_s = 2.0,
                          .receive_s = 1.0,
                          .latency_s = 0.5,
                          .wait_s = 3.0};
  const NodeRoundRow other{.node = "b", .round = 1, .compute_s = 9.0};
  const TimeShares path = shares_of_critical_path({round}, {part, other});
  CHECK(path.compute_s == 4.0);
  CHECK(path.latency_s == 0.5);
  CHECK(path.bandwidth_s == 2.5);
  CHECK(path.waiting_s == 3.0);
  CHECK(path.total_s() == 10.0);
  CHECK(shares_of_nodes({part, other}).compute_s == 13.0);
}

TEST_CASE("time_shares: a part longer than its round counts in proportion") {
  const RoundRow round{.round = 1, .begin_s = 2.0, .end_s = 12.0, .critical_node = "a"};
  const NodeRoundRow part{.node = "a",
                          .round = 1,
                          .compute_s = 30.0,
                          .send_s = 4.0,
                          .receive_s = 4.0,
                          .latency_s = 4.0,
                          .wait_s = 2.0};
  const TimeShares path = shares_of_critical_path({round}, {part});
  CHECK(path.compute_s == Approx(7.5));
  CHECK(path.latency_s == Approx(1.0));
  CHECK(path.bandwidth_s == Approx(1.0));
  CHECK(path.waiting_s == Approx(0.5));
  CHECK(path.total_s() == Approx(10.0));
}
