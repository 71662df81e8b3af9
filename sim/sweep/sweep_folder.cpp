#include "sim/sweep/sweep_folder.hpp"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <system_error>
#include <thread>
#include <unistd.h>

#include <fmt/format.h>

#include "kernels/error.hpp"
#include "sim/sweep/manifest.hpp"

namespace simgrad {
namespace {

namespace fs = std::filesystem;

constexpr const char* kManifest = "manifest.json";
constexpr const char* kLock = "lock";

// The runs of a sweep that was killed end within moments of it.
constexpr std::chrono::milliseconds kLockInterval{50};
constexpr int kLockTrials = 60;

void make_folder(const fs::path& path) {
  std::error_code error;
  fs::create_directory(path, error);
  if (error || !fs::is_directory(path)) {
    throw Error(
        fmt::format("{}: cannot make this folder: {}; expected a folder that can be "
                    "written, or a new one in a folder that is there",
                    path.string(), error ? error.message() : "it is a file"));
  }
}

/// Whether a folder is a sweep's, or may become one: a sweep that was killed as it began leaves a
/// lock and no manifest.
bool is_free(const fs::path& path) {
  std::error_code error;
  for (fs::directory_iterator entry(path, error), end; !error && entry != end;
       entry.increment(error)) {
    const fs::path name = entry->path().filename();
    if (name != kLock && name != std::string(kManifest) + ".partial") {
      return fs::exists(path / kManifest, error);
    }
  }
  if (error) {
    throw Error(
        fmt::format("{}: cannot look into this folder: {}", path.string(), error.message()));
  }
  return true;
}

}  // namespace

SweepFolder::SweepFolder(const fs::path& path, const Sweep& sweep, bool resume)
    : RunFiles(path / "runs"), path_(path) {
  std::error_code error;
  if (!fs::exists(path_, error)) {
    make_folder(path_);
  } else if (!fs::is_directory(path_)) {
    throw Error(path_.string() + ": a file; expected a folder, or the name of a new one");
  } else if (!is_free(path_)) {
    throw Error(path_.string() +
                ": this folder is not empty and not a sweep's; name another one with --out");
  }
  lock();
  check_content(sweep, resume);
  make_folder(folder_of_runs());
}

SweepFolder::OpenFile::~OpenFile() {
  if (descriptor >= 0) {
    close(descriptor);
  }
}

/// The lock is the open file's: the processes that inherit it hold it too.
void SweepFolder::lock() {
  const fs::path file = path_ / kLock;
  lock_.descriptor = open(file.c_str(), O_RDWR | O_CREAT, 0666);
  if (lock_.descriptor < 0) {
    throw Error(fmt::format("{}: cannot be written: {}", file.string(), std::strerror(errno)));
  }
  for (int trial = 0; flock(lock_.descriptor, LOCK_EX | LOCK_NB) != 0; ++trial) {
    if (errno != EWOULDBLOCK) {
      throw Error(
          fmt::format("{}: cannot lock this folder: {}", path_.string(), std::strerror(errno)));
    }
    if (trial == kLockTrials) {
      throw Error(path_.string() +
                  ": another simgrad is at this sweep; wait for its end, or name another folder "
                  "with --out");
    }
    std::this_thread::sleep_for(kLockInterval);
  }
}

void SweepFolder::check_content(const Sweep& sweep, bool resume) const {
  const fs::path file = path_ / kManifest;
  if (!fs::exists(file)) {
    write_manifest(file, sweep);
    return;
  }
  if (!resume) {
    throw Error(path_.string() +
                ": this folder has a sweep; --resume goes on with it, --out names another folder");
  }
  if (const std::string difference = difference_to_manifest(file, sweep); !difference.empty()) {
    throw Error(
        fmt::format("{}: the sweep there is another one: {}; start it anew in another "
                    "folder with --out",
                    path_.string(), difference));
  }
}

void SweepFolder::remove_if_empty() const {
  std::error_code error;
  fs::remove(folder_of_runs(), error);
}

}  // namespace simgrad
