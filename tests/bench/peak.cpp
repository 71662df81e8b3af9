#include <cmath>

#include <Eigen/Core>

#include "kernels/buffer.hpp"
#include "tests/bench/fma_peak.hpp"
#include "tests/bench/parts.hpp"
#include "tests/bench/rates.hpp"
#include "tests/bench/report.hpp"

namespace simgrad::bench {
namespace {

constexpr int kRepetitions = 7;
constexpr std::int64_t kFmaSteps = 20'000'000;
constexpr int kSize = 1024;  // of the square product

using Matrix = Eigen::Map<Eigen::MatrixXf, Eigen::Aligned64>;

/// Seven of a period of 32 values, different along both axes; products of them are exact.
float entry(int row, int column) {
  return static_cast<float>((row * 7 + column * 13) % 32 - 16) / 16.0F;
}

void check_product(const Matrix& product) {
  for (int k = 0; k < 200; ++k) {
    const int i = (k * 37) % kSize;
    const int j = (k * 101) % kSize;
    double expected = 0.0;
    for (int l = 0; l < kSize; ++l) {
      expected += static_cast<double>(entry(i, l)) * static_cast<double>(entry(l, j));
    }
    const double error = std::abs(static_cast<double>(product(i, j)) - expected);
    check(error <= 1e-4 * (1.0 + std::abs(expected)),
          "Eigen's product is off by " + text("%g", error));
  }
}

}  // namespace

double fma_gflop_per_s(std::int64_t steps) {
  const double begin_s = cpu_clock_s();
  const float sum = fma_chains(steps, 0.5F, 1.0F);
  const double length_s = cpu_clock_s() - begin_s;
  check(std::abs(sum - 192.0F) < 1e-3F, "the chains tend to 2");
  return 192e-9 * static_cast<double>(steps) / length_s;
}

Summary fma_rate() {
  float expected = 0.0F;
  for (int i = 0; i < 96; ++i) {
    float x = static_cast<float>(i);
    for (int step = 0; step < 3; ++step) {
      x = std::fma(x, 0.5F, 1.0F);
    }
    expected += x;
  }
  check(fma_chains(3, 0.5F, 1.0F) == expected, "the chains of multiply-adds");
  std::vector<double> rates;
  for (int i = 0; i < kRepetitions; ++i) {
    rates.push_back(fma_gflop_per_s(kFmaSteps));
  }
  return summary(rates);
}

Summary gemm_rate() {
  Eigen::setCpuCacheSizes(32L << 10U, 1L << 20U, 32L << 20U);  // as the CPU device does
  const std::size_t count = std::size_t{kSize} * kSize;
  FloatBuffer a_numbers(count);
  FloatBuffer b_numbers(count);
  FloatBuffer c_numbers(count);
  Matrix a(a_numbers.data(), kSize, kSize);
  Matrix b(b_numbers.data(), kSize, kSize);
  Matrix c(c_numbers.data(), kSize, kSize);
  for (int column = 0; column < kSize; ++column) {
    for (int row = 0; row < kSize; ++row) {
      a(row, column) = entry(row, column);
      b(row, column) = entry(row, column);
    }
  }
  c.noalias() = a * b;
  check_product(c);
  std::vector<double> rates;
  for (int i = 0; i < kRepetitions; ++i) {
    const double begin_s = cpu_clock_s();
    for (int k = 0; k < 5; ++k) {
      c.noalias() = a * b;
    }
    rates.push_back(5.0 * 2e-9 * std::pow(kSize, 3) / (cpu_clock_s() - begin_s));
  }
  return summary(rates);
}

void peak() {
  print_heading("One core, float32, by processor time: median (minimum to maximum) of 7");
  const Summary fma = fma_rate();
  const Summary gemm = gemm_rate();
  print_table({{"", "GFLOP/s", "of peak"},
               {"multiply-adds in registers", text("%.1f", fma), "100 %"},
               {"Eigen, 1024 x 1024 x 1024", text("%.1f", gemm),
                text("%.0f %%", 100.0 * gemm.median / fma.median)}});
}

}  // namespace simgrad::bench
