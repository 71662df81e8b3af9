#pragma once

#include <cstddef>
#include <vector>

namespace simgrad {

/// How much of each column of pixels spans cover; more than 1 where they overlap.
///
/// Cost: constant per span, however long.
class Coverage {
 public:
  explicit Coverage(std::size_t columns);

  /// @param begin, end  in columns, begin ≤ end; what is outside the columns is cut off
  void add(double begin, double end);

  /// One number a column. A span of no length counts a thousandth.
  [[nodiscard]] std::vector<double> shares() const;

 private:
  std::vector<double> partial_;
  std::vector<double> steps_;  // of whole columns: +1 where they begin, −1 where they end
};

}  // namespace simgrad
