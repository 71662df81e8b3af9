#include "tests/sim/strategies/collectives/summed.hpp"

using namespace simgrad;
using namespace simgrad::test;

namespace {

std::shared_ptr<const Collective> tree(std::int64_t chunks) {
  return collective("binary_tree", {{"chunks", chunks}});
}

}  // namespace

TEST_CASE("binary_tree: every member has the same sum, that of double precision") {
  check_sums(tree(1));
  check_sums(tree(4));
}

TEST_CASE("binary_tree: chunks follow one another up the tree, and down") {
  for (const std::size_t members : {2U, 4U, 16U, 64U}) {
    for (const std::int64_t chunks : {1, 2, 8}) {
      const double k = std::log2(static_cast<double>(members));
      const auto c = static_cast<double>(chunks);
      const double chunk_s = kArrayBytes / (c * kBytesPerSecond);
      const double one_way_s = members == 2 ? c * (kAlpha_s + chunk_s)
                                            : (k + c - 1.0) * (kAlpha_s + 2.0 * chunk_s) - chunk_s;
      INFO(members << " members, " << chunks << " chunks");
      const SummedUp up = sum_in_star(tree(chunks), members);
      CHECK(up.end_s == exactly_s(2.0 * one_way_s));
      CHECK(up.bytes == 2.0 * (static_cast<double>(members) - 1.0) * kArrayBytes);
    }
  }
}
