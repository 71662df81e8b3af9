#pragma once

#include <string_view>
#include <type_traits>
#include <variant>

#include "sim/record/database.hpp"
#include "sim/record/schema.hpp"

namespace simgrad {

/// Binds a row to a statement made by insert_sql.
template <class Row>
void bind_row(Statement& statement, const Row& row) {
  int parameter = 1;
  statement.bind(parameter, row.rowid);
  for (const Column<Row>& column : Table<Row>::kColumns) {
    ++parameter;
    std::visit(
        [&](auto member) {
          statement.bind(parameter, row.*member);
        },
        column.member);
  }
}

inline void read_cell(const Statement& statement, int column, std::int64_t& value) {
  value = statement.integer(column);
}
inline void read_cell(const Statement& statement, int column, double& value) {
  value = statement.number(column);
}
inline void read_cell(const Statement& statement, int column, std::string& value) {
  value = statement.text(column);
}
inline void read_cell(const Statement& statement, int column, Blob& value) {
  value = statement.blob(column);
}

/// The row on which a statement made by select_sql stands.
template <class Row>
Row read_row(const Statement& statement) {
  Row row;
  int index = 0;
  read_cell(statement, index, row.rowid);
  for (const Column<Row>& column : Table<Row>::kColumns) {
    ++index;
    std::visit(
        [&](auto member) {
          read_cell(statement, index, row.*member);
        },
        column.member);
  }
  return row;
}

}  // namespace simgrad
