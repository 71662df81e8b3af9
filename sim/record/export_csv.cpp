#include <string>

#include "sim/record/export.hpp"
#include "sim/record/json_text.hpp"
#include "sim/record/output_file.hpp"

namespace simgrad {

namespace {

std::string quoted_if_needed(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) {
    return text;
  }
  std::string quoted = "\"";
  for (const char character : text) {
    quoted += character;
    if (character == '"') {
      quoted += '"';
    }
  }
  return quoted + '"';
}

std::string header_line(const TableInfo& table) {
  std::string line;
  for (const ColumnInfo& column : table.columns) {
    line += line.empty() ? "" : ",";
    line += column.name;
    line += column.type == ColumnInfo::Type::kBlob ? "_bytes" : "";
  }
  return line + "\r\n";
}

std::string cell(const Statement& row, int index, ColumnInfo::Type type) {
  switch (type) {
    case ColumnInfo::Type::kInteger:
      return std::to_string(row.integer(index));
    case ColumnInfo::Type::kReal:
      return shortest_number(row.number(index));
    case ColumnInfo::Type::kText:
      return quoted_if_needed(row.text(index));
    case ColumnInfo::Type::kBlob:
      break;
  }
  return std::to_string(row.integer(index));
}

void export_table(const RunReader& reader, std::optional<std::int64_t> run, const TableInfo& table,
                  const std::filesystem::path& path) {
  OutputFile file(path);
  file.write(header_line(table));
  Statement row = reader.rows_without_blobs(table, run);
  while (row.step()) {
    std::string line;
    int index = 0;
    for (const ColumnInfo& column : table.columns) {
      ++index;  // column 0 is the rowid
      line += (index == 1 ? "" : ",") + cell(row, index, column.type);
    }
    file.write(line + "\r\n");
  }
  file.commit();
}

}  // namespace

void export_csv(const RunReader& reader, std::optional<std::int64_t> run,
                const std::filesystem::path& folder) {
  const Transaction snapshot = reader.snapshot();
  reader.runs_or_error(run);
  make_output_folder(folder);
  for (const TableInfo& table : tables()) {
    export_table(reader, run, table, folder / (std::string(table.name) + ".csv"));
  }
}

}  // namespace simgrad
