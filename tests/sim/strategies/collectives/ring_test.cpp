#include "tests/sim/strategies/collectives/summed.hpp"

using namespace simgrad;
using namespace simgrad::test;

TEST_CASE("ring: every member has the same sum, that of double precision") {
  check_sums(collective("ring"));
}

TEST_CASE("ring: 2(n - 1)(alpha + S/(n beta)), and 2(n - 1) S on the wire") {
  for (const std::size_t members : {2U, 4U, 16U, 64U}) {
    const auto n = static_cast<double>(members);
    const SummedUp up = sum_in_star(collective("ring"), members);
    CHECK(up.end_s ==
          exactly_s(2.0 * (n - 1.0) * (kAlpha_s + kArrayBytes / (n * kBytesPerSecond))));
    CHECK(up.bytes == 2.0 * (n - 1.0) * kArrayBytes);
  }
}

TEST_CASE("ring: each step takes as long as its largest chunk") {
  // 60 parameters in 7 chunks: 8 or 9 each.
  const SummedUp up = sum_in_star(collective("ring"), 7, {14, 4});
  CHECK(up.end_s == exactly_s(12.0 * (kAlpha_s + 4.0 * 9 / kBytesPerSecond)));
}

TEST_CASE("ring: one sum after another takes as long as each") {
  const SummedUp up =
      sum_up({collective("ring"), network_of({31, 32}), full_duplex_star(4), star_hosts(4), {}, 3});
  CHECK(up.end_s == exactly_s(3.0 * 6.0 * (kAlpha_s + kArrayBytes / (4.0 * kBytesPerSecond))));
  CHECK(up.worst_error <= 1e-6);
}
