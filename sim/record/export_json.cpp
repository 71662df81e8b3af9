#include <string>

#include "sim/record/export.hpp"
#include "sim/record/json_text.hpp"
#include "sim/record/output_file.hpp"

namespace simgrad {

namespace {

/// `"name": value`.
std::string member(const Statement& row, int index, const ColumnInfo& column) {
  const std::string name = column.name;
  switch (column.type) {
    case ColumnInfo::Type::kInteger:
      return json_string(name) + ": " + std::to_string(row.integer(index));
    case ColumnInfo::Type::kReal:
      return json_string(name) + ": " + json_number(row.number(index));
    case ColumnInfo::Type::kText:
      return json_string(name) + ": " + json_string(row.text(index));
    case ColumnInfo::Type::kBlob:
      break;
  }
  return json_string(name + "_bytes") + ": " + std::to_string(row.integer(index));
}

void export_table(const RunReader& reader, std::optional<std::int64_t> run, const TableInfo& table,
                  OutputFile& file) {
  file.write(json_string(table.name) + ": [");
  Statement row = reader.rows_without_blobs(table, run);
  for (bool is_first = true; row.step(); is_first = false) {
    std::string object;
    int index = 0;
    for (const ColumnInfo& column : table.columns) {
      ++index;  // column 0 is the rowid
      object += (index == 1 ? "" : ", ") + member(row, index, column);
    }
    file.write((is_first ? "\n{" : ",\n{") + object + "}");
  }
  file.write("]");
}

}  // namespace

void export_json(const RunReader& reader, std::optional<std::int64_t> run,
                 const std::filesystem::path& path) {
  const Transaction snapshot = reader.snapshot();
  reader.runs_or_error(run);
  OutputFile file(path);
  file.write("{\n");
  bool is_first = true;
  for (const TableInfo& table : tables()) {
    file.write(is_first ? "" : ",\n");
    export_table(reader, run, table, file);
    is_first = false;
  }
  file.write("\n}\n");
  file.commit();
}

}  // namespace simgrad
