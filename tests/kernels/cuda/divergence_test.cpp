#include "tests/kernels/cuda/two_devices.hpp"

/// Numbers that are not finite belong to the experiment: they are shown, and stay where they are.

using namespace simgrad;
using namespace simgrad::test;

namespace {

const Task& task() {
  static const Task made(network_of({50, 67, 33, 11}), 100, 300);
  return made;
}

}  // namespace

TEST_CASE("cuda: parameters that are not finite give a loss that is not", "[small]") {
  const auto device = cuda_device();
  const Model& model = *task().model;
  for (const float bad : {NAN, INFINITY}) {
    Task spoilt = task();
    spoilt.start[std::get<DenseLayer>(model.layers().back()).bias_offset] = bad;
    for (const MakeWork& make : {spoilt.gradient(every_sample(*task().data)), spoilt.evaluation(),
                                 spoilt.training(kPlain, range(0, 30), 1, 10)}) {
      const Statistics statistics = device->statistics(device->submit(make(*device)));
      CHECK(std::isnan(statistics.mean_loss()));
      CHECK(statistics.correct == 0);
    }
  }
}

TEST_CASE("cuda: a learning rate of 1e6 ends, is seen, and leaves its neighbours' bits",
          "[small]") {
  const SgdRule wild{.learning_rate = 1e6F};
  std::vector<MakeWork> calm;
  std::vector<MakeWork> mixed;
  for (std::uint32_t node = 0; node < 20; ++node) {
    calm.push_back(task().training(kPlain, range(node, 60), 3, 10, node));
    mixed.push_back(calm.back());
    mixed.push_back(task().training(wild, range(node, 60), 3, 10, node));
    mixed.push_back(task().training(SgdRule{1e6F, 0.9F, 0.0F}, range(node, 60), 3, 10, node));
  }
  const std::vector<Result> expected = results(*cuda_device(), calm);
  const std::vector<Result> beside = results(*cuda_device(), mixed);
  for (std::size_t node = 0; node < expected.size(); ++node) {
    CHECK(same_bits(beside[3 * node], expected[node]));
    for (const std::size_t k : {3 * node + 1, 3 * node + 2}) {
      const double loss = beside[k].statistics.mean_loss();
      CHECK((!std::isfinite(loss) || loss > 1e4));
      CHECK(beside[k].statistics.samples == 180);
    }
  }
}

TEST_CASE("cuda: a diverged node beside others of its level leaves their bits", "[small]") {
  // The same rule and shape: one level. Only the start differs.
  std::vector<MakeWork> works;
  for (std::uint32_t node = 0; node < 16; ++node) {
    works.push_back(task().training(kPlain, range(node, 60), 2, 10, node));
  }
  const std::vector<Result> expected = results(*cuda_device(), works);
  Task spoilt = task();
  std::fill(spoilt.start.begin(), spoilt.start.end(), NAN);
  works[5] = spoilt.training(kPlain, range(5, 60), 2, 10, 5);
  const std::vector<Result> beside = results(*cuda_device(), works);
  for (std::size_t node = 0; node < works.size(); ++node) {
    CHECK(same_bits(beside[node], expected[node]) == (node != 5));
  }
  CHECK(std::isnan(beside[5].statistics.mean_loss()));
}

TEST_CASE("cuda: the mean of updates of which one is not finite is not", "[small]") {
  const auto device = cuda_device();
  const Value good = device->upload(std::vector<float>(32, 1.0F));
  const Value bad = device->upload(std::vector<float>(32, INFINITY));
  const auto mean = device->read(
      device->submit(Aggregation{weighted_mean(), {good, bad, good}, {1.0, 1.0, 1.0}}));
  CHECK(std::none_of(mean.begin(), mean.end(), [](float x) {
    return std::isfinite(x);
  }));
}
