#pragma once

#include <memory>

#include "kernels/device.hpp"

namespace simgrad::bench {

/// Fashion-MNIST, or made images of the same shape where its files are not.
std::shared_ptr<const Dataset> images();

/// 784-200-200-10, and the CNN of McMahan et al. 2017.
std::shared_ptr<const Model> bench_mlp();
std::shared_ptr<const Model> bench_cnn();

/// K clients' local epochs at once, all from the same parameters: 60 steps of SGD each, batch 10.
class ClientEpochs {
 public:
  static constexpr std::size_t kSteps = 60;
  static constexpr std::size_t kBatch = 10;
  static constexpr std::size_t kSamples = kSteps * kBatch;

  ClientEpochs(Device& device, std::shared_ptr<const Model> model,
               std::shared_ptr<const Dataset> data);

  /// Seconds from the first submission until every client's losses are there. Each repetition has
  /// orders of samples of its own.
  double run(std::size_t clients, std::uint64_t repetition);

  /// The first, middle and last of `clients` against the CPU device's: how far apart they are, by
  /// how far training went.
  /// Throws: WrongAnswer if they are too far apart or not finite.
  void check_against_cpu(std::size_t clients);

 private:
  [[nodiscard]] LocalTraining work(std::size_t client, std::uint64_t repetition,
                                   const Value& start) const;

  Device& device_;
  std::shared_ptr<const Model> model_;
  std::shared_ptr<const Dataset> data_;
  std::vector<Indices> samples_;  // 600 of each hundredth client
  Value start_;
};

}  // namespace simgrad::bench
