#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include <catch2/catch.hpp>

#include "kernels/device.hpp"
#include "tests/kernels/datasets/made.hpp"
#include "tests/kernels/models/made_model.hpp"

using namespace simgrad;

namespace {

constexpr std::size_t kSteps = 10;
constexpr std::size_t kBatch = 10;

/// The numbers of a file in tests/golden, whose header explains them, by "OPTIMIZER QUANTITY STEP".
std::map<std::string, double> golden_numbers(const std::string& name) {
  std::ifstream file("tests/golden/" + name);
  std::map<std::string, double> numbers;
  std::string line;
  while (std::getline(file, line)) {
    std::istringstream fields(line);
    std::string optimizer;
    std::string quantity;
    std::string step;
    double value = 0.0;
    if (!line.starts_with('#') && fields >> optimizer >> quantity >> step >> value) {
      numbers[optimizer + " " + quantity + " " + step] = value;
    }
  }
  return numbers;
}

/// The file's closed formula: tensor j, element i.
FloatBuffer golden_parameters(const Model& model) {
  FloatBuffer parameters(model.padded_count());
  for (std::size_t j = 0; j < model.slices().size(); ++j) {
    const ParameterSlice& slice = model.slices()[j];
    for (std::size_t i = 0; i < slice.count; ++i) {
      const double x =
          static_cast<double>(i + 1) * 0.6180339887498949 + 0.1 * static_cast<double>(j);
      const double bound = 2.0 / std::sqrt(static_cast<double>(slice.fan_in));
      parameters[slice.offset + i] = static_cast<float>((x - std::floor(x) - 0.5) * bound);
    }
  }
  return parameters;
}

Indices batch(std::size_t step) {
  std::vector<std::uint32_t> samples;
  for (std::size_t i = step * kBatch; i < (step + 1) * kBatch; ++i) {
    samples.push_back(static_cast<std::uint32_t>(i));
  }
  return std::make_shared<const std::vector<std::uint32_t>>(samples);
}

/// A model at its file's initial parameters, and the file's numbers to hold against.
struct Golden {
  Golden(const std::string& file, std::shared_ptr<const Model> of)
      : numbers(golden_numbers(file)), model(std::move(of)) {
    parameters = device->upload(golden_parameters(*model));
    REQUIRE(numbers.size() == 42);
  }

  /// Relative, as the file's header argues.
  void check(const std::string& key, double value) const {
    INFO(key);
    CHECK(value == Approx(numbers.at(key)).epsilon(1e-5));
  }

  void check_end(const std::string& optimizer, std::size_t step, const Value& state) const {
    const std::string end = " " + std::to_string(step);
    const Statistics test = device->statistics(device->submit(Evaluation{model, data, state}));
    CHECK(test.samples == 1000);
    check(optimizer + " test_loss" + end, test.mean_loss());
    check(optimizer + " test_accuracy" + end, test.accuracy());
    double squares = 0.0;
    const auto floats = device->read(state);
    for (std::size_t i = 0; i < model->padded_count(); ++i) {
      squares += static_cast<double>(floats[i]) * static_cast<double>(floats[i]);
    }
    check(optimizer + " parameter_norm" + end, std::sqrt(squares));
  }

  /// Ten gradients and optimizer steps.
  void check_steps(const std::string& optimizer, const UpdateRule& rule) const {
    FloatBuffer start = golden_parameters(*model);
    start.resize((1 + slots(rule)) * start.size());
    Value state = device->upload(start);
    for (std::size_t step = 0; step < kSteps; ++step) {
      const Value gradient = device->submit(Gradient{model, data, batch(step), state});
      check(optimizer + " loss " + std::to_string(step), device->statistics(gradient).mean_loss());
      state =
          device->submit(OptimizerStep{rule, static_cast<std::int64_t>(step) + 1, state, gradient});
    }
    check_end(optimizer, kSteps, state);
  }

  std::map<std::string, double> numbers;
  std::shared_ptr<const Model> model;
  std::shared_ptr<const Dataset> data = std::make_shared<Dataset>(test::made(
      "fashion_mnist",
      {{"train_samples", test::integer(kSteps* kBatch)}, {"test_samples", test::integer(1000)}}));
  std::unique_ptr<Device> device = make_cpu_device({.threads = 1});
  Value parameters;
};

using Integers = std::vector<std::int64_t>;

std::vector<Golden> every_golden() {
  std::vector<Golden> all;
  all.emplace_back("mlp_ten_steps.txt",
                   test::made_model("mlp", 784, 10, {{"hidden", Argument(Integers{200, 200})}}));
  all.emplace_back("cnn_ten_steps.txt", test::made_model("cnn", {1, 28, 28}, 10,
                                                         {{"channels", Argument(Integers{4, 8})},
                                                          {"hidden", Argument(Integers{32})},
                                                          {"kernel", test::integer(5)}}));
  return all;
}

bool skipped() {
  if (std::filesystem::is_directory("/usr/share/datasets/fashion-mnist")) {
    return false;
  }
  WARN("SKIPPED: the package dataset-fashion-mnist is not installed");
  return true;
}

}  // namespace

TEST_CASE("golden: PyTorch's loss, accuracy and norm before any step") {
  if (skipped()) {
    return;
  }
  for (const Golden& golden : every_golden()) {
    golden.check_end("initial", 0, golden.parameters);
  }
}

TEST_CASE("golden: PyTorch's ten steps of SGD, with momentum and decay, and of AdamW") {
  if (skipped()) {
    return;
  }
  for (const Golden& golden : every_golden()) {
    golden.check_steps("sgd", SgdRule{.learning_rate = 0.1F});
    golden.check_steps("sgd_momentum",
                       SgdRule{.learning_rate = 0.1F, .momentum = 0.9F, .weight_decay = 1e-4F});
    golden.check_steps("adam_w", AdamWRule{.learning_rate = 1e-3F,
                                           .beta1 = 0.9F,
                                           .beta2 = 0.999F,
                                           .epsilon = 1e-8F,
                                           .weight_decay = 0.01F});
  }
}

TEST_CASE("golden: PyTorch's ten steps of SGD, by local training of one batch at a time") {
  if (skipped()) {
    return;
  }
  for (const Golden& golden : every_golden()) {
    LocalTraining work;
    work.model = golden.model;
    work.data = golden.data;
    work.parameters = golden.parameters;
    work.optimizer = SgdRule{.learning_rate = 0.1F};
    for (std::size_t step = 0; step < kSteps; ++step) {
      work.samples = batch(step);
      const Value trained = golden.device->submit(work);
      golden.check("sgd loss " + std::to_string(step),
                   golden.device->statistics(trained).mean_loss());
      work.parameters = trained;
    }
    golden.check_end("sgd", kSteps, work.parameters);
  }
}
