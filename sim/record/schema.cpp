#include "sim/record/schema.hpp"

namespace simgrad {

namespace {

template <class... Rows>
struct TableList {
  static std::vector<TableInfo> all() { return {table_info<Rows>()...}; }
};

const char* sql_type(ColumnInfo::Type type) {
  switch (type) {
    case ColumnInfo::Type::kInteger:
      return "INTEGER";
    case ColumnInfo::Type::kReal:
      return "REAL";
    case ColumnInfo::Type::kText:
      return "TEXT";
    case ColumnInfo::Type::kBlob:
      break;
  }
  return "BLOB";
}

/// `rowid, "a", "b"`.
std::string column_list(const TableInfo& table) {
  std::string list = "rowid";
  for (const ColumnInfo& column : table.columns) {
    list += std::string(", \"") + column.name + '"';
  }
  return list;
}

}  // namespace

const std::vector<TableInfo>& tables() {
  static const std::vector<TableInfo> all = AllTables<TableList>::all();
  return all;
}

std::string create_sql(const TableInfo& table) {
  std::string sql;
  for (const ColumnInfo& column : table.columns) {
    sql += std::string(sql.empty() ? "" : ", ") + '"' + column.name + "\" " + sql_type(column.type);
  }
  return std::string("CREATE TABLE \"") + table.name + "\"(" + sql + ')';
}

std::string insert_sql(const TableInfo& table) {
  std::string values = "?1";
  for (std::size_t index = 0; index < table.columns.size(); ++index) {
    values += ", ?" + std::to_string(index + 2);
  }
  return std::string("INSERT INTO \"") + table.name + "\"(" + column_list(table) + ") VALUES (" +
         values + ')';
}

std::string select_sql(const TableInfo& table) {
  return "SELECT " + column_list(table) + " FROM \"" + table.name + '"';
}

std::string select_sizes_sql(const TableInfo& table) {
  std::string list = "rowid";
  for (const ColumnInfo& column : table.columns) {
    const std::string name = std::string("\"") + column.name + '"';
    list += ", " + (column.type == ColumnInfo::Type::kBlob ? "length(" + name + ')' : name);
  }
  return "SELECT " + list + " FROM \"" + table.name + '"';
}

}  // namespace simgrad
