#include "kernels/models/ranges.hpp"

#include <algorithm>

namespace simgrad {
namespace {

/// Where a tensor's floats end, its padding with them: where the next begins.
std::size_t padded_end(const Model& model, std::size_t tensor) {
  const auto& slices = model.slices();
  return tensor + 1 < slices.size() ? slices[tensor + 1].offset : model.padded_count();
}

/// Floats of `slice` that lie before `end`.
std::size_t parameters_before(const ParameterSlice& slice, std::size_t end) {
  return std::min(std::max(end, slice.offset) - slice.offset, slice.count);
}

/// Where in the padded array parameter number `parameter`, counted from `begin` on, lies; the end
/// of the range past its last.
std::size_t place_of(const Model& model, const ParameterRange& range, std::size_t parameter) {
  std::size_t left = parameter;
  for (const ParameterSlice& slice : model.slices()) {
    const std::size_t skipped = parameters_before(slice, range.offset);
    if (left < slice.count - skipped) {
      return std::min(slice.offset + skipped + left, range.offset + range.count);
    }
    left -= slice.count - skipped;
  }
  return range.offset + range.count;
}

/// Tensors [begin, end).
ParameterRange tensors(const Model& model, std::size_t begin, std::size_t end) {
  ParameterRange range{model.slices()[begin].offset, 0, 0};
  range.count = padded_end(model, end - 1) - range.offset;
  for (std::size_t i = begin; i < end; ++i) {
    range.parameters += model.slices()[i].count;
  }
  return range;
}

}  // namespace

ParameterRange whole_range(const Model& model) {
  return {0, model.padded_count(), model.parameter_count()};
}

std::vector<ParameterRange> even_ranges(const Model& model, std::size_t n) {
  return even_ranges(model, whole_range(model), n);
}

std::vector<ParameterRange> even_ranges(const Model& model, const ParameterRange& range,
                                        std::size_t n) {
  SIMGRAD_REQUIRE(n > 0, "parameters are cut into one range at least");
  std::vector<ParameterRange> ranges;
  ranges.reserve(n);
  std::size_t offset = range.offset;
  for (std::size_t c = 0; c < n; ++c) {
    const std::size_t first = c * range.parameters / n;
    const std::size_t last = (c + 1) * range.parameters / n;
    const std::size_t end = place_of(model, range, last);
    ranges.push_back({offset, end - offset, last - first});
    offset = end;
  }
  return ranges;
}

std::vector<ParameterRange> tensor_ranges(const Model& model, std::size_t k) {
  SIMGRAD_REQUIRE(k > 0, "parameters are cut into one range at least");
  std::vector<ParameterRange> ranges;
  std::size_t begin = 0;
  std::size_t filled = 0;
  for (std::size_t i = 0; i < model.slices().size(); ++i) {
    filled += model.slices()[i].count;
    const std::size_t share = (ranges.size() + 1) * model.parameter_count();
    if (filled * k >= share) {
      ranges.push_back(tensors(model, begin, i + 1));
      begin = i + 1;
    }
  }
  return ranges;
}

std::vector<ParameterRange> buckets(const Model& model, double bucket_parameters) {
  std::vector<ParameterRange> ranges;
  std::size_t end = model.slices().size();
  std::size_t held = 0;
  for (std::size_t i = end; i-- > 0;) {
    held += model.slices()[i].count;
    if (static_cast<double>(held) >= bucket_parameters || i == 0) {
      ranges.push_back(tensors(model, i, end));
      end = i;
      held = 0;
    }
  }
  return ranges;
}

}  // namespace simgrad
