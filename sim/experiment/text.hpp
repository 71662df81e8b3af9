#pragma once

#include <string>

/// How numbers are shown to people.
namespace simgrad {

/// "85 ms", "12.3 s", "4 min 10 s", "2 h 05 min", "3 d 04 h".
std::string duration_text(double seconds);

/// "812 B", "1.6 GB": decimal units.
std::string bytes_text(double bytes);

/// "12 Gflop/s": decimal units before `unit`.
std::string quantity_text(double value, const std::string& unit);

}  // namespace simgrad
