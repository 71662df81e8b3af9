#include "kernels/models/model.hpp"

#include <catch2/catch.hpp>

#include "tests/kernels/models/made_model.hpp"

using namespace simgrad;

TEST_CASE("model: every one declares `precision` and `cost` last, float32 unless it is said") {
  for (const ModelInfo* info : models()) {
    INFO(info->name);
    REQUIRE(info->parameters.size() >= 2);
    CHECK(info->parameters.back().name == "cost");
    const Parameter& precision = info->parameters.end()[-2];
    CHECK(precision.name == "precision");
    CHECK(precision.default_text == "\"fp32\"");
    CHECK(precision.choices == std::vector<std::string_view>{"fp32", "tf32", "bf16"});
  }
  CHECK(Model({1, 1, 1}, 2).precision() == Precision::kFloat32);
}

TEST_CASE("model: precision by its name") {
  const auto precision = [](const std::string& name) {
    Arguments arguments;
    arguments.set("precision", name);
    return precision_of(arguments);
  };
  CHECK(precision("fp32") == Precision::kFloat32);
  CHECK(precision("tf32") == Precision::kTf32);
  CHECK(precision("bf16") == Precision::kBfloat16);
  CHECK_THROWS_AS(precision("fp16"), BrokenInvariant);
}
