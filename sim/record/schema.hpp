#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "sim/record/rows.hpp"

// To add a column: a member in rows.hpp, a line in the table below. CREATE TABLE, INSERT, the
// reader, the exports and the canonical dump follow. Raise kSchemaVersion.

namespace simgrad {

inline constexpr int kSchemaVersion = 3;              ///< PRAGMA user_version
inline constexpr int kApplicationId = 0x73'67'72'64;  ///< PRAGMA application_id: "sgrd"

/// Whether the same scenario, seed and device give the same value again.
enum class Repeats { kYes, kNo };

template <class Row>
struct Column {
  const char* name;
  std::variant<std::int64_t Row::*, double Row::*, std::string Row::*, Blob Row::*> member;
  Repeats repeats = Repeats::kYes;
};

/// A table's name, the name of its column that holds the run's id, and its columns.
template <class Row>
struct Table;

template <>
struct Table<RunRow> {
  static constexpr const char* kName = "run";
  static constexpr auto kColumns = std::to_array<Column<RunRow>>({
      {"id", &RunRow::id, Repeats::kNo},
      {"title", &RunRow::title},
      {"scenario", &RunRow::scenario},
      {"overrides", &RunRow::overrides},
      {"seed", &RunRow::seed},
      {"version", &RunRow::version},
      {"device", &RunRow::device},
      {"instruction_set", &RunRow::instruction_set},
      {"threads", &RunRow::threads, Repeats::kNo},
      {"network_model", &RunRow::network_model},
      {"target_accuracy", &RunRow::target_accuracy},
      {"target_loss", &RunRow::target_loss},
      {"planned_rounds", &RunRow::planned_rounds},
      {"status", &RunRow::status},
      {"reason", &RunRow::reason},
      {"started_utc", &RunRow::started_utc, Repeats::kNo},
      {"finished_utc", &RunRow::finished_utc, Repeats::kNo},
      {"wall_s", &RunRow::wall_s, Repeats::kNo},
      {"simulated_s", &RunRow::simulated_s},
  });
};

template <>
struct Table<NodeRow> {
  static constexpr const char* kName = "node";
  static constexpr auto kColumns = std::to_array<Column<NodeRow>>({
      {"run", &NodeRow::run, Repeats::kNo},
      {"name", &NodeRow::name},
      {"role", &NodeRow::role},
      {"host", &NodeRow::host},
      {"flop_per_s", &NodeRow::flop_per_s},
  });
};

template <>
struct Table<LinkRow> {
  static constexpr const char* kName = "link";
  static constexpr auto kColumns = std::to_array<Column<LinkRow>>({
      {"run", &LinkRow::run, Repeats::kNo},
      {"name", &LinkRow::name},
      {"group_name", &LinkRow::group_name},
      {"bytes_per_s", &LinkRow::bytes_per_s},
      {"latency_s", &LinkRow::latency_s},
      {"endpoint_a", &LinkRow::endpoint_a},
      {"endpoint_b", &LinkRow::endpoint_b},
  });
};

template <>
struct Table<EvaluationRow> {
  static constexpr const char* kName = "evaluation";
  static constexpr auto kColumns = std::to_array<Column<EvaluationRow>>({
      {"run", &EvaluationRow::run, Repeats::kNo},
      {"simulated_s", &EvaluationRow::simulated_s},
      {"round", &EvaluationRow::round},
      {"step", &EvaluationRow::step},
      {"loss", &EvaluationRow::loss},
      {"accuracy", &EvaluationRow::accuracy},
      {"sent_bytes", &EvaluationRow::sent_bytes},
      {"wall_s", &EvaluationRow::wall_s, Repeats::kNo},
  });
};

template <>
struct Table<RoundRow> {
  static constexpr const char* kName = "round";
  static constexpr auto kColumns = std::to_array<Column<RoundRow>>({
      {"run", &RoundRow::run, Repeats::kNo},
      {"round", &RoundRow::round},
      {"begin_s", &RoundRow::begin_s},
      {"end_s", &RoundRow::end_s},
      {"selected", &RoundRow::selected},
      {"completed", &RoundRow::completed},
      {"late", &RoundRow::late},
      {"failed", &RoundRow::failed},
      {"mean_staleness", &RoundRow::mean_staleness},
      {"up_bytes", &RoundRow::up_bytes},
      {"down_bytes", &RoundRow::down_bytes},
      {"critical_node", &RoundRow::critical_node},
  });
};

template <>
struct Table<TrafficRow> {
  static constexpr const char* kName = "traffic";
  static constexpr auto kColumns = std::to_array<Column<TrafficRow>>({
      {"run", &TrafficRow::run, Repeats::kNo},
      {"link", &TrafficRow::link},
      {"begin_s", &TrafficRow::begin_s},
      {"length_s", &TrafficRow::length_s},
      {"bytes", &TrafficRow::bytes},
  });
};

template <>
struct Table<SpanRow> {
  static constexpr const char* kName = "span";
  static constexpr auto kColumns = std::to_array<Column<SpanRow>>({
      {"run", &SpanRow::run, Repeats::kNo},
      {"node", &SpanRow::node},
      {"kind", &SpanRow::kind},
      {"begin_s", &SpanRow::begin_s},
      {"end_s", &SpanRow::end_s},
      {"round", &SpanRow::round},
  });
};

template <>
struct Table<EventRow> {
  static constexpr const char* kName = "event";
  static constexpr auto kColumns = std::to_array<Column<EventRow>>({
      {"run", &EventRow::run, Repeats::kNo},
      {"simulated_s", &EventRow::simulated_s},
      {"kind", &EventRow::kind},
      {"subject", &EventRow::subject},
      {"detail", &EventRow::detail},
  });
};

template <>
struct Table<NodeRoundRow> {
  static constexpr const char* kName = "node_round";
  static constexpr auto kColumns = std::to_array<Column<NodeRoundRow>>({
      {"run", &NodeRoundRow::run, Repeats::kNo},
      {"node", &NodeRoundRow::node},
      {"round", &NodeRoundRow::round},
      {"compute_s", &NodeRoundRow::compute_s},
      {"send_s", &NodeRoundRow::send_s},
      {"receive_s", &NodeRoundRow::receive_s},
      {"latency_s", &NodeRoundRow::latency_s},
      {"wait_s", &NodeRoundRow::wait_s},
      {"down_s", &NodeRoundRow::down_s},
      {"lost_s", &NodeRoundRow::lost_s},
      {"samples", &NodeRoundRow::samples},
      {"loss", &NodeRoundRow::loss},
      {"outcome", &NodeRoundRow::outcome},
  });
};

template <>
struct Table<DecisionRow> {
  static constexpr const char* kName = "decision";
  static constexpr auto kColumns = std::to_array<Column<DecisionRow>>({
      {"run", &DecisionRow::run, Repeats::kNo},
      {"sequence", &DecisionRow::sequence},
      {"value", &DecisionRow::value},
  });
};

template <>
struct Table<MetricRow> {
  static constexpr const char* kName = "metric";
  static constexpr auto kColumns = std::to_array<Column<MetricRow>>({
      {"run", &MetricRow::run, Repeats::kNo},
      {"simulated_s", &MetricRow::simulated_s},
      {"name", &MetricRow::name},
      {"value", &MetricRow::value},
  });
};

template <>
struct Table<ArtifactRow> {
  static constexpr const char* kName = "artifact";
  static constexpr auto kColumns = std::to_array<Column<ArtifactRow>>({
      {"run", &ArtifactRow::run, Repeats::kNo},
      {"name", &ArtifactRow::name},
      {"data", &ArtifactRow::data},
  });
};

template <>
struct Table<PointRow> {
  static constexpr const char* kName = "point";
  static constexpr auto kColumns = std::to_array<Column<PointRow>>({
      {"run", &PointRow::run, Repeats::kNo},
      {"point", &PointRow::point},
      {"rung", &PointRow::rung},
      {"key", &PointRow::key},
      {"value", &PointRow::value},
      {"number", &PointRow::number},
  });
};

/// Every table, in the order in which they are created and exported.
template <template <class...> class Holder>
using AllTables = Holder<RunRow, NodeRow, LinkRow, EvaluationRow, RoundRow, TrafficRow, SpanRow,
                         EventRow, NodeRoundRow, DecisionRow, MetricRow, ArtifactRow, PointRow>;

/// A column of any table, for code that needs no row struct.
struct ColumnInfo {
  enum class Type { kInteger, kReal, kText, kBlob };
  const char* name;
  Type type;
  Repeats repeats;
};

/// A table for code that needs no row struct. The first column is the run's id.
struct TableInfo {
  const char* name;
  std::vector<ColumnInfo> columns;
};

/// Every table of the schema, in the order of AllTables.
const std::vector<TableInfo>& tables();

/// The table whose rows are `Row`.
template <class Row>
TableInfo table_info() {
  TableInfo table{Table<Row>::kName, {}};
  for (const Column<Row>& column : Table<Row>::kColumns) {
    table.columns.push_back(
        {column.name, static_cast<ColumnInfo::Type>(column.member.index()), column.repeats});
  }
  return table;
}

/// `CREATE TABLE "name"("column" TYPE, …)`.
std::string create_sql(const TableInfo& table);

/// `INSERT INTO "name"(rowid, "column", …) VALUES (?1, ?2, …)`.
std::string insert_sql(const TableInfo& table);

/// `SELECT rowid, "column", … FROM "name"`.
std::string select_sql(const TableInfo& table);

/// The same with the size in bytes in place of a BLOB.
std::string select_sizes_sql(const TableInfo& table);

}  // namespace simgrad
