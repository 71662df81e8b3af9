#include "sim/sweep/design.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <catch2/catch.hpp>

namespace simgrad {
namespace {

Axis list_axis(const std::string& key, int count) {
  Axis axis{key, {}, {}, std::nullopt};
  for (int i = 0; i < count; ++i) {
    const std::string text = std::to_string(i);
    axis.values.push_back({{key, text, text, static_cast<double>(i)}, {}, {}});
  }
  return axis;
}

Axis range_axis(const std::string& key, const ValueRange& range) {
  return {key, {}, {}, range};
}

std::vector<std::string> texts(const std::vector<Settings>& points) {
  std::vector<std::string> result;
  for (const Settings& point : points) {
    std::string text;
    for (const auto& setting : point) {
      text += (text.empty() ? "" : " ") + setting->value.text;
    }
    result.push_back(text);
  }
  return result;
}

TEST_CASE("combine_axes: a grid has every combination, the last axis fastest") {
  const std::vector<Axis> axes{list_axis("a", 2), list_axis("b", 1), list_axis("c", 3)};
  CHECK(texts(combine_axes(axes, {})) ==
        std::vector<std::string>{"0 0 0", "0 0 1", "0 0 2", "1 0 0", "1 0 1", "1 0 2"});
}

TEST_CASE("combine_axes: zip goes along all axes at once") {
  const std::vector<Axis> axes{list_axis("a", 3), list_axis("b", 3)};
  CHECK(texts(combine_axes(axes, {Combine::kZip})) ==
        std::vector<std::string>{"0 0", "1 1", "2 2"});
}

TEST_CASE("combine_axes: a Latin hypercube has one value in each stratum of every axis") {
  const std::size_t count = 50;
  const std::vector<Axis> axes{range_axis("linear", {Type::kReal, 0.0, 1.0}),
                               range_axis("log", {Type::kReal, 1.0, 1000.0, true}),
                               list_axis("five", 5)};
  const auto points = combine_axes(axes, {Combine::kLatinHypercube, count, 3});
  REQUIRE(points.size() == count);
  std::set<int> linear;
  std::set<int> logarithmic;
  std::vector<int> five(5, 0);
  for (const Settings& point : points) {
    linear.insert(static_cast<int>(point[0]->value.number * 50.0));
    logarithmic.insert(
        static_cast<int>(std::log(point[1]->value.number) / std::log(1000.0) * 50.0));
    ++five.at(static_cast<std::size_t>(point[2]->value.number));
  }
  CHECK(linear.size() == count);
  CHECK(logarithmic.size() == count);
  CHECK(five == std::vector<int>(5, 10));
}

TEST_CASE("combine_axes: draws are the same for a seed, others for another, and of each axis") {
  const std::vector<Axis> axes{range_axis("a", {Type::kReal, 0.0, 1.0}),
                               range_axis("b", {Type::kReal, 0.0, 1.0})};
  for (const Combine combine : {Combine::kRandom, Combine::kLatinHypercube}) {
    const auto first = texts(combine_axes(axes, {combine, 20, 1}));
    CHECK(first == texts(combine_axes(axes, {combine, 20, 1})));
    CHECK(first != texts(combine_axes(axes, {combine, 20, 2})));
    const auto points = combine_axes(axes, {combine, 20, 1});
    CHECK(std::none_of(points.begin(), points.end(), [](const Settings& point) {
      return point[0]->value.text == point[1]->value.text;
    }));
  }
}

TEST_CASE("combine_axes: a random design begins with the points of a smaller one") {
  const std::vector<Axis> axes{range_axis("a", {Type::kReal, 0.0, 1.0})};
  auto more = texts(combine_axes(axes, {Combine::kRandom, 20, 1}));
  more.resize(10);
  CHECK(more == texts(combine_axes(axes, {Combine::kRandom, 10, 1})));
}

TEST_CASE("combine_axes: drawn integers reach both ends as often as what lies between") {
  const std::vector<Axis> axes{range_axis("a", {Type::kInteger, 3.0, 1.0})};
  const auto points = combine_axes(axes, {Combine::kLatinHypercube, 300, 1});
  std::vector<int> count(4, 0);
  for (const Settings& point : points) {
    ++count.at(static_cast<std::size_t>(point[0]->value.number));
  }
  CHECK(count == std::vector<int>{0, 100, 100, 100});
}

TEST_CASE("count_points: it stops counting past its limit") {
  const std::vector<Axis> axes{list_axis("a", 100), list_axis("b", 100), list_axis("c", 100)};
  CHECK(count_points(axes, {}, 2'000'000) == 1'000'000);
  CHECK(count_points(axes, {}, 5'000) == 5'001);
  CHECK(count_points(axes, {Combine::kZip}, 5'000) == 100);
  CHECK(count_points(axes, {Combine::kRandom, 7}, 5'000) == 7);
}

}  // namespace
}  // namespace simgrad
