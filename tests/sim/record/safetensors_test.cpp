#include "sim/record/safetensors.hpp"

#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "kernels/error.hpp"
#include "kernels/rng.hpp"
#include "tests/support/error_text.hpp"

namespace simgrad {
namespace {

Blob file(const std::string& header, std::size_t data_bytes) {
  Blob bytes(8 + header.size() + data_bytes);
  const std::uint64_t size = header.size();
  std::memcpy(bytes.data(), &size, 8);
  std::memcpy(bytes.data() + 8, header.data(), header.size());
  return bytes;
}

std::string refusal(const std::string& header, std::size_t data_bytes) {
  return error_text([&] {
    decode_safetensors(file(header, data_bytes), "x");
  });
}

const std::vector<float> kWeights = {1.0F, -2.5F, 3e-40F, 1e30F, 5.0F, 6.0F};

Blob example() {
  const std::vector<TensorView> tensors = {{"0.weight", {2, 3}, kWeights.data()},
                                           {"scalar \"λ\"", {}, kWeights.data() + 4},
                                           {"empty", {0, 7}, nullptr}};
  return encode_safetensors(tensors, {{"line\nbreak", "tab\t"}, {"epoch", "3"}});
}

TEST_CASE("safetensors: a small file has the bytes that the format prescribes") {
  const float value = 1.0F;
  const std::vector<TensorView> tensors = {{"abc", {1}, &value}};
  const Blob bytes = encode_safetensors(tensors, {});
  const std::string header =
      R"({"__metadata__":{},"abc":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
  REQUIRE(header.size() % 8 != 0);
  const std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  CHECK(text.substr(0, 8) == std::string("\x50\0\0\0\0\0\0\0", 8));
  CHECK(text.substr(8, 80) == header + std::string(80 - header.size(), ' '));
  CHECK(text.substr(88) == std::string("\0\0\x80\x3F", 4));
}

TEST_CASE("safetensors: what was encoded is decoded, bit for bit") {
  const NamedTensors decoded = decode_safetensors(example(), "x");
  REQUIRE(decoded.tensors.size() == 3);
  CHECK(decoded.tensors[0].name == "0.weight");
  CHECK(decoded.tensors[0].shape == std::vector<std::int64_t>{2, 3});
  CHECK(decoded.tensors[0].data == kWeights);
  CHECK(decoded.tensors[1].name == "scalar \"λ\"");
  CHECK(decoded.tensors[1].shape.empty());
  CHECK(decoded.tensors[1].data == std::vector<float>{5.0F});
  CHECK(decoded.tensors[2].data.empty());
  CHECK(decoded.metadata == TextByName{{"line\nbreak", "tab\t"}, {"epoch", "3"}});
}

TEST_CASE("safetensors: NaN and infinity survive") {
  const std::vector<float> values = {std::nanf(""), std::numeric_limits<float>::infinity()};
  const std::vector<TensorView> tensors = {{"a", {2}, values.data()}};
  const auto decoded = decode_safetensors(encode_safetensors(tensors, {}), "x");
  CHECK(std::isnan(decoded.tensors[0].data[0]));
  CHECK(std::isinf(decoded.tensors[0].data[1]));
}

TEST_CASE("safetensors: tensors come in the order of their bytes, escapes are read") {
  const auto decoded =
      decode_safetensors(file(R"({ "b" : {"shape":[1], "data_offsets":[4,8],"dtype":"F32"},
                "\u00e9\ud835\udefc\/": {"dtype":"F32","shape":[],"data_offsets":[0,4]} })",
                              8),
                         "x");
  CHECK(decoded.tensors[0].name == "é𝛼/");
  CHECK(decoded.tensors[1].name == "b");
}

TEST_CASE("safetensors: a name twice, a reserved name and a negative dimension are refused") {
  const float value = 1.0F;
  const std::vector<TensorView> twice = {{"a", {}, &value}, {"a", {}, &value}};
  const std::vector<TensorView> reserved = {{"__metadata__", {}, &value}};
  const std::vector<TensorView> negative = {{"a", {-1}, &value}};
  CHECK_THROWS_AS(encode_safetensors(twice, {}), BrokenInvariant);
  CHECK_THROWS_AS(encode_safetensors(reserved, {}), BrokenInvariant);
  CHECK_THROWS_AS(encode_safetensors(negative, {}), BrokenInvariant);
}

