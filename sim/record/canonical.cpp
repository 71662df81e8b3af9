#include "sim/record/canonical.hpp"

#include <cstdint>

#include "sim/record/fnv_hash.hpp"
#include "sim/record/json_text.hpp"

namespace simgrad {

namespace {

/// Its bytes as text.
std::string_view text_of(const Blob& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string cell(const Statement& row, int index, ColumnInfo::Type type) {
  switch (type) {
    case ColumnInfo::Type::kInteger:
      return std::to_string(row.integer(index));
    case ColumnInfo::Type::kReal:
      return shortest_number(row.number(index));
    case ColumnInfo::Type::kText:
      return json_string(row.text(index));
    case ColumnInfo::Type::kBlob:
      break;
  }
  const Blob bytes = row.blob(index);
  return std::to_string(bytes.size()) + " bytes, hash " + std::to_string(fnv_hash(text_of(bytes)));
}

/// The columns that repeat, behind tabs.
std::string line(const Statement& row, const TableInfo& table) {
  std::string text;
  int index = 0;
  for (const ColumnInfo& column : table.columns) {
    ++index;  // column 0 is the rowid
    if (column.repeats == Repeats::kYes) {
      text += '\t' + cell(row, index, column.type);
    }
  }
  return text + '\n';
}

std::string sort_key(const TableInfo& table) {
  std::string key;
  for (const ColumnInfo& column : table.columns) {
    if (column.repeats == Repeats::kYes) {
      key += std::string(key.empty() ? "" : ", ") + '"' + column.name + '"';
    }
  }
  return key;
}

}  // namespace

std::string canonical_tables(const RunReader& reader) {
  const Transaction snapshot = reader.snapshot();
  std::string text;
  for (const TableInfo& table : tables()) {
    text += std::string(table.name) + ": " + sort_key(table) + '\n';
    Statement row = reader.rows(table, sort_key(table));
    while (row.step()) {
      text += line(row, table);
    }
  }
  return text;
}

}  // namespace simgrad
