#include "gui/reading/sweep_reading.hpp"

#include "kernels/error.hpp"

namespace simgrad::gui {
namespace {

constexpr const char* kSweepDatabase = "sweep.db";

}  // namespace

std::filesystem::path sweepDatabaseOf(const std::filesystem::path& folder) {
  std::filesystem::path database = folder / kSweepDatabase;
  if (!std::filesystem::exists(database)) {
    throw Error(folder.string() + ": a folder without " + kSweepDatabase +
                "; expected a sweep's folder, a run database or a scenario");
  }
  return database;
}

bool holdsSweep(const std::filesystem::path& database) {
  return is_sweep(RunReader(database));
}

SweepPointer SweepReading::poll() {
  try {
    const FileIdentity identity = identityOf(database_);
    if (reader_ == nullptr || identity != identity_) {
      data_version_.reset();
      reader_ = std::make_unique<RunReader>(database_);
      identity_ = identity;
    }
    const std::int64_t version = reader_->data_version();
    if (data_version_ == version) {
      return nullptr;
    }
    auto sweep = std::make_shared<SweepSnapshot>();
    sweep->database = database_;
    sweep->results = read_sweep_results(*reader_);
    data_version_ = version;
    was_read_ = true;
    return sweep;
  } catch (const std::exception&) {
    reader_.reset();
    throw;
  }
}

}  // namespace simgrad::gui
