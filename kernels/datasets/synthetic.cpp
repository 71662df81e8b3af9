#include <algorithm>
#include <cmath>
#include <string>

#include "kernels/datasets/dataset.hpp"
#include "kernels/error.hpp"

namespace simgrad {
namespace {

// D features, C classes, K devices.
enum : std::uint64_t { kSizes, kModel, kSamples };  // the streams' names

/// n_k = minimum + floor(exp(log_mean + log_sigma z)), at most the maximum (K).
std::vector<std::size_t> device_sizes(const Arguments& arguments, std::uint64_t seed) {
  const auto minimum = static_cast<double>(arguments.integer("samples_minimum"));
  const auto maximum = static_cast<double>(arguments.integer("samples_maximum"));
  if (minimum > maximum) {
    throw Error("data set synthetic: samples_minimum is " +
                std::to_string(arguments.integer("samples_minimum")) +
                ", expected at most samples_maximum, " +
                std::to_string(arguments.integer("samples_maximum")));
  }
  std::vector<std::size_t> sizes;
  for (std::uint64_t k = 0; k < static_cast<std::uint64_t>(arguments.integer("devices")); ++k) {
    const double z = Stream(seed, Purpose::kDataset, kSizes, k).normal();
    const double extra = std::floor(
        std::exp(arguments.real("samples_log_mean") + arguments.real("samples_log_sigma") * z));
    sizes.push_back(static_cast<std::size_t>(std::min(minimum + extra, maximum)));
  }
  return sizes;
}

/// One device's own distribution of samples.
class Device {
 public:
  Device(const Arguments& arguments, std::uint64_t seed, std::uint64_t k)
      : stream_(seed, Purpose::kDataset, kSamples, k),
        scale_(static_cast<std::size_t>(arguments.integer("features"))),
        centre_(scale_.size()),
        bias_(static_cast<std::size_t>(arguments.integer("classes"))),
        weights_(scale_.size() * bias_.size()),
        logits_(bias_.size()) {
    Stream model(seed, Purpose::kDataset, kModel, k);
    const double u = arguments.real("alpha") * model.normal();
    const double big_b = arguments.real("beta") * model.normal();
    for (std::size_t j = 0; j < scale_.size(); ++j) {
      scale_[j] = std::pow(static_cast<double>(j + 1), -0.6);
      centre_[j] = big_b + model.normal();
    }
    for (double& weight : weights_) {
      weight = u + model.normal();
    }
    for (double& bias : bias_) {
      bias = u + model.normal();
    }
  }

  void draw(float* row, std::int32_t& label) {
    logits_ = bias_;
    for (std::size_t j = 0; j < scale_.size(); ++j) {
      row[j] = static_cast<float>(centre_[j] + scale_[j] * stream_.normal());
      for (std::size_t c = 0; c < logits_.size(); ++c) {
        logits_[c] += static_cast<double>(row[j]) * weights_[j * logits_.size() + c];
      }
    }
    const auto largest = std::max_element(logits_.begin(), logits_.end());
    label = static_cast<std::int32_t>(largest - logits_.begin());
  }

 private:
  Stream stream_;
  std::vector<double> scale_;    // j^(-0.6) (D)
  std::vector<double> centre_;   // v_k (D)
  std::vector<double> bias_;     // b_k (C)
  std::vector<double> weights_;  // W_k (D, C)
  std::vector<double> logits_;   // (C)
};

std::size_t train_count(std::size_t count, double test_fraction) {
  const double train = std::floor((1.0 - test_fraction) * static_cast<double>(count));
  return std::clamp(static_cast<std::size_t>(train), std::size_t{1}, count - 1);
}

/// Synthetic(alpha, beta): every device k has its own linear model and its own inputs,
///   u_k ~ N(0, alpha²),  W_k ~ N(u_k, 1) (D, C),  b_k ~ N(u_k, 1) (C),
///   B_k ~ N(0, beta²),   v_k ~ N(B_k, 1) (D),     x ~ N(v_k, Σ),  Σ_jj = j^(−1.2),
///   y = argmax softmax(x W_k + b_k),              n_k = 50 + floor(lognormal(4, 2)).
///
/// alpha and beta are standard deviations, as in the authors' generate_synthetic.py; the paper's
/// N(0, alpha) leaves it open (the two agree at 0 and 1). u_k shifts all C logits of a sample
/// alike, so alpha changes no label, in the authors' code as here: what differs between devices
/// at any alpha is W_k, b_k and v_k.
///
/// Source: Li et al. 2020, FedProx, section 5.1 and its code (arXiv:1812.06127).
/// Differs from the code: n_k has a maximum; labels are those of the inputs rounded to float32.
/// Cost: 2 N D C flop and N D normal draws.
/// Throws: Error if samples_minimum > samples_maximum, or the samples are too many.
Dataset make(const Arguments& arguments, std::uint64_t seed) {
  const auto sizes = device_sizes(arguments, seed);
  const double test_fraction = arguments.real("test_fraction");
  std::size_t train = 0;
  std::size_t test = 0;
  for (const std::size_t size : sizes) {
    train += train_count(size, test_fraction);
    test += size - train_count(size, test_fraction);
  }
  Dataset data;
  data.features = static_cast<std::size_t>(arguments.integer("features"));
  data.classes = static_cast<std::size_t>(arguments.integer("classes"));
  data.train = make_samples(train, data.features);
  data.test = make_samples(test, data.features);
  std::size_t next_test = 0;
  for (std::size_t k = 0; k < sizes.size(); ++k) {
    Device device(arguments, seed, k);
    const std::size_t mine = train_count(sizes[k], test_fraction);
    for (std::size_t i = 0; i < mine; ++i) {
      const std::size_t at = data.groups.size();
      device.draw(data.train.row(at), data.train.labels[at]);
      data.groups.push_back(static_cast<std::uint32_t>(k));
    }
    for (std::size_t i = mine; i < sizes[k]; ++i, ++next_test) {
      device.draw(data.test.row(next_test), data.test.labels[next_test]);
    }
  }
  return data;
}

}  // namespace

extern const DatasetInfo synthetic_info;
const DatasetInfo synthetic_info{
    {DatasetInfo::kFamily,
     "synthetic",
     "Synthetic(alpha, beta): each device its own linear model, inputs and number of samples",
     "Li et al. 2020, FedProx (arXiv:1812.06127)",
     {
         {"alpha", Type::kReal, "standard deviation of the devices' models (changes no label)",
          "1.0", Range{0.0, 1000.0}},
         {"beta", Type::kReal, "standard deviation of the devices' input means", "1.0",
          Range{0.0, 1000.0}},
         {"devices", Type::kInteger, "devices; partition `natural` needs as many nodes", "30",
          Range{1, 100'000}},
         {"features", Type::kInteger, "dimensions", "60", Range{1, 10'000}},
         {"classes", Type::kInteger, "classes", "10", Range{2, 1000}},
         {"samples_minimum", Type::kInteger, "samples that every device has", "50",
          Range{2, 10'000'000}},
         {"samples_log_mean", Type::kReal, "lognormal number on top: mean of its logarithm", "4.0",
          Range{-10.0, 20.0}},
         {"samples_log_sigma", Type::kReal, "standard deviation of that logarithm", "2.0",
          Range{0.0, 10.0}},
         {"samples_maximum", Type::kInteger, "samples that no device exceeds", "10000",
          Range{2, 10'000'000}},
         {"test_fraction", Type::kReal, "part of each device's samples that is for testing", "0.1",
          Range{0.0, 1.0, true, true}},
     }},
    make};

}  // namespace simgrad