TEST_CASE("safetensors: hostile headers are refused with the reason") {
  using Catch::Matchers::Contains;
  CHECK_THAT(error_text([] {
               decode_safetensors(Blob(7), "run.db");
             }),
             Contains("run.db") && Contains("shorter"));
  Blob huge(16);
  std::memset(huge.data(), 0xFF, 8);
  CHECK_THAT(error_text([&] {
               decode_safetensors(huge, "x");
             }),
             Contains("longer than the file"));
  Blob one_too_long = file("{} ", 0);
  one_too_long[0] = std::byte{4};
  CHECK_THAT(error_text([&] {
               decode_safetensors(one_too_long, "x");
             }),
             Contains("longer than the file"));
  CHECK_THAT(refusal("", 0), Contains("expected {"));
  CHECK_THAT(refusal("{} x", 0), Contains("after the header's end"));
  CHECK_THAT(refusal("{", 0), Contains("expected \""));
  CHECK_THAT(refusal(R"({"a)", 0), Contains("too early"));
  CHECK_THAT(refusal(R"({"a\q":1})", 0), Contains("unknown escape"));
  CHECK_THAT(refusal(R"({"a\ud800":1})", 0), Contains("surrogate"));
  CHECK_THAT(refusal(R"({"a\ud800\u0041":1})", 0), Contains("surrogate"));
  CHECK_THAT(refusal(R"({"a\u12":1})", 0), Contains("hexadecimal"));
  CHECK_THAT(refusal(R"({"a\u12)", 0), Contains("hexadecimal"));
  CHECK_THAT(refusal("{\"a\n\":1}", 0), Contains("control character"));
  CHECK_THAT(refusal("{}", 4), Contains("belong to no tensor"));
  CHECK_THAT(refusal(R"({"__metadata__":{"a":"1","a":"2"}})", 0), Contains("twice"));
  CHECK_THAT(refusal(R"({"a":{"dtype":"F32","shape":[1]}})", 4), Contains("without"));
  CHECK_THAT(refusal(R"({"a":{"dtype":"F32","shape":[1],"x":[0,4]}})", 4), Contains("unknown key"));
}

TEST_CASE("safetensors: sizes that do not fit together are refused") {
  using Catch::Matchers::Contains;
  const auto tensor = [](const std::string& shape, const std::string& offsets) {
    return refusal(
        R"({"a":{"dtype":"F32","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}}", 8);
  };
  CHECK(tensor("[2]", "[0,8]") == "no error");
  CHECK_THAT(tensor("[2]", "[0,16]"), Contains("pass the file's end"));
  CHECK_THAT(tensor("[1]", "[4,8]"), Contains("gap"));
  CHECK_THAT(tensor("[2]", "[8,0]"), Contains("gap"));
  CHECK_THAT(tensor("[2]", "[0]"), Contains("gap"));
  CHECK_THAT(tensor("[-2]", "[0,8]"), Contains("integer"));
  CHECK_THAT(tensor("[99999999999999999999]", "[0,8]"), Contains("integer"));
  CHECK_THAT(tensor("[3]", "[0,8]"), Contains("shape"));
  CHECK_THAT(tensor("[1]", "[0,8]"), Contains("shape"));
  CHECK_THAT(tensor("[0]", "[0,8]"), Contains("shape"));
  CHECK_THAT(tensor("[4294967296,4294967296,2]", "[0,8]"), Contains("shape"));
  CHECK_THAT(tensor("[1]", "[0,7]"), Contains("shape"));
  CHECK_THAT(tensor("[1]", "[0,4]"), Contains("belong to no tensor"));
  CHECK_THAT(refusal(R"({"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}})", 4),
             Contains("only F32"));
}

TEST_CASE("safetensors: a damaged file is decoded or refused, never worse") {
  const Blob whole = example();
  int refused = 0;
  for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
    Stream stream(seed, Purpose::kTest);
    Blob damaged = whole;
    for (std::uint64_t change = 0; change <= stream.below(4); ++change) {
      damaged[stream.below(damaged.size())] = static_cast<std::byte>(stream.below(256));
    }
    if (stream.below(3) == 0) {
      damaged.resize(stream.below(damaged.size()));
    }
    refused += error_text([&] {
                 decode_safetensors(damaged, "x");
               }) == "no error"
                   ? 0
                   : 1;
  }
  CHECK(refused > 10'000);
}

}  // namespace
}  // namespace simgrad
