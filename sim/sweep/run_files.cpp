#include "sim/sweep/run_files.hpp"

#include <system_error>

#include <fmt/format.h>

namespace simgrad {
namespace {

namespace fs = std::filesystem;

/// "000017" and `end`.
std::string run_file(std::int64_t run, const char* end) {
  return fmt::format("{:06}{}", run, end);
}

}  // namespace

fs::path RunFiles::shard(std::int64_t run) const {
  return folder_ / run_file(run, ".db");
}

fs::path RunFiles::log(std::int64_t run) const {
  return folder_ / run_file(run, ".log");
}

fs::path RunFiles::end(std::int64_t run) const {
  return folder_ / run_file(run, ".end");
}

void RunFiles::remove_shard(std::int64_t run) const {
  std::error_code error;  // what cannot be removed is replaced when the run is run again
  for (const char* end : {".db", ".db-wal", ".db-shm", ".db.partial", ".end", ".end.partial"}) {
    fs::remove(folder_ / run_file(run, end), error);
  }
}

void RunFiles::remove_log(std::int64_t run) const {
  std::error_code error;
  fs::remove(log(run), error);
}

}  // namespace simgrad
