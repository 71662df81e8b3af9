#include "kernels/models/backward_shares.hpp"

#include <numeric>

#include <catch2/catch.hpp>

#include "tests/support/networks.hpp"

using namespace simgrad;

TEST_CASE("shares: a layer's forward pass once, its backward pass twice but for the first") {
  // 20-16-4: 640 and 128 flop forward, 640 and 256 back.
  const auto model = test::network_of({20, 16, 4});
  const auto units = buckets(*model, 65.0);
  REQUIRE(units.size() == 2);
  const auto forward = forward_shares(*model, units);
  const auto backward = backward_shares(*model, units);
  CHECK(forward[0] == Approx(128.0 / 1664));
  CHECK(forward[1] == Approx(640.0 / 1664));
  CHECK(backward[0] == Approx((768.0 + 256) / 1664));  // the whole forward pass comes before
  CHECK(backward[1] == Approx(640.0 / 1664));
}

TEST_CASE("shares: together they are the pass, however it is cut") {
  for (const auto& model : test::networks()) {
    for (const double size : {0.0, 30.0, 1e9}) {
      const auto units = buckets(*model, size);
      const auto forward = forward_shares(*model, units);
      const auto backward = backward_shares(*model, units);
      CHECK(std::accumulate(backward.begin(), backward.end(), 0.0) == Approx(1.0));
      CHECK(std::accumulate(forward.begin(), forward.end(), 0.0) ==
            Approx(model->forward_flop() / model->gradient_flop()));
    }
  }
}
