#include "gui/reading/follower.hpp"

#include <algorithm>
#include <chrono>
#include <exception>

#include <QFileInfo>

namespace simgrad::gui {
namespace {

using std::chrono::steady_clock;

constexpr int kInterval_ms = 1000;
constexpr double kShare = 0.02;  // of one core, at most, to read what is being written

}  // namespace

struct Follower::Followed {
  RunReading reading;
  bool was_read = false;
  QString problem;
};

Follower::Follower() : timer_(std::make_unique<QTimer>(this)) {
  qRegisterMetaType<RunKey>();
  qRegisterMetaType<RunPointer>();
  qRegisterMetaType<SweepPointer>();
  timer_->setSingleShot(true);
  connect(timer_.get(), &QTimer::timeout, this, &Follower::poll);
}

Follower::~Follower() = default;

bool Follower::open(const QString& path) {
  std::filesystem::path file = path.toStdString();
  try {
    if (QFileInfo(path).isDir()) {
      file = sweepDatabaseOf(file);
    }
    identityOf(file);
    if (holdsSweep(file)) {
      closeSweep();
      sweep_problem_.clear();
      sweep_ = std::make_unique<SweepReading>(file);
      poll();
      return sweep_ != nullptr;
    }
  } catch (const std::exception& error) {
    emit failed(path, QString::fromUtf8(error.what()));
    return false;
  }
  return openRun({file, 1});
}

bool Follower::openRun(const RunKey& key) {
  const auto is_open = [&] {
    return std::any_of(runs_.begin(), runs_.end(), [&](const auto& followed) {
      return followed->reading.key() == key;
    });
  };
  if (!is_open()) {
    runs_.push_back(std::make_unique<Followed>(Followed{RunReading(key), false, {}}));
  }
  poll();
  return is_open();
}

void Follower::closeRun(const RunKey& key) {
  std::erase_if(runs_, [&](const auto& followed) {
    if (!(followed->reading.key() == key)) {
      return false;
    }
    recover(followed->problem, key.database);
    return true;
  });
}

void Follower::closeSweep() {
  if (sweep_) {
    recover(sweep_problem_, sweep_->path());
  }
  sweep_.reset();
}

void Follower::poll() {
  const auto begin = steady_clock::now();
  std::erase_if(runs_, [this](const auto& followed) {
    return !pollRun(*followed);
  });
  if (sweep_ && !pollSweep()) {
    sweep_.reset();
  }
  const std::chrono::duration<double, std::milli> took = steady_clock::now() - begin;
  timer_->start(std::max(kInterval_ms, static_cast<int>(took.count() / kShare)));
}

/// False if it was never read and cannot be.
bool Follower::pollRun(Followed& followed) {
  try {
    if (RunPointer run = followed.reading.poll()) {
      followed.was_read = true;
      emit runRead(std::move(run));
    }
    recover(followed.problem, followed.reading.key().database);
  } catch (const std::exception& error) {
    fail(followed.problem, followed.reading.key().database, error.what());
    return followed.was_read;
  }
  return true;
}

bool Follower::pollSweep() {
  try {
    if (SweepPointer sweep = sweep_->poll()) {
      emit sweepRead(std::move(sweep));
    }
    recover(sweep_problem_, sweep_->path());
  } catch (const std::exception& error) {
    fail(sweep_problem_, sweep_->path(), error.what());
    return sweep_->wasRead();
  }
  return true;
}

/// @param known  what is known to be wrong with the file
void Follower::fail(QString& known, const std::filesystem::path& file, const char* what) {
  const QString problem = QString::fromUtf8(what);
  if (problem != known) {
    known = problem;
    emit failed(QString::fromStdString(file.string()), problem);
  }
}

void Follower::recover(QString& known, const std::filesystem::path& file) {
  if (!known.isEmpty()) {
    known.clear();
    emit recovered(QString::fromStdString(file.string()));
  }
}

}  // namespace simgrad::gui
