#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/record/database.hpp"
#include "sim/record/rows.hpp"
#include "sim/record/schema.hpp"

namespace simgrad {

/// Which rows of a table to read.
struct Selection {
  std::optional<std::int64_t> run = {};  ///< of this run only; none: of all
  std::int64_t after_rowid = 0;          ///< only rows with a greater rowid
};

/// Reads a run database, also while it is being written: it never blocks the writer.
///
/// To follow a live run, keep the greatest rowid seen per table and ask for what comes after it
/// when data_version() has changed. Three tables are not append-only:
///  - `run` is updated in place: read it whole.
///  - `traffic`: a bin that changed comes again with a new rowid, so a row replaces what is known
///    under the same (run, link, begin_s). A row with another length_s than before means that all
///    bins were widened and all come again: forget the old ones first.
///  - `span`: rows are deleted by thinning; an event 'thinned' says so: read it whole again.
/// A file that a new run replaced (run.started_utc changed) starts again at rowid 1.
///
/// Throws: Error with the path, for a missing file, a folder, something that is not a SQLite
/// database, a database of another program, a newer schema, a damaged file.
class RunReader {
 public:
  explicit RunReader(const std::filesystem::path& path);

  /// Rows in the order of writing. `Row` is one of the structs of rows.hpp.
  template <class Row>
  std::vector<Row> read(const Selection& selection = {}) const;

  std::vector<RunRow> runs() const { return read<RunRow>(); }

  /// The runs that there are by id, or the one run of this id.
  ///
  /// Throws: Error with the ids that there are if there is no such run, or none at all.
  std::vector<RunRow> runs_or_error(std::optional<std::int64_t> run) const;

  /// An artifact's bytes. Throws: Error if the run has none of this name.
  Blob artifact(std::string_view name, std::int64_t run = 1) const;

  /// A number that changes when another connection has written: cheap to poll.
  std::int64_t data_version() const;

  /// While it lives, all reads see one moment of a run that is being written. Keep it short: the
  /// write-ahead log grows, and the writer's finish() waits up to ten seconds for it. Exports take
  /// one themselves; two at a time are an Error.
  [[nodiscard]] Transaction snapshot() const;

  /// A table's rows in the order of writing, one by one: for read_row().
  Statement rows_after(const TableInfo& table, const Selection& selection) const;

  /// A table's rows without their structs: columns rowid, then those of `table`.
  ///
  /// @param order_by  names of columns, separated by commas
  /// @param run       of this run only; none: of all
  Statement rows(const TableInfo& table, std::string_view order_by,
                 std::optional<std::int64_t> run = {}) const;

  /// The same by run and then in order of writing, with the size of a BLOB in its place.
  Statement rows_without_blobs(const TableInfo& table, std::optional<std::int64_t> run = {}) const;

  const std::filesystem::path& path() const;

 private:
  mutable Database database_;
};

}  // namespace simgrad
