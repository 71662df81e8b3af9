#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

/// Storage whose alignment decides bits: every array of floats that a product or a sum starts at
/// is aligned to 64 bytes, and every slice of parameters is padded to a multiple of that.
namespace simgrad {

inline constexpr std::size_t kAlignment = 64;  // bytes
inline constexpr std::size_t kAlignedFloats = kAlignment / sizeof(float);

/// The smallest multiple of kAlignedFloats that is at least `count`.
constexpr std::size_t padded(std::size_t count) {
  return (count + kAlignedFloats - 1) / kAlignedFloats * kAlignedFloats;
}

template <class T>
struct AlignedAllocator {
  using value_type = T;
  AlignedAllocator() = default;
  template <class U>
  AlignedAllocator(const AlignedAllocator<U>& /*other*/) {}  // NOLINT(google-explicit-constructor)
  T* allocate(std::size_t count) {
    return static_cast<T*>(::operator new (count * sizeof(T), std::align_val_t{kAlignment}));
  }
  void deallocate(T* pointer, std::size_t /*count*/) {
    ::operator delete (pointer, std::align_val_t{kAlignment});
  }
  bool operator==(const AlignedAllocator& /*other*/) const { return true; }
};

using FloatBuffer = std::vector<float, AlignedAllocator<float>>;

}  // namespace simgrad
