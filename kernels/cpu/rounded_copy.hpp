#pragma once

#include <algorithm>

#include "kernels/buffer.hpp"
#include "kernels/models/model.hpp"
#include "kernels/numerics.hpp"

namespace simgrad::cpu {

/// An operand of a product as a precision wants it: itself in float32, else a rounded copy.
class RoundedCopy {
 public:
  /// @param count  the most floats that an operand has
  RoundedCopy(Precision precision, std::size_t count)
      : precision_(precision), copy_(precision == Precision::kFloat32 ? 0 : count) {}

  /// Good until the next call. A copy starts at 64 bytes.
  const float* of(const float* operand, std::size_t count) {
    switch (precision_) {
      case Precision::kFloat32:
        return operand;
      case Precision::kTf32:
        std::transform(operand, operand + count, copy_.begin(), round_to_tf32);
        break;
      case Precision::kBfloat16:
        std::transform(operand, operand + count, copy_.begin(), round_to_bfloat16);
        break;
    }
    return copy_.data();
  }

 private:
  Precision precision_;
  FloatBuffer copy_;
};

}  // namespace simgrad::cpu
