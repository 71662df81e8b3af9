#pragma once

#include <filesystem>
#include <optional>

#include "sim/experiment/record_run.hpp"
#include "sim/record/saved_state.hpp"
#include "sim/scenario/plan.hpp"

namespace simgrad {

/// A run that was killed or interrupted, as its file tells it.
class KilledRun {
 public:
  /// Throws: Error if the file is none of a run that can be gone on with, or this is another
  /// program than the one that wrote it.
  explicit KilledRun(const std::filesystem::path& path);

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] const SavedStateReader& file() const { return file_; }
  [[nodiscard]] const std::optional<SavedCut>& cut() const { return cut_; }

  /// The scenario as it was when the run began.
  [[nodiscard]] Plan plan() const;
  /// How it was run.
  [[nodiscard]] RunRecording recording() const;
  /// Throws: Error naming the file or data set that has changed since the run began.
  void check_inputs(const Plan& plan, const Dataset& data) const;

 private:
  std::filesystem::path path_;
  SavedStateReader file_;
  SavedSettings settings_;
  std::optional<SavedCut> cut_;
};

}  // namespace simgrad
