#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "kernels/cpu/products.hpp"
#include "kernels/device.hpp"
#include "tests/bench/parts.hpp"
#include "tests/bench/pytorch.hpp"
#include "tests/bench/rates.hpp"
#include "tests/bench/report.hpp"
#include "tests/bench/slow_network.hpp"
#include "tests/support/arguments.hpp"

namespace simgrad::bench {
namespace {

constexpr int kRepetitions = 9;
constexpr std::size_t kCheckedSteps = 10;
constexpr float kLearningRate = 0.05F;
constexpr std::array<std::size_t, 4> kSizes{784, 200, 200, 10};
constexpr std::size_t kSamples = 20'000;
constexpr std::size_t kCnnSamples = 400;
constexpr std::int64_t kPeakSteps = 5'000'000;
constexpr const char* kNoTorch = "no PyTorch";
constexpr const char* kReferenceBlas = "reference BLAS";

/// Samples in the shape of Fashion-MNIST, 784 features and 10 classes.
std::shared_ptr<const Dataset> made_images() {
  const DatasetInfo& blobs = *find_component(datasets(), "gaussian_blobs");
  const Arguments arguments =
      test::arguments_for(blobs, {{"features", test::integer(kSizes.front())},
                                  {"samples", test::integer(kSamples)},
                                  {"test_samples", test::integer(10)},
                                  {"separation", test::real(0.1)},
                                  {"spread", test::real(0.5)}});
  return std::make_shared<const Dataset>(blobs.make(arguments, 1));
}

std::shared_ptr<const Model> two_hidden_layers() {
  auto model = std::make_shared<Model>(ImageShape{kSizes.front(), 1, 1}, kSizes.back());
  for (std::size_t l = 1; l < kSizes.size(); ++l) {
    model->add_dense(kSizes[l], l + 1 < kSizes.size());
  }
  return model;
}

std::vector<std::uint32_t> first_samples(std::size_t count) {
  std::vector<std::uint32_t> chosen(count);
  std::iota(chosen.begin(), chosen.end(), 0U);
  return chosen;
}

/// The eight products of a step and nothing else, each on arrays of its own.
class EightProducts {
 public:
  explicit EightProducts(std::size_t batch_size) : batch_size_(batch_size) {
    for (std::size_t l = 0; l < kSizes.size(); ++l) {
      activations_.push_back(drawn(kSizes[l] * batch_size));
      gradients_.push_back(drawn(kSizes[l] * batch_size));
      weights_.push_back(l == 0 ? FloatBuffer{} : drawn(kSizes[l - 1] * kSizes[l]));
    }
    weight_gradients_ = weights_;
  }

  void run() {
    const std::size_t layers = kSizes.size() - 1;
    for (std::size_t l = 1; l <= layers; ++l) {
      cpu::dense_forward(size(l), weights_[l].data(), activations_[l - 1].data(), kSizes[l - 1], {},
                         activations_[l].data());
    }
    for (std::size_t l = layers; l > 0; --l) {
      if (l > 1) {
        cpu::dense_input_gradient(size(l), weights_[l].data(), gradients_[l].data(), nullptr,
                                  gradients_[l - 1].data());
      }
      cpu::dense_weight_gradient(size(l), activations_[l - 1].data(), gradients_[l].data(),
                                 weight_gradients_[l].data());
    }
  }

 private:
  [[nodiscard]] cpu::DenseSize size(std::size_t l) const {
    return {kSizes[l - 1], kSizes[l], batch_size_};
  }
  /// Small, so that results stay finite however often they are the next factors.
  FloatBuffer drawn(std::size_t count) {
    FloatBuffer numbers(count);
    for (float& number : numbers) {
      number = 0.05F * static_cast<float>(stream_.normal());
    }
    return numbers;
  }

  Stream stream_{1, Purpose::kTest};
  std::size_t batch_size_;
  std::vector<FloatBuffer> activations_;  // by layer; 0 is the batch
  std::vector<FloatBuffer> gradients_;    // by the activation
  std::vector<FloatBuffer> weights_;
  std::vector<FloatBuffer> weight_gradients_;
};

/// McMahan et al.'s CNN of `kernels/models/cnn.cpp`, by its defaults.
std::shared_ptr<const Model> convolutional() {
  const ModelInfo& cnn = *find_component(models(), "cnn");
  return cnn.make(
      test::arguments_for(cnn, {{"channels", Argument(std::vector<std::int64_t>{32, 64})},
                                {"hidden", Argument(std::vector<std::int64_t>{512})}}),
      {1, 28, 28}, kSizes.back());
}

/// What torch_steps.py calls it.
struct NamedModel {
  const char* name;
  std::shared_ptr<const Model> model;
  std::size_t samples;  // of an epoch
};

class Steps {
 public:
  Steps(Device& device, NamedModel model)
      : device_(device),
        named_(std::move(model)),
        initial_(device.submit(InitialState{model_, 0, Stream(1, Purpose::kInitialParameters)})) {}

