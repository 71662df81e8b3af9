#include "kernels/cpu/products.hpp"

#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>
#include <vector>

#include <Eigen/Core>
#include <catch2/catch.hpp>

#include "kernels/device.hpp"
#include "tests/support/networks.hpp"
#include "tests/support/reference_network.hpp"

using namespace simgrad;
using namespace simgrad::cpu;

namespace {

/// Every size of a tile and its rest, one past a block, more samples than one pass takes, and
/// weights that are packed.
const std::vector<DenseSize> kSizes{
    {1, 1, 1},    {3, 2, 2},     {7, 5, 3},     {8, 4, 4},     {9, 3, 5},    {15, 6, 6},
    {16, 7, 7},   {17, 10, 8},   {25, 9, 9},    {33, 11, 10},  {50, 1, 11},  {64, 13, 12},
    {200, 10, 1}, {200, 10, 10}, {784, 20, 3},  {784, 20, 20}, {31, 200, 2}, {40, 9, 1100},
    {27, 5, 513}, {2500, 5, 7},  {701, 650, 33}};

std::vector<float> numbers(std::size_t count, std::uint64_t key) {
  Stream stream(1, Purpose::kTest, key);
  std::vector<float> drawn(count);
  for (float& number : drawn) {
    number = static_cast<float>(stream.normal());
  }
  return drawn;
}

/// A layer's arrays, each `offset` floats past a multiple of 64 bytes, columns of x `gap` apart.
struct LayerProducts {
  explicit LayerProducts(const DenseSize& new_size, std::size_t new_offset = 0, std::size_t gap = 0)
      : size(new_size), offset(new_offset), x_stride(size.inputs + gap) {
    fill(w, numbers(size.inputs * size.outputs, 1));
    fill(bias, numbers(size.outputs, 2));
    fill(dy, numbers(size.outputs * size.samples, 3));
    fill(x, numbers(size.inputs * size.samples, 4));
    strided_x.resize(offset + x_stride * size.samples, 1e9F);
    for (std::size_t n = 0; n < size.samples; ++n) {
      std::copy_n(at(x) + n * size.inputs, size.inputs, at(strided_x) + n * x_stride);
    }
  }
  void fill(FloatBuffer& array, const std::vector<float>& content) const {
    array.resize(offset + content.size());
    std::copy(content.begin(), content.end(), array.begin() + static_cast<long>(offset));
  }
  float* at(FloatBuffer& array) const { return array.data() + offset; }

  DenseSize size;
  std::size_t offset;
  std::size_t x_stride;
  FloatBuffer w;
  FloatBuffer bias;
  FloatBuffer x;
  FloatBuffer strided_x;
  FloatBuffer dy;
};

/// A result between two walls that nobody may touch.
class Walled {
 public:
  Walled(std::size_t count, std::size_t offset)
      : offset_(kAlignedFloats + offset), array_(offset_ + count + kWall, kUntouched) {}
  float* data() { return array_.data() + offset_; }
  /// The result; the walls are checked.
  std::vector<float> take() {
    const std::size_t end = array_.size() - kWall;
    for (std::size_t i = 0; i < array_.size(); ++i) {
      if ((i < offset_ || i >= end) && array_[i] != kUntouched) {
        FAIL("written outside the result, at " << i << " of " << end);
      }
    }
    return {array_.begin() + static_cast<long>(offset_), array_.begin() + static_cast<long>(end)};
  }

