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

void Follower::open(const QString& path) {
  std::filesystem::path file = path.toStdString();
  try {
    if (QFileInfo(path).isDir()) {
      file = sweepDatabaseOf(file);
    }
    identityOf(file);
    if (holdsSweep(file)) {
      sweep_ = std::make_unique<SweepReading>(file);
      sweep_problem_.clear();
      poll();
      return;
    }
  } catch (const std::exception& error) {
    emit failed(path, QString::fromUtf8(error.what()));
    emit settled();
    return;
  }
  openRun({file, 1});
}

void Follower::openRun(const RunKey& key) {
  const bool is_open = std::any_of(runs_.begin(), runs_.end(), [&](const auto& followed) {
    return followed->reading.key() == key;
  });
  if (!is_open) {
    runs_.push_back(std::make_unique<Followed>(Followed{RunReading(key), false, {}}));
  }
  poll();
}

void Follower::closeRun(const RunKey& key) {
  std::erase_if(runs_, [&](const auto& followed) {
    return followed->reading.key() == key;
  });
}

void Follower::closeSweep() {
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
  emit settled();
}

/// False if it was never read and cannot be.
bool Follower::pollRun(Followed& followed) {
  try {
    if (RunPointer run = followed.reading.poll()) {
      followed.was_read = true;
      followed.problem.clear();
      emit runRead(std::move(run));
    }
  } catch (const std::exception& error) {
    const QString problem = QString::fromUtf8(error.what());
    if (problem != followed.problem) {
      followed.problem = problem;
      emit failed(QString::fromStdString(followed.reading.key().database.string()), problem);
    }
    return followed.was_read;
  }
  return true;
}

bool Follower::pollSweep() {
  try {
    if (SweepPointer sweep = sweep_->poll()) {
      sweep_problem_.clear();
      emit sweepRead(std::move(sweep));
    }
  } catch (const std::exception& error) {
    const QString problem = QString::fromUtf8(error.what());
    if (problem != sweep_problem_) {
      sweep_problem_ = problem;
      emit failed(QString::fromStdString(sweep_->path().string()), problem);
    }
    return sweep_->wasRead();
  }
  return true;
}

}  // namespace simgrad::gui
