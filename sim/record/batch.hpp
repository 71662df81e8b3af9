#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "sim/record/schema.hpp"
#include "sim/record/traffic.hpp"

namespace simgrad {

template <class... Rows>
struct RowLists {
  std::tuple<std::vector<Rows>...> lists;
};

/// What one transaction writes. Rows carry their run and rowid; traffic comes as changed bins.
struct Batch {
  AllTables<RowLists> rows;
  std::size_t row_count = 0;
  std::int64_t delete_spans_off_stride = 1;  ///< > 1: of those written by earlier batches
  TrafficBins::Changes traffic;
  std::shared_ptr<const std::vector<std::string>> link_names;  ///< set if there is traffic
  double simulated_s = 0.0;                                    ///< the latest time that a row named
  double wall_s = 0.0;

  /// The rows of one table.
  template <class Row>
  std::vector<Row>& list() {
    return std::get<std::vector<Row>>(rows.lists);
  }
};

}  // namespace simgrad