 private:
  static constexpr std::size_t kWall = 32;
  static constexpr float kUntouched = -12345.0F;
  std::size_t offset_;
  FloatBuffer array_;
};

std::vector<float> forward(LayerProducts& layer, const ForwardEnd& end) {
  Walled y(layer.size.outputs * layer.size.samples, layer.offset);
  dense_forward(layer.size, layer.at(layer.w), layer.at(layer.strided_x), layer.x_stride, end,
                y.data());
  return y.take();
}

std::vector<float> input_gradient(LayerProducts& layer, const float* relu_output) {
  Walled dx(layer.size.inputs * layer.size.samples, layer.offset);
  dense_input_gradient(layer.size, layer.at(layer.w), layer.at(layer.dy), relu_output, dx.data());
  return dx.take();
}

std::vector<float> weight_gradient(LayerProducts& layer) {
  Walled dw(layer.size.inputs * layer.size.outputs, layer.offset);
  dense_weight_gradient(layer.size, layer.at(layer.x), layer.at(layer.dy), dw.data());
  return dw.take();
}

std::vector<float> updated_weights(LayerProducts& layer, float learning_rate) {
  const std::size_t count = layer.size.inputs * layer.size.outputs;
  Walled w(count, layer.offset);
  std::copy_n(layer.at(layer.w), count, w.data());
  dense_weight_update(layer.size, layer.at(layer.x), layer.at(layer.dy), learning_rate, w.data());
  return w.take();
}

bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

std::vector<double> slow_forward(LayerProducts& layer, const ForwardEnd& end) {
  const auto [inputs, outputs, samples] = layer.size;
  std::vector<double> y;
  for (std::size_t n = 0; n < samples; ++n) {
    for (std::size_t o = 0; o < outputs; ++o) {
      double sum = end.bias == nullptr ? 0.0 : static_cast<double>(end.bias[o]);
      for (std::size_t i = 0; i < inputs; ++i) {
        sum += static_cast<double>(layer.at(layer.w)[o * inputs + i]) *
               static_cast<double>(layer.at(layer.x)[n * inputs + i]);
      }
      y.push_back(end.relu && sum < 0.0 ? 0.0 : sum);
    }
  }
  return y;
}

std::vector<double> slow_input_gradient(LayerProducts& layer, const float* relu_output) {
  const auto [inputs, outputs, samples] = layer.size;
  std::vector<double> dx;
  for (std::size_t n = 0; n < samples; ++n) {
    for (std::size_t i = 0; i < inputs; ++i) {
      double sum = 0.0;
      for (std::size_t o = 0; o < outputs; ++o) {
        sum += static_cast<double>(layer.at(layer.w)[o * inputs + i]) *
               static_cast<double>(layer.at(layer.dy)[n * outputs + o]);
      }
      const bool dead = relu_output != nullptr && relu_output[n * inputs + i] <= 0.0F;
      dx.push_back(dead ? 0.0 : sum);
    }
  }
  return dx;
}

std::vector<double> slow_weight_gradient(LayerProducts& layer) {
  const auto [inputs, outputs, samples] = layer.size;
  std::vector<double> dw;
  for (std::size_t o = 0; o < outputs; ++o) {
    for (std::size_t i = 0; i < inputs; ++i) {
      double sum = 0.0;
      for (std::size_t n = 0; n < samples; ++n) {
        sum += static_cast<double>(layer.at(layer.x)[n * inputs + i]) *
               static_cast<double>(layer.at(layer.dy)[n * outputs + o]);
      }
      dw.push_back(sum);
    }
  }
  return dw;
}

/// A sum of `depth` products of normal numbers is of order √depth; so many roundings by 6e-8 of it
/// walk √depth times as far.
void check_agrees(const std::vector<float>& result, const std::vector<double>& expected,
                  std::size_t depth) {
  const double absolute = 1e-6 + 2e-7 * static_cast<double>(depth);
  CHECK(test::mismatch(result, expected, absolute, 1e-6) <= 1.0);
}

std::vector<float> trained_parameters(Device& device, std::size_t hidden) {
  const auto model = test::network_of({784, hidden, 200, 10});
  std::vector<std::uint32_t> all(70);
  for (std::size_t n = 0; n < all.size(); ++n) {
    all[n] = static_cast<std::uint32_t>(n);
  }
  LocalTraining work;
  work.model = model;
  work.data = test::random_dataset(784, 10, all.size(), 1);
  work.samples = std::make_shared<const std::vector<std::uint32_t>>(all);
  work.parameters = device.upload(test::random_parameters(*model));
  work.optimizer = SgdRule{.learning_rate = 0.1F};
  work.epochs = 1;
  work.batch_size = 64;
  work.stream = Stream(7, Purpose::kBatches);
  return device.read(device.submit(work));
}

}  // namespace

TEST_CASE("dense_forward: agrees with a double loop, for all sizes and ends") {
  for (const DenseSize& size : kSizes) {
    LayerProducts layer(size, 0, size.samples % 2 == 0 ? 3 : 0);
    INFO(size.inputs << " x " << size.outputs << ", " << size.samples << " samples");
    for (const ForwardEnd& end :
         {ForwardEnd{}, ForwardEnd{layer.at(layer.bias), false}, ForwardEnd{nullptr, true},
          ForwardEnd{layer.at(layer.bias), true}}) {
      check_agrees(forward(layer, end), slow_forward(layer, end), size.inputs);
    }
  }
}

