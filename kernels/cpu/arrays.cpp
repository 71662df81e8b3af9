#include "kernels/cpu/arrays.hpp"

#include <algorithm>
#include <array>

#include "kernels/cpu/value_state.hpp"

namespace simgrad::cpu {
namespace {

constexpr std::size_t kBlock = 1024;  // sums that stay in the cache

using Term = LinearCombination::Term;

/// Sums that begin with the first term, not with zero: −0 stays −0.
void combine_block(std::span<const Term> terms, std::size_t begin, std::span<float> out) {
  std::array<double, kBlock> sum{};
  const float* first = data(terms.front().value) + terms.front().offset + begin;
  for (std::size_t i = 0; i < out.size(); ++i) {
    sum[i] = terms.front().factor * static_cast<double>(first[i]);
  }
  for (const Term& term : terms.subspan(1)) {
    const float* numbers = data(term.value) + term.offset + begin;
    for (std::size_t i = 0; i < out.size(); ++i) {
      sum[i] += term.factor * static_cast<double>(numbers[i]);
    }
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = static_cast<float>(sum[i]);
  }
}

void round_to_int8(std::span<const float> numbers, std::span<float> out) {
  float largest = 0.0F;
  for (const float x : numbers) {
    largest = larger_magnitude(largest, x);
  }
  const float scale = int8_scale(largest);
  std::transform(numbers.begin(), numbers.end(), out.begin(), [scale](float x) {
    return simgrad::round_to_int8(x, scale);
  });
}

}  // namespace

void combine(const LinearCombination& work, std::span<float> out) {
  for (std::size_t begin = 0; begin < out.size(); begin += kBlock) {
    combine_block(work.terms, begin, out.subspan(begin, std::min(kBlock, out.size() - begin)));
  }
}

void concatenate(const Concatenation& work, std::span<float> out) {
  float* place = out.data();
  for (const ArraySlice& slice : work.slices) {
    place = std::copy_n(data(slice.value) + slice.offset, slice.count, place);
  }
}

void round(const Rounding& work, std::span<float> out) {
  const std::span<const float> numbers(data(work.source), out.size());
  switch (work.format) {
    case WireFormat::kFloat32:
      std::copy(numbers.begin(), numbers.end(), out.begin());
      break;
    case WireFormat::kBfloat16:
      std::transform(numbers.begin(), numbers.end(), out.begin(), round_to_bfloat16);
      break;
    case WireFormat::kInt8:
      round_to_int8(numbers, out);
      break;
  }
}

}  // namespace simgrad::cpu
