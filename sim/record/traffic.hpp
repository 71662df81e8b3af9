#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace simgrad {

/// Bytes per link and bin of time, in bounded memory.
///
/// A transfer of B bytes over [begin, end] gives the bin [l, u) floor(B F(u)) − floor(B F(l))
/// bytes, F(t) = (t − begin) / (end − begin) clamped to [0, 1]: the bins of a transfer sum to
/// exactly B. A transfer of no length falls into the bin that holds its instant.
///
/// All links share one width. It doubles, neighbours merging, until the latest time lies within
/// bins_per_link bins. As bin k of the doubled width has exactly the borders of bins 2k and 2k + 1,
/// the result depends on the transfers and the last width alone, not on when it doubled.
///
/// Memory: 9 bytes a bin, at most 2^18 bins or 16 a link. Cost of a transfer: the bins it touches.
class TrafficBins {
 public:
  /// @param links          how many links there are
  /// @param first_width_s  > 0
  TrafficBins(std::size_t links, double first_width_s);

  /// Throws: BrokenInvariant unless link < links, 0 ≤ begin_s ≤ end_s < ∞ and bytes ≥ 0.
  void add(std::size_t link, double begin_s, double end_s, std::int64_t bytes);

  struct Bin {
    std::size_t link = 0;
    std::size_t index = 0;  ///< covers [index, index + 1) × width_s
    std::int64_t bytes = 0;
  };
  struct Changes {
    double width_s = 0.0;
    std::size_t bins_per_link = 0;
    bool widened = false;  ///< all bins are listed, and none that was taken before is valid
    std::vector<Bin> bins;
  };

  /// The bins that are not zero and changed since the last call, sorted by link and time only if
  /// `widened`.
  Changes take_changes();

  double width_s() const { return width_s_; }
  std::size_t bins_per_link() const { return bins_per_link_; }
  std::int64_t bytes(std::size_t link, std::size_t index) const;

 private:
  void add_to_bin(std::size_t link, std::size_t index, std::int64_t bytes);
  void widen();
  void list_all_as_changed();

  std::size_t links_;
  std::size_t bins_per_link_;
  double width_s_;
  bool widened_ = false;
  std::vector<std::int64_t> bytes_;   // (links, bins_per_link), row-major
  std::vector<char> is_changed_;      // same shape
  std::vector<std::size_t> changed_;  // positions in bytes_
};

}  // namespace simgrad
