#pragma once

#include <cstdint>
#include <filesystem>

namespace simgrad {

/// The files of runs that go on, in one folder: a database and a log each.
class RunFiles {
 public:
  explicit RunFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}

  const std::filesystem::path& folder_of_runs() const { return folder_; }
  /// Where a run records itself.
  std::filesystem::path shard(std::int64_t run) const;
  /// What a run says; kept if it broke off.
  std::filesystem::path log(std::int64_t run) const;
  /// How a run ended that another machine ran (run_end.hpp).
  std::filesystem::path end(std::int64_t run) const;

  /// Removes a run's own database, with what SQLite and another machine have left beside it.
  void remove_shard(std::int64_t run) const;
  void remove_log(std::int64_t run) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace simgrad