TEST_CASE("dense_forward: a NaN stays one through a ReLU, and in its own sample") {
  LayerProducts layer({20, 5, 4});
  layer.at(layer.strided_x)[20] = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> y = forward(layer, {layer.at(layer.bias), true});
  for (std::size_t i = 0; i < y.size(); ++i) {
    CHECK(std::isnan(y[i]) == (i / 5 == 1));
  }
}

TEST_CASE("dense_input_gradient: agrees with a double loop, for all sizes, behind a ReLU or not") {
  for (const DenseSize& size : kSizes) {
    LayerProducts layer(size);
    INFO(size.inputs << " x " << size.outputs << ", " << size.samples << " samples");
    std::vector<float> relu_output = numbers(size.inputs * size.samples, 5);
    relu_output.front() = 0.0F;
    for (const float* y : {static_cast<const float*>(nullptr), std::as_const(relu_output).data()}) {
      check_agrees(input_gradient(layer, y), slow_input_gradient(layer, y), size.outputs);
    }
  }
}

TEST_CASE("dense_weight_gradient and dense_weight_update: agree with a double loop") {
  for (const DenseSize& size : kSizes) {
    LayerProducts layer(size);
    INFO(size.inputs << " x " << size.outputs << ", " << size.samples << " samples");
    std::vector<double> expected = slow_weight_gradient(layer);
    check_agrees(weight_gradient(layer), expected, size.samples);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      expected[i] = static_cast<double>(layer.at(layer.w)[i]) - 0.125 * expected[i];
    }
    check_agrees(updated_weights(layer, 0.125F), expected, size.samples);
  }
}

TEST_CASE("dense products: the same bits wherever the arrays start") {
  for (const DenseSize& size :
       {DenseSize{33, 11, 10}, DenseSize{784, 20, 5}, DenseSize{701, 650, 33}}) {
    LayerProducts aligned(size);
    const ForwardEnd end{nullptr, true};
    for (const std::size_t offset : {1U, 3U, 8U}) {
      LayerProducts shifted(size, offset, offset);
      CHECK(same_bits(forward(aligned, end), forward(shifted, end)));
      CHECK(same_bits(input_gradient(aligned, nullptr), input_gradient(shifted, nullptr)));
      CHECK(same_bits(weight_gradient(aligned), weight_gradient(shifted)));
      CHECK(same_bits(updated_weights(aligned, 0.1F), updated_weights(shifted, 0.1F)));
    }
  }
}

TEST_CASE("dense_forward, dense_input_gradient: a sample's bits, whatever else is in its batch") {
  LayerProducts batch({33, 11, 10});
  const std::vector<float> y = forward(batch, {});
  const std::vector<float> dx = input_gradient(batch, nullptr);
  for (std::size_t n = 0; n < 10; ++n) {
    LayerProducts one({33, 11, 1});
    std::copy_n(batch.at(batch.x) + n * 33, 33, one.at(one.strided_x));
    std::copy_n(batch.at(batch.dy) + n * 11, 11, one.at(one.dy));
    CHECK(same_bits(forward(one, {}), {y.begin() + static_cast<long>(n * 11),
                                       y.begin() + static_cast<long>((n + 1) * 11)}));
    CHECK(same_bits(input_gradient(one, nullptr), {dx.begin() + static_cast<long>(n * 33),
                                                   dx.begin() + static_cast<long>((n + 1) * 33)}));
  }
}

TEST_CASE("LocalTraining: the same bits with other cache sizes") {
  const std::size_t few = 200;
  const std::size_t packed = 600;
  const auto device = make_cpu_device({.threads = 1});
  const std::vector<float> expected = trained_parameters(*device, few);
  const std::vector<float> expected_packed = trained_parameters(*device, packed);
  for (const auto& [first, second, third] :
       {std::array<long, 3>{4L << 10U, 16L << 10U, 64L << 10U},
        std::array<long, 3>{128L << 10U, 4L << 20U, 512L << 20U}}) {
    Eigen::setCpuCacheSizes(first, second, third);
    CHECK(same_bits(trained_parameters(*device, few), expected));
    // What a machine's own caches would be, before a device sets the sizes that are used.
    const auto other = make_cpu_device({.threads = 1});
    CHECK(same_bits(trained_parameters(*other, few), expected));
    CHECK(same_bits(trained_parameters(*other, packed), expected_packed));
  }
}
