#include "gui/reading/run_reading.hpp"

#include <algorithm>
#include <cmath>
#include <sys/stat.h>  // an inode's number: POSIX

#include "kernels/error.hpp"
#include "sim/record/row_binding.hpp"

namespace simgrad::gui {
namespace {

constexpr const char* kThinnedEvent = "thinned";

/// When a database was last written to: itself or the log beside it.
std::int64_t writtenAt(const std::filesystem::path& database) {
  std::int64_t latest_s = 0;
  for (const char* suffix : {"", "-wal"}) {
    struct stat status {};
    // A reader may make an empty log, which is no news.
    if (stat((database.string() + suffix).c_str(), &status) == 0 && status.st_size > 0) {
      latest_s = std::max<std::int64_t>(latest_s, status.st_mtim.tv_sec);
    }
  }
  return latest_s;
}

/// The place of a name in a table whose first rows `index` knows; a name that the table does not
/// have is added to it, so that nothing recorded of it is lost.
template <class Row>
std::uint32_t placeOf(const std::string& name, std::vector<Row>& rows,
                      std::unordered_map<std::string, std::uint32_t>& index) {
  const auto [found, is_new] = index.try_emplace(name, static_cast<std::uint32_t>(rows.size()));
  if (is_new) {
    rows.emplace_back().name = name;
  }
  return found->second;
}

template <class Row>
void indexNames(const std::vector<Row>& rows, std::size_t from,
                std::unordered_map<std::string, std::uint32_t>& index) {
  for (std::size_t i = from; i < rows.size(); ++i) {
    index.try_emplace(rows[i].name, static_cast<std::uint32_t>(i));
  }
}

}  // namespace

FileIdentity identityOf(const std::filesystem::path& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) {
    throw Error(path.string() + ": no such file; it was moved or deleted");
  }
  if (!S_ISREG(status.st_mode)) {  // opening a pipe would wait for whoever writes it
    throw Error(path.string() + ": not a file; expected a run database");
  }
  return {status.st_dev, status.st_ino};
}

RunReading::RunReading(RunKey key) : key_(std::move(key)) {}

RunPointer RunReading::poll() {
  try {
    const FileIdentity identity = identityOf(key_.database);
    if (reader_ == nullptr || identity != identity_) {
      tables_.reset();
      data_version_.reset();
      reader_ = std::make_unique<RunReader>(key_.database);
      identity_ = identity;
    }
    const std::int64_t version = reader_->data_version();
    if (data_version_ == version) {
      return nullptr;
    }
    Transaction moment = reader_->snapshot();
    read();
    moment.commit();
    data_version_ = version;
  } catch (const std::exception&) {
    reader_.reset();
    throw;
  }
  return tables_ ? snapshot() : nullptr;
}

void RunReading::read() {
  Statement runs = reader_->rows(table_info<RunRow>(), "rowid", key_.run);
  if (!runs.step()) {
    tables_.reset();
    return;
  }
  const auto run = read_row<RunRow>(runs);
  if (!tables_ || run.started_utc != tables_->run.started_utc) {
    tables_ = Tables();
  }
  Tables& tables = *tables_;
  tables.run = run;
  const std::size_t new_nodes = grow(tables.nodes);
  indexNames(tables.nodes.rows, tables.nodes.rows.size() - new_nodes, tables.node_index);
  const std::size_t new_links = grow(tables.links);
  indexNames(tables.links.rows, tables.links.rows.size() - new_links, tables.link_index);
  const auto has_time = [](const auto& row) {
    return std::isfinite(row.simulated_s);
  };
  growIf(tables.evaluations, has_time);
  growIf(tables.rounds, [](const RoundRow& row) {
    return std::isfinite(row.begin_s) && std::isfinite(row.end_s) && row.end_s >= row.begin_s;
  });
  growIf(tables.metrics, has_time);
  grow(tables.settings);
  readEvents();
  readTraffic();
  readSpans();
}

