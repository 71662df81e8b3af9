#include "sim/record/natural_order.hpp"

#include <algorithm>
#include <cstddef>

namespace simgrad {

namespace {

bool starts_with_digit(std::string_view text) {
  return !text.empty() && text.front() >= '0' && text.front() <= '9';
}

/// Cuts the number at the start of `text` off, and returns it without its leading zeros.
std::string_view take_number(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::string_view digits = text.substr(0, end);
  text.remove_prefix(end);
  return digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
}

}  // namespace

bool natural_less(std::string_view a, std::string_view b) {
  std::string_view left = a;
  std::string_view right = b;
  while (!left.empty() && !right.empty()) {
    if (starts_with_digit(left) && starts_with_digit(right)) {
      const std::string_view left_number = take_number(left);
      const std::string_view right_number = take_number(right);
      if (left_number.size() != right_number.size()) {
        return left_number.size() < right_number.size();
      }
      if (left_number != right_number) {
        return left_number < right_number;
      }
    } else if (left.front() != right.front()) {
      return left < right;
    } else {
      left.remove_prefix(1);
      right.remove_prefix(1);
    }
  }
  return left.empty() && right.empty() ? a < b : left.empty();
}

}  // namespace simgrad
