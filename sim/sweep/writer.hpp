#pragma once

#include <cstddef>
#include <string>
#include <sys/types.h>
#include <vector>

#include "sim/record/sweep_database.hpp"
#include "sim/sweep/executor.hpp"
#include "sim/sweep/sweep.hpp"
#include "sim/sweep/sweep_folder.hpp"

namespace simgrad {

/// The process that writes a folder's sweep.db, as the process that starts runs sees it: the one
/// keeps SQLite's threads and handles from the other, which forks. Orders and answers are lines of
/// JSON over a socket; orders are carried out one after the other.
///
/// Throws: what the other process threw, as Error; Error if it was killed.
class Writer {
 public:
  /// Starts it. Its first order is to add what runs of earlier times have left in the folder; the
  /// answer is how those ended that need not be run again.
  ///
  /// @param runs  those that it may be told of
  Writer(const SweepFolder& folder, const Sweep& sweep, const std::vector<SweepRun>& runs);
  /// Ends it; what was ordered is done first.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  Writer(Writer&&) = delete;
  Writer& operator=(Writer&&) = delete;

  /// Orders to add a run from its own database and to remove that; or, if it broke off, its reason.
  void add(const EndedRun& run);

  /// What the answers say that are there: how each run ended that was added. Waits for one if
  /// `wait` and any is to come.
  std::vector<RunOutcome> answers(bool wait);
  std::size_t unanswered() const { return unanswered_; }

 private:
  /// Appends to received_ what is there. Throws: Error if the other process is gone.
  void receive(bool wait);
  bool has_line() const { return received_.find('\n') != std::string::npos; }

  const SweepFolder& folder_;
  int socket_ = -1;
  pid_t process_ = -1;
  std::size_t unanswered_ = 1;  // the first order
  std::string received_;
};

}  // namespace simgrad