  [[nodiscard]] double flop_per_sample() const { return model_->gradient_flop(); }
  [[nodiscard]] std::size_t samples() const { return named_.samples; }

  /// An epoch's samples a second of processor time.
  double rate(std::size_t batch_size) {
    const double begin_s = cpu_clock_s();
    train(samples(), batch_size);
    return static_cast<double>(samples()) / (cpu_clock_s() - begin_s);
  }

  /// Mean loss over the checked steps.
  double checked_loss(std::size_t batch_size) {
    return device_.statistics(train(kCheckedSteps * batch_size, batch_size)).mean_loss();
  }

  /// One epoch over the first `samples`, waited for.
  Value train(std::size_t samples, std::size_t batch_size) {
    Value trained = device_.submit(LocalTraining{
        model_, data_, std::make_shared<const std::vector<std::uint32_t>>(first_samples(samples)),
        initial_, SgdRule{kLearningRate}, 1, static_cast<std::int64_t>(batch_size), stream_});
    device_.statistics(trained);
    return trained;
  }

  /// The device's losses and parameters against the slow loops'. Returns: the mean loss.
  double check_against_loops(std::size_t batch_size) {
    const std::size_t count = kCheckedSteps * batch_size;
    const Value trained = train(count, batch_size);
    const std::vector<float> start = device_.read(initial_);
    std::vector<double> w(start.begin(), start.end());
    const std::vector<std::uint32_t> order = shuffled(count);
    double loss = 0.0;
    for (std::size_t step = 0; step < kCheckedSteps; ++step) {
      const std::span<const std::uint32_t> batch(order.data() + step * batch_size, batch_size);
      loss += slow_sgd_step(*model_, data_->train, batch, kLearningRate, w);
    }
    loss /= static_cast<double>(count);
    const double device_loss = device_.statistics(trained).mean_loss();
    check(std::abs(device_loss - loss) <= 1e-4,
          "mean loss " + text("%.8f", device_loss) + ", by slow loops " + text("%.8f", loss));
    const std::vector<float> numbers = device_.read(trained);
    for (std::size_t i = 0; i < w.size(); ++i) {
      check(std::abs(static_cast<double>(numbers[i]) - w[i]) <= 1e-4,
            "parameter " + std::to_string(i) + " after ten steps");
    }
    return device_loss;
  }

  /// The same epoch by PyTorch, its loss over the checked steps compared with the device's.
  std::optional<TorchSteps> by_pytorch(std::size_t batch_size, double device_loss) {
    const std::vector<float> start = device_.read(initial_);
    std::vector<float> parameters;
    for (const ParameterSlice& slice : model_->slices()) {
      const auto begin = start.begin() + static_cast<long>(slice.offset);
      parameters.insert(parameters.end(), begin, begin + static_cast<long>(slice.count));
    }
    const std::optional<TorchSteps> steps =
        torch_steps({data_->train, parameters, shuffled(kCheckedSteps * batch_size),
                     shuffled(samples()), batch_size, kRepetitions, named_.name});
    check(!steps || std::abs(steps->loss - device_loss) <= 1e-4,
          "mean loss " + text("%.8f", device_loss) + ", by PyTorch " +
              text("%.8f", steps ? steps->loss : 0.0));
    return steps;
  }

 private:
  /// The order in which the device takes the first `count` samples.
  [[nodiscard]] std::vector<std::uint32_t> shuffled(std::size_t count) const {
    std::vector<std::uint32_t> order = first_samples(count);
    Stream stream = stream_;
    stream.shuffle(std::span<std::uint32_t>(order));
    return order;
  }

