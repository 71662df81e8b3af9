#include "tests/sim/strategies/collectives/summed.hpp"

using namespace simgrad;
using namespace simgrad::test;

TEST_CASE("recursive_halving_doubling: every member has the same sum, that of double precision") {
  check_sums(collective("recursive_halving_doubling"));
}

TEST_CASE("recursive_halving_doubling: 2 log2(n) alpha + 2(n - 1)/n S/beta for powers of two") {
  for (const std::size_t members : {2U, 4U, 16U, 64U}) {
    const auto n = static_cast<double>(members);
    const SummedUp up = sum_in_star(collective("recursive_halving_doubling"), members);
    CHECK(up.end_s == exactly_s(2.0 * std::log2(n) * kAlpha_s +
                                2.0 * (n - 1.0) / n * kArrayBytes / kBytesPerSecond));
    CHECK(up.bytes == 2.0 * (n - 1.0) * kArrayBytes);
  }
}

TEST_CASE("recursive_halving_doubling: a third member's array meets half of the second's") {
  // It is there after alpha + 1.5 S/beta, and told of the sum in alpha + S/beta; a half goes each
  // way between, but one has come meanwhile.
  const SummedUp up = sum_in_star(collective("recursive_halving_doubling"), 3);
  CHECK(up.end_s == exactly_s(4.0 * kAlpha_s + 3.5 * kArrayBytes / kBytesPerSecond));
  CHECK(up.bytes == (2.0 + 2.0) * kArrayBytes);
}
