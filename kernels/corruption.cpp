#include "kernels/corruption.hpp"

namespace simgrad {

void corrupt(const Corruption& work, std::span<float> numbers) {
  Stream noise = work.noise;
  if (work.factor != 1.0 || work.sigma != 0.0) {
    for (const ParameterSlice& slice : work.model->slices()) {
      for (float& x : numbers.subspan(slice.offset, slice.count)) {
        const double error = work.sigma == 0.0 ? 0.0 : work.sigma * noise.normal();
        x = static_cast<float>(work.factor * static_cast<double>(x) + error);
      }
    }
  }
  for (const BitFlip& flip : work.flips) {
    numbers[flip.offset] = with_flipped_bit(numbers[flip.offset], flip.bit);
  }
}

}  // namespace simgrad
