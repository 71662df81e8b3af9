#pragma once

#include <span>

#include "kernels/work.hpp"

/// Works on arrays as such, whatever model they belong to. @param out  floats(work) floats,
/// overwritten.
namespace simgrad::cpu {

void combine(const LinearCombination& work, std::span<float> out);

void concatenate(const Concatenation& work, std::span<float> out);

void round(const Rounding& work, std::span<float> out);

}  // namespace simgrad::cpu
