#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "sim/record/reader.hpp"
#include "sim/record/row_binding.hpp"

namespace simgrad {

/// The rows of one table, run after run: several tables are walked through side by side, each in
/// one query and with one row in memory.
template <class Row>
class RowsByRun {
 public:
  /// @param run       of this run only; none: of all
  /// @param order_by  within a run: names of columns, separated by commas
  RowsByRun(const RunReader& reader, std::optional<std::int64_t> run, std::string_view order_by)
      : statement_(reader.rows(table_info<Row>(), "run, " + std::string(order_by), run)) {
    read_ahead();
  }

  /// The next row of `run`, none if there are no more. Runs are asked for by ascending id.
  std::optional<Row> next(std::int64_t run) {
    while (ahead_ && ahead_->run < run) {
      read_ahead();
    }
    if (!ahead_ || ahead_->run != run) {
      return std::nullopt;
    }
    std::optional<Row> row = std::move(ahead_);
    read_ahead();
    return row;
  }

 private:
  void read_ahead() {
    ahead_.reset();
    if (statement_.step()) {
      ahead_ = read_row<Row>(statement_);
    }
  }

  Statement statement_;
  std::optional<Row> ahead_;
};

}  // namespace simgrad
