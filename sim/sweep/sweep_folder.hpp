#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "sim/sweep/run_files.hpp"
#include "sim/sweep/sweep.hpp"

namespace simgrad {

/// The folder that a sweep leaves: sweep.db with the runs that have ended, manifest.json with what
/// they are runs of, and while it runs, a database and a log a run in runs/.
class SweepFolder : public RunFiles {
 public:
  /// Makes the folder, or goes on with that of the same sweep; holds its lock until all processes
  /// that were forked meanwhile are gone.
  ///
  /// @param resume  the folder may have runs of this sweep
  /// Throws: Error if it cannot be written, holds something else, holds a sweep and not `resume`,
  /// holds another sweep than this (with what differs), or if another simgrad is at it.
  SweepFolder(const std::filesystem::path& path, const Sweep& sweep, bool resume);

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path database() const { return path_ / "sweep.db"; }
  /// Removes runs/ if nothing is left in it.
  void remove_if_empty() const;

 private:
  /// Closed when it goes.
  struct OpenFile {
    int descriptor = -1;
    OpenFile() = default;
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    OpenFile(OpenFile&&) = delete;
    OpenFile& operator=(OpenFile&&) = delete;
    ~OpenFile();
  };

  void check_content(const Sweep& sweep, bool resume) const;
  void lock();

  std::filesystem::path path_;
  OpenFile lock_;
};

}  // namespace simgrad
