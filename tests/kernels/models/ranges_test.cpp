#include "kernels/models/ranges.hpp"

#include <catch2/catch.hpp>

#include "tests/support/networks.hpp"

using namespace simgrad;

namespace {

/// Whether the ranges follow one another from `begin` to `end`, in that order.
bool cover(const std::vector<ParameterRange>& ranges, std::size_t begin, std::size_t end) {
  for (const ParameterRange& range : ranges) {
    if (range.offset != begin) {
      return false;
    }
    begin += range.count;
  }
  return begin == end;
}

/// Parameters among floats [begin, end), counted one by one.
std::size_t parameters_in(const Model& model, std::size_t begin, std::size_t end) {
  std::size_t parameters = 0;
  for (const ParameterSlice& slice : model.slices()) {
    for (std::size_t i = slice.offset; i < slice.offset + slice.count; ++i) {
      parameters += i >= begin && i < end ? 1 : 0;
    }
  }
  return parameters;
}

bool counts_are_right(const Model& model, const std::vector<ParameterRange>& ranges) {
  return std::all_of(ranges.begin(), ranges.end(), [&](const ParameterRange& range) {
    return range.parameters == parameters_in(model, range.offset, range.offset + range.count);
  });
}

std::vector<std::size_t> sizes(const std::vector<ParameterRange>& ranges) {
  std::vector<std::size_t> all;
  all.reserve(ranges.size());
  for (const ParameterRange& range : ranges) {
    all.push_back(range.parameters);
  }
  return all;
}

void check_inside(const Model& model, const ParameterRange& outer, std::size_t n) {
  const auto ranges = even_ranges(model, outer, n);
  REQUIRE(ranges.size() == n);
  CHECK(cover(ranges, outer.offset, outer.offset + outer.count));
  CHECK(counts_are_right(model, ranges));
  for (std::size_t c = 0; c < n; ++c) {
    CHECK(ranges[c].parameters == (c + 1) * outer.parameters / n - c * outer.parameters / n);
  }
}

}  // namespace

TEST_CASE("ranges: even ones cover a model's array, chunk c from parameter cP/n to (c + 1)P/n") {
  for (const auto& model : test::networks()) {
    const std::size_t count = model->parameter_count();
    for (const std::size_t n :
         {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{16}, count, count + 7}) {
      const auto ranges = even_ranges(*model, n);
      REQUIRE(ranges.size() == n);
      CHECK(cover(ranges, 0, model->padded_count()));
      CHECK(counts_are_right(*model, ranges));
      for (std::size_t c = 0; c < n; ++c) {
        CHECK(ranges[c].parameters == (c + 1) * count / n - c * count / n);
      }
    }
  }
}

TEST_CASE("ranges: even ones inside a range cover that range") {
  for (const auto& model : test::networks()) {
    for (const ParameterRange& outer : even_ranges(*model, 3)) {
      check_inside(*model, outer, 1);
      check_inside(*model, outer, 4);
      check_inside(*model, outer, outer.parameters + 2);
    }
  }
}

TEST_CASE("ranges: padding belongs to the range before it") {
  const auto model = test::network_of({13, 7, 3});  // tensors of 91, 7, 21, 3 at 0, 96, 112, 144
  const auto ranges = even_ranges(*model, 2);
  CHECK(ranges[0].count == 61);
  CHECK(ranges[1].offset == 61);
  CHECK(ranges[1].count == 160 - 61);
  CHECK(even_ranges(*model, whole_range(*model), 1)[0].count == 160);
  CHECK(even_ranges(*model, {0, 112, 98}, 14)[12].count == 12);  // parameters 84 to 90 and padding
}

TEST_CASE("ranges: of whole tensors, in order, each up to its share of the parameters") {
  for (const auto& model : test::networks()) {
    for (std::size_t k = 1; k < 12; ++k) {
      const auto ranges = tensor_ranges(*model, k);
      CHECK(ranges.size() <= k);
      CHECK(ranges.size() <= model->slices().size());
      CHECK(cover(ranges, 0, model->padded_count()));
      CHECK(counts_are_right(*model, ranges));
      for (const ParameterRange& range : ranges) {
        CHECK(range.parameters > 0);
        CHECK(range.offset % kAlignedFloats == 0);
      }
    }
  }
  const auto model = test::network_of({10, 10, 10, 10});  // 100, 10 three times
  CHECK(sizes(tensor_ranges(*model, 1)) == std::vector<std::size_t>{330});
  CHECK(sizes(tensor_ranges(*model, 3)) == std::vector<std::size_t>{110, 110, 110});
  CHECK(sizes(tensor_ranges(*model, 100)) == std::vector<std::size_t>{100, 10, 100, 10, 100, 10});
}

TEST_CASE("ranges: buckets go from the last tensor to the first, each as full as it must be") {
  for (const auto& model : test::networks()) {
    for (const double size : {0.0, 1.0, 30.0, 1000.0, 1e9}) {
      auto ranges = buckets(*model, size);
      for (std::size_t b = 0; b + 1 < ranges.size(); ++b) {
        CHECK(static_cast<double>(ranges[b].parameters) >= size);
      }
      std::reverse(ranges.begin(), ranges.end());
      CHECK(cover(ranges, 0, model->padded_count()));
      CHECK(counts_are_right(*model, ranges));
    }
  }
  const auto model = test::network_of({10, 10, 10, 10});
  CHECK(sizes(buckets(*model, 60.0)) == std::vector<std::size_t>{110, 110, 110});
  CHECK(sizes(buckets(*model, 120.0)) == std::vector<std::size_t>{120, 210});
  CHECK(sizes(buckets(*model, 1.0)) == std::vector<std::size_t>{10, 100, 10, 100, 10, 100});
}

TEST_CASE("ranges: none at all is refused") {
  const auto model = test::network_of({13, 3});
  CHECK_THROWS_AS(even_ranges(*model, 0), BrokenInvariant);
  CHECK_THROWS_AS(tensor_ranges(*model, 0), BrokenInvariant);
}