  Device& device_;
  NamedModel named_;
  std::shared_ptr<const Model> model_ = named_.model;
  std::shared_ptr<const Dataset> data_ = made_images();
  Stream stream_{1, Purpose::kBatches};
  Value initial_;
};

/// PyTorch's rate, and how many times it ours is.
void compare(Steps& steps, std::size_t batch_size, double loss, const std::vector<double>& rates,
             std::vector<std::string>& row) {
  const auto torch = steps.by_pytorch(batch_size, loss);
  if (!torch) {
    row.insert(row.end(), {"-", kNoTorch});
    return;
  }
  const Summary torch_rate = summary(torch->rates);
  row.push_back(text("%.0f", torch_rate));
  row.push_back(torch->reference_blas ? kReferenceBlas
                                      : text("%.1f", summary(rates).median / torch_rate.median));
}

/// Each repetition measures peak, steps and products after one another: their ratios count.
std::vector<std::string> measure(Steps& steps, std::size_t batch_size) {
  const double loss = steps.check_against_loops(batch_size);
  EightProducts products(batch_size);
  steps.train(kSamples, batch_size);
  std::vector<double> rates;
  std::vector<double> shares;
  std::vector<double> over_products;
  for (int i = 0; i < kRepetitions; ++i) {
    const double peak = 1e9 * fma_gflop_per_s(kPeakSteps);
    const double begin_s = cpu_clock_s();
    steps.train(kSamples, batch_size);
    const double middle_s = cpu_clock_s();
    for (std::size_t n = 0; n < kSamples; n += batch_size) {
      products.run();
    }
    const double steps_s = middle_s - begin_s;
    rates.push_back(static_cast<double>(kSamples) / steps_s);
    shares.push_back(100.0 * rates.back() * steps.flop_per_sample() / peak);
    over_products.push_back(steps_s / (cpu_clock_s() - middle_s));
  }
  std::vector<std::string> row{std::to_string(batch_size), text("%.0f", summary(rates)),
                               text("%.0f", summary(shares)) + " %",
                               text("%.2f", summary(over_products))};
  compare(steps, batch_size, loss, rates, row);
  return row;
}

/// The CNN; its products are not timed alone, and it is checked against PyTorch.
std::vector<std::string> measure_cnn(Steps& steps, std::size_t batch_size) {
  const double loss = steps.checked_loss(batch_size);
  steps.train(steps.samples(), batch_size);
  std::vector<double> rates;
  std::vector<double> shares;
  for (int i = 0; i < kRepetitions; ++i) {
    const double peak = 1e9 * fma_gflop_per_s(kPeakSteps);
    rates.push_back(steps.rate(batch_size));
    shares.push_back(100.0 * rates.back() * steps.flop_per_sample() / peak);
  }
  std::vector<std::string> row{"cnn, " + std::to_string(batch_size), text("%.0f", summary(rates)),
                               text("%.0f", summary(shares)) + " %", "-"};
  compare(steps, batch_size, loss, rates, row);
  return row;
}

}  // namespace

void steps() {
  print_heading(
      "SGD steps on one core, 784-200-200-10 and McMahan's CNN, by processor time: median "
      "(minimum\n"
      "to maximum) of 9; the peak is multiply-adds in registers, the products are a step's eight\n"
      "alone, PyTorch does the same steps on one thread, by AVX2 too. The CNN's share of the peak\n"
      "counts the products with zeros behind its pooling, which are skipped. Aims: 65 % and 3.5 "
      "at\n"
      "batch 10, 82 % and 1.4 at 64, 1.15 over the products, 1.5 for the CNN");
  const auto device = make_cpu_device({.threads = 1});
  Steps steps(*device, {"mlp", two_hidden_layers(), kSamples});
  std::vector<std::vector<std::string>> rows{
      {"batch", "samples/s", "of peak", "step / products", "PyTorch, samples/s", "to PyTorch"}};
  for (const std::size_t batch_size : {std::size_t{10}, std::size_t{64}}) {
    rows.push_back(measure(steps, batch_size));
  }
  Steps cnn_steps(*device, {"cnn", convolutional(), kCnnSamples});
  rows.push_back(measure_cnn(cnn_steps, 10));
  print_table(rows);
  if (rows.back().back() == kNoTorch) {
    std::printf("  No comparison with PyTorch: python3-torch is not installed\n");
  } else if (rows.back().back() == kReferenceBlas) {
    std::printf(
        "  No comparison with PyTorch: install libopenblas0-pthread, its products are slow\n");
  }
}

}  // namespace simgrad::bench
