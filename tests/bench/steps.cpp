#include <cmath>
#include <numeric>

#include "kernels/device.hpp"
#include "tests/bench/parts.hpp"
#include "tests/bench/rates.hpp"
#include "tests/bench/report.hpp"
#include "tests/bench/slow_network.hpp"
#include "tests/support/arguments.hpp"

namespace simgrad::bench {
namespace {

constexpr int kRepetitions = 7;
constexpr std::size_t kCheckedSteps = 10;
constexpr float kLearningRate = 0.05F;

/// Samples in the shape of Fashion-MNIST, 784 features and 10 classes.
std::shared_ptr<const Dataset> made_images(std::int64_t count) {
  const DatasetInfo& blobs = *find_component(datasets(), "gaussian_blobs");
  const Arguments arguments = test::arguments_for(blobs, {{"features", test::integer(784)},
                                                          {"samples", test::integer(count)},
                                                          {"test_samples", test::integer(10)},
                                                          {"separation", test::real(0.1)},
                                                          {"spread", test::real(0.5)}});
  return std::make_shared<const Dataset>(blobs.make(arguments, 1));
}

std::shared_ptr<const Model> two_hidden_layers() {
  auto model = std::make_shared<Model>(ImageShape{784, 1, 1}, 10);
  model->add_dense(200, true);
  model->add_dense(200, true);
  model->add_dense(10, false);
  return model;
}

class Steps {
 public:
  explicit Steps(Device& device)
      : device_(device),
        initial_(device.submit(InitialState{model_, 0, Stream(1, Purpose::kInitialParameters)})) {}

  [[nodiscard]] double flop_per_sample() const { return model_->gradient_flop(); }
  [[nodiscard]] std::size_t samples() const { return data_->train.count(); }

  /// One epoch over the first `samples`, waited for.
  Value train(std::size_t samples, std::size_t batch_size) {
    std::vector<std::uint32_t> chosen(samples);
    std::iota(chosen.begin(), chosen.end(), 0U);
    Value trained = device_.submit(LocalTraining{
        model_, data_, std::make_shared<const std::vector<std::uint32_t>>(chosen), initial_,
        SgdRule{kLearningRate}, 1, static_cast<std::int64_t>(batch_size), stream_});
    device_.statistics(trained);
    return trained;
  }

  /// The device's losses and parameters against the slow loops'.
  void check_against_loops(std::size_t batch_size) {
    const std::size_t count = kCheckedSteps * batch_size;
    const Value trained = train(count, batch_size);
    const std::vector<float> start = device_.read(initial_);
    std::vector<double> w(start.begin(), start.end());
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0U);
    Stream stream = stream_;
    stream.shuffle(std::span<std::uint32_t>(order));
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
  }

 private:
  Device& device_;
  std::shared_ptr<const Model> model_ = two_hidden_layers();
  std::shared_ptr<const Dataset> data_ = made_images(20'000);
  Stream stream_{1, Purpose::kBatches};
  Value initial_;
};

}  // namespace

void steps() {
  print_heading(
      "SGD steps on one core, 784-200-200-10, by processor time: median (minimum to maximum) of 7");
  const Summary gemm = gemm_rate();
  const auto device = make_cpu_device({.threads = 1});
  Steps steps(*device);
  std::vector<std::vector<std::string>> rows{
      {"batch", "samples/s", "GFLOP/s", "of Eigen's product"}};
  for (const std::size_t batch_size : {std::size_t{10}, std::size_t{64}}) {
    steps.check_against_loops(batch_size);
    steps.train(steps.samples(), batch_size);
    std::vector<double> rates;
    for (int i = 0; i < kRepetitions; ++i) {
      const double begin_s = cpu_clock_s();
      steps.train(steps.samples(), batch_size);
      rates.push_back(static_cast<double>(steps.samples()) / (cpu_clock_s() - begin_s));
    }
    const Summary rate = summary(rates);
    const double gflop_per_s = 1e-9 * rate.median * steps.flop_per_sample();
    rows.push_back({std::to_string(batch_size), text("%.0f", rate), text("%.1f", gflop_per_s),
                    text("%.0f %%", 100.0 * gflop_per_s / gemm.median)});
  }
  print_table(rows);
}

}  // namespace simgrad::bench
