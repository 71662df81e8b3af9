#include "tests/bench/client_epochs.hpp"

#include <cmath>
#include <set>

#include "tests/bench/measure.hpp"
#include "tests/bench/scenario.hpp"
#include "tests/support/arguments.hpp"
#include "tests/support/works.hpp"

namespace simgrad::bench {
namespace {

constexpr SgdRule kRule{.learning_rate = 0.05F};
constexpr std::size_t kShares = 100;
// Sums in another order, and now and then a ReLU on the other side of 0.
constexpr double kNear = 5e-3;

Dataset made_images() {
  const DatasetInfo& blobs = *find_component(datasets(), "gaussian_blobs");
  return blobs.make(test::arguments_for(blobs, {{"features", test::integer(784)},
                                                {"samples", test::integer(60'000)},
                                                {"test_samples", test::integer(10'000)},
                                                {"separation", test::real(0.1)},
                                                {"spread", test::real(0.5)}}),
                    1);
}

/// ‖a − b‖ / ‖b − start‖.
double relative_distance(const std::vector<float>& a, const std::vector<float>& b,
                         const std::vector<float>& start) {
  double apart = 0.0;
  double length = 0.0;
  for (std::size_t i = 0; i < b.size(); ++i) {
    apart += std::pow(static_cast<double>(a[i]) - static_cast<double>(b[i]), 2);
    length += std::pow(static_cast<double>(b[i]) - static_cast<double>(start[i]), 2);
  }
  return std::sqrt(apart / length);
}

}  // namespace

std::shared_ptr<const Dataset> images() {
  const std::filesystem::path folder = fashion_mnist_folder();
  if (!std::filesystem::exists(folder)) {
    Dataset made = made_images();
    made.image = {1, 28, 28};
    return std::make_shared<const Dataset>(std::move(made));
  }
  const DatasetInfo& info = *find_component(datasets(), "fashion_mnist");
  return std::make_shared<const Dataset>(
      info.make(test::arguments_for(info, {{"path", test::text(folder.string())}}), 1));
}

std::shared_ptr<const Model> bench_mlp() {
  auto model = std::make_shared<Model>(ImageShape{1, 28, 28}, 10);
  model->add_dense(200, true);
  model->add_dense(200, true);
  model->add_dense(10, false);
  return model;
}

std::shared_ptr<const Model> bench_cnn() {
  auto model = std::make_shared<Model>(ImageShape{1, 28, 28}, 10);
  for (const std::size_t channels : {32U, 64U}) {
    model->add_convolution(channels, 5, 2, true);
    model->add_max_pool();
  }
  model->add_dense(512, true);
  model->add_dense(10, false);
  return model;
}

ClientEpochs::ClientEpochs(Device& device, std::shared_ptr<const Model> model,
                           std::shared_ptr<const Dataset> data)
    : device_(device), model_(std::move(model)), data_(std::move(data)) {
  samples_.reserve(kShares);
  for (std::uint32_t share = 0; share < kShares; ++share) {
    samples_.push_back(test::range(share * kSamples, kSamples));
  }
  start_ = device.submit(InitialState{model_, 0, Stream(1, Purpose::kInitialParameters)});
  device.read(start_);
}

LocalTraining ClientEpochs::work(std::size_t client, std::uint64_t repetition,
                                 const Value& start) const {
  return {model_,
          data_,
          samples_[client % kShares],
          start,
          kRule,
          1,
          kBatch,
          Stream(repetition, Purpose::kBatches, client)};
}

double ClientEpochs::run(std::size_t clients, std::uint64_t repetition) {
  std::vector<Value> trained;
  trained.reserve(clients);
  const double begin_s = wall_clock_s();
  for (std::size_t client = 0; client < clients; ++client) {
    trained.push_back(device_.submit(work(client, repetition, start_)));
  }
  device_.throttle();
  for (const Value& value : trained) {
    device_.statistics(value);
  }
  return wall_clock_s() - begin_s;
}

void ClientEpochs::check_against_cpu(std::size_t clients) {
  std::vector<Value> trained;
  trained.reserve(clients);
  for (std::size_t client = 0; client < clients; ++client) {
    trained.push_back(device_.submit(work(client, 0, start_)));
  }
  const auto cpu = make_cpu_device({});
  const std::vector<float> start = device_.read(start_);
  const Value cpu_start = cpu->upload(start);
  for (const std::size_t client : std::set<std::size_t>{0, clients / 2, clients - 1}) {
    const Value expected = cpu->submit(work(client, 0, cpu_start));
    const double apart =
        relative_distance(device_.read(trained[client]), cpu->read(expected), start);
    check(apart <= kNear, "client " + std::to_string(client) + " of " + std::to_string(clients) +
                              ": parameters " + std::to_string(apart) + " from the CPU's");
    const double loss = device_.statistics(trained[client]).mean_loss();
    const double cpu_loss = cpu->statistics(expected).mean_loss();
    check(std::abs(loss - cpu_loss) <= kNear * cpu_loss,
          "client " + std::to_string(client) + ": mean loss " + std::to_string(loss) +
              ", on the CPU " + std::to_string(cpu_loss));
  }
}

}  // namespace simgrad::bench
