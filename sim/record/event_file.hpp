#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

// The format of TensorBoard's files of events: TFRecord framing (tensorflow,
// lib/io/record_writer.h) around protocol buffers (tensorflow, core/util/event.proto and
// framework/summary.proto), encoded by hand: three message types.

namespace simgrad {

struct Scalar {
  std::string tag;
  double value = 0.0;
};

/// CRC-32C (Castagnoli; RFC 3720, appendix B.4): of "123456789" 0xE3069283.
std::uint32_t crc32c(std::string_view bytes);

/// The record that a file begins with: Event{wall_time, file_version "brain.Event:2"}.
///
/// @param wall_s  seconds since 1970, UTC
std::string version_record(double wall_s);

/// Event{wall_time, step, summary{value{tag, simple_value}, …}}. Values are rounded to float32;
/// tags that are not UTF-8 are made so.
std::string scalar_record(double wall_s, std::int64_t step, std::span<const Scalar> scalars);

}  // namespace simgrad