void RunReading::readEvents() {
  const std::size_t added = growIf(tables_->events, [](const EventRow& row) {
    return std::isfinite(row.simulated_s);
  });
  const auto& events = tables_->events.rows;
  const bool thinned = std::any_of(events.end() - static_cast<std::ptrdiff_t>(added), events.end(),
                                   [](const EventRow& event) {
                                     return event.kind == kThinnedEvent;
                                   });
  if (thinned) {
    tables_->spans.clear();
    tables_->last_span_rowid = 0;
  }
}

void RunReading::readTraffic() {
  Tables& tables = *tables_;
  const std::size_t links_before = tables.links.rows.size();
  Statement statement = reader_->rows_after(
      table_info<TrafficRow>(), {.run = key_.run, .after_rowid = tables.last_traffic_rowid});
  while (statement.step()) {
    const auto row = read_row<TrafficRow>(statement);
    tables.last_traffic_rowid = row.rowid;
    const std::uint32_t link = placeOf(row.link, tables.links.rows, tables.link_index);
    tables.refused_rows += tables.traffic.add(link, row.begin_s, row.length_s, row.bytes) ? 0 : 1;
  }
  if (tables.links.rows.size() != links_before) {
    tables.links.published = std::make_shared<const std::vector<LinkRow>>(tables.links.rows);
  }
}

void RunReading::readSpans() {
  Tables& tables = *tables_;
  const std::size_t nodes_before = tables.nodes.rows.size();
  Statement statement = reader_->rows_after(
      table_info<SpanRow>(), {.run = key_.run, .after_rowid = tables.last_span_rowid});
  while (statement.step()) {
    const auto row = read_row<SpanRow>(statement);
    tables.last_span_rowid = row.rowid;
    const std::uint32_t node = placeOf(row.node, tables.nodes.rows, tables.node_index);
    const Span span{row.begin_s, row.end_s, static_cast<std::int32_t>(row.round),
                    spanKindOf(row.kind)};
    tables.refused_rows += tables.spans.add(node, span) ? 0 : 1;
  }
  if (tables.nodes.rows.size() != nodes_before) {
    tables.nodes.published = std::make_shared<const std::vector<NodeRow>>(tables.nodes.rows);
  }
}

template <class Row>
std::size_t RunReading::grow(Growing<Row>& table) {
  return growIf(table, [](const Row& /*row*/) {
    return true;
  });
}

template <class Row, class Keep>
std::size_t RunReading::growIf(Growing<Row>& table, Keep keep) {
  const std::size_t before = table.rows.size();
  std::vector<Row> added = reader_->read<Row>({.run = key_.run, .after_rowid = table.last_rowid});
  if (added.empty()) {
    return 0;
  }
  table.last_rowid = added.back().rowid;
  for (Row& row : added) {
    if (keep(row)) {
      table.rows.push_back(std::move(row));
    } else {
      ++tables_->refused_rows;
    }
  }
  table.published = std::make_shared<const std::vector<Row>>(table.rows);
  return table.rows.size() - before;
}

RunPointer RunReading::snapshot() {
  Tables& tables = *tables_;
  auto snapshot = std::make_shared<RunSnapshot>();
  snapshot->key = key_;
  snapshot->run = tables.run;
  if (!std::isfinite(snapshot->run.simulated_s)) {
    snapshot->run.simulated_s = 0.0;
  }
  snapshot->nodes = tables.nodes.published;
  snapshot->links = tables.links.published;
  snapshot->evaluations = tables.evaluations.published;
  snapshot->rounds = tables.rounds.published;
  snapshot->events = tables.events.published;
  snapshot->metrics = tables.metrics.published;
  snapshot->settings = tables.settings.published;
  snapshot->traffic = tables.traffic.table();
  snapshot->spans = tables.spans.table(tables.nodes.rows.size());
  snapshot->refused_rows = tables.refused_rows;
  snapshot->written_utc_s = writtenAt(key_.database);
  return snapshot;
}

}  // namespace simgrad::gui
