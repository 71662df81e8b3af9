#include "sim/report/span_paths.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "kernels/error.hpp"
#include "sim/results/coverage.hpp"

namespace simgrad {
namespace {

constexpr double kWideColumn = 6.0;  // at least

using Shares = std::vector<std::vector<double>>;  // (kinds, columns)

std::string rectangle(double x, double y, double width, double height) {
  return fmt::format("M{} {}h{}v{}h-{}z", pixels(x), pixels(y), pixels(width), pixels(height),
                     pixels(width));
}

Shares shares_of(const std::vector<SpanKind>& kinds, const std::vector<TimelineSpan>& spans,
                 double columns, const Scale& x) {
  std::vector<Coverage> coverages(kinds.size(), Coverage(static_cast<std::size_t>(columns)));
  for (const TimelineSpan& span : spans) {
    SIMGRAD_REQUIRE(span.kind < kinds.size(), "a span is of one of the timeline's kinds");
    if (std::isfinite(span.begin_s) && std::isfinite(span.end_s) && span.begin_s <= span.end_s) {
      coverages[span.kind].add(columns * x.share(span.begin_s), columns * x.share(span.end_s));
    }
  }
  Shares shares;
  for (const Coverage& coverage : coverages) {
    shares.push_back(coverage.shares());
  }
  return shares;
}

/// In which columns a kind is drawn in its lane.
std::vector<char> columns_of(const SpanKind& kind, const Shares& shares, std::size_t index) {
  std::vector<char> is_set(shares[index].size(), 0);
  for (std::size_t column = 0; column < is_set.size(); ++column) {
    const double own = shares[index][column];
    const bool is_largest = std::all_of(shares.begin(), shares.end(), [&](const auto& other) {
      return other[column] <= own + 1e-9;
    });
    is_set[column] = own > 1e-6 && (kind.is_rare || own >= 0.5 || is_largest) ? 1 : 0;
  }
  return is_set;
}

std::string lane_path(const std::vector<char>& is_set, const Plot& row, const Stripe& stripe) {
  std::string commands;
  for (std::size_t begin = 0; begin < is_set.size();) {
    std::size_t end = begin;
    while (end < is_set.size() && is_set[end] != 0) {
      ++end;
    }
    if (end > begin) {
      commands +=
          rectangle(row.left + static_cast<double>(begin), row.top + row.height * stripe.top,
                    static_cast<double>(end - begin), row.height * stripe.height);
    }
    begin = end + 1;
  }
  return commands;
}

/// Where a kind lies within each wide column when kinds are stacked from below; in pixels.
std::vector<Stripe> stacked(const std::vector<SpanKind>& kinds, const Shares& shares,
                            std::size_t index, double height) {
  std::vector<Stripe> stripes;
  for (std::size_t column = 0; column < shares[index].size(); ++column) {
    double below = 0.0;
    double total = 0.0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
      below += i < index ? shares[i][column] : 0.0;
      total += shares[i][column];
    }
    const double scale = height / std::max(1.0, total);
    const double own = shares[index][column];
    const double least = kinds[index].is_rare && own > 1e-6 ? 2.0 : 0.0;
    const double from = std::round(below * scale);
    const double to = std::min(height, std::max(from + least, std::round((below + own) * scale)));
    stripes.push_back({height - to, to - from});
  }
  return stripes;
}

std::string stacked_path(const std::vector<Stripe>& stripes, const Plot& row, double top) {
  std::string commands;
  const double column = row.width / static_cast<double>(stripes.size());
  for (std::size_t begin = 0; begin < stripes.size();) {
    std::size_t end = begin + 1;
    while (end < stripes.size() && stripes[end].top == stripes[begin].top &&
           stripes[end].height == stripes[begin].height) {
      ++end;
    }
    if (stripes[begin].height > 0.0) {
      commands +=
          rectangle(row.left + column * static_cast<double>(begin), top + stripes[begin].top,
                    column * static_cast<double>(end - begin), stripes[begin].height);
    }
    begin = end;
  }
  return commands;
}

}  // namespace

std::vector<std::string> draw_spans(const std::vector<SpanKind>& kinds,
                                    const std::vector<TimelineSpan>& spans, const Plot& row,
                                    const Scale& x) {
  const bool is_dense = static_cast<double>(spans.size()) > row.width / 2.0;
  const double columns = is_dense ? std::floor(row.width / kWideColumn) : row.width;
  const Shares shares = shares_of(kinds, spans, columns, x);
  std::vector<std::string> paths;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (is_dense) {
      const Stripe whole = stripe_of(Lane::kWhole);
      paths.push_back(stacked_path(stacked(kinds, shares, i, std::round(row.height * whole.height)),
                                   row, row.top + row.height * whole.top));
    } else {
      paths.push_back(lane_path(columns_of(kinds[i], shares, i), row, stripe_of(kinds[i].lane)));
    }
  }
  return paths;
}

}  // namespace simgrad
