#include "gui/session/session.hpp"

#include <algorithm>
#include <set>

#include <QFileInfo>
#include <QMetaObject>

namespace simgrad::gui {
namespace {

QString titleOf(const RunSnapshot& run) {
  const QString title = QString::fromStdString(run.run.title);
  const QString file = QString::fromStdString(run.key.database.stem().string());
  return title.isEmpty() ? file : title;
}

/// "over_selection 1.3, time_to_failure.mean 3 min, seed 2" of a run of a sweep.
QString settingsText(const RunSnapshot& run) {
  QStringList words;
  for (const PointRow& setting : *run.settings) {
    const QString key = QString::fromStdString(setting.key);
    words += key.section('.', key.count('.') > 1 ? -2 : -1) + ' ' +
             QString::fromStdString(setting.value);
  }
  return words.join(", ");
}

bool isScenario(const QString& path) {
  return path.endsWith(".toml", Qt::CaseInsensitive);
}

}  // namespace

Session::Session(QObject* parent) : QObject(parent), follower_(new Follower) {
  follower_->moveToThread(&thread_);
  connect(&thread_, &QThread::finished, follower_, &QObject::deleteLater);
  connect(follower_, &Follower::runRead, this, &Session::takeRun);
  connect(follower_, &Follower::sweepRead, this, &Session::takeSweep);
  connect(follower_, &Follower::failed, this, [this](const QString& path, const QString& text) {
    emit problem(text, path);
  });
  connect(follower_, &Follower::recovered, this, &Session::recovered);
  thread_.setObjectName("reader");
  thread_.start();
}

Session::~Session() {
  thread_.quit();
  thread_.wait();
}

void Session::open(const QString& path) {
  if (isScenario(path)) {
    emit scenarioOpened(path);
    return;
  }
  ++pending_;
  const QString absolute = QFileInfo(path).absoluteFilePath();
  emit recovered(absolute);  // what was wrong when it was last asked for is told again, or over
  QMetaObject::invokeMethod(follower_, [this, absolute] {
    const bool is_read = follower_->open(absolute);
    QMetaObject::invokeMethod(this, [this, absolute, is_read] {
      --pending_;
      if (is_read) {
        emit opened(absolute);
      }
      emit loaded();
    });
  });
}

void Session::openAndRun(const QString& path) {
  open(path);
  if (isScenario(path)) {
    emit runAsked(path);
  }
}

void Session::openRun(const RunKey& key) {
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    if (runs_[i].data->key == key) {
      setCurrent(i);
      return;
    }
  }
  ++pending_;
  QMetaObject::invokeMethod(follower_, [this, key] {
    follower_->openRun(key);
    QMetaObject::invokeMethod(this, [this] {
      --pending_;
      emit loaded();
    });
  });
}

void Session::close(std::size_t run) {
  const RunKey key = runs_.at(run).data->key;
  closing_.push_back(key);
  QMetaObject::invokeMethod(follower_, [this, key] {
    follower_->closeRun(key);
    QMetaObject::invokeMethod(this, [this, key] {
      closing_.erase(std::find(closing_.begin(), closing_.end(), key));
    });
  });
  runs_.erase(runs_.begin() + static_cast<std::ptrdiff_t>(run));
  if (runs_.empty()) {
    current_.reset();
  } else if (*current_ > run || *current_ == runs_.size()) {
    --*current_;
  }
  nameRuns();
  emit runsChanged();
  emit currentChanged();
}

void Session::closeSweep() {
  ++closing_sweeps_;
  QMetaObject::invokeMethod(follower_, [this] {
    follower_->closeSweep();
    QMetaObject::invokeMethod(this, [this] {
      --closing_sweeps_;
    });
  });
  sweep_.reset();
  emit sweepChanged();
}

const OpenRun* Session::current() const {
  return current_ ? &runs_[*current_] : nullptr;
}

void Session::setCurrent(std::size_t run) {
  if (run < runs_.size() && current_ != run) {
    current_ = run;
    emit currentChanged();
  }
}

void Session::setShown(std::size_t run, bool is_shown) {
  if (run < runs_.size() && runs_[run].is_shown != is_shown) {
    runs_[run].is_shown = is_shown;
    emit shownChanged();
  }
}

double Session::cursorTime() const {
  const OpenRun* run = current();
  return time_.cursor().value_or(run == nullptr ? 0.0 : run->data->end());
}

void Session::takeRun(const RunPointer& run) {
  if (std::find(closing_.begin(), closing_.end(), run->key) != closing_.end()) {
    return;  // read before its file was let go
  }
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    if (runs_[i].data->key == run->key) {
      const bool is_renamed = titleOf(*runs_[i].data) != titleOf(*run);
      runs_[i].data = run;
      if (is_renamed) {  // another run has taken its place in the file
        nameRuns();
        emit runsChanged();
      }
      emit runUpdated(i);
      if (current_ == i) {
        emit currentChanged();
      }
      return;
    }
  }
  std::set<std::size_t> taken;
  for (const OpenRun& other : runs_) {
    taken.insert(other.style);
  }
  std::size_t style = 0;
  while (taken.contains(style)) {
    ++style;
  }
  runs_.push_back({run, "", style, true});
  current_ = runs_.size() - 1;
  nameRuns();
  emit runsChanged();
  emit currentChanged();
}

void Session::takeSweep(const SweepPointer& sweep) {
  if (closing_sweeps_ == 0) {
    sweep_ = sweep;
    emit sweepChanged();
  }
}

/// Titles; where several runs share one, what tells them apart behind it.
void Session::nameRuns() {
  for (OpenRun& run : runs_) {
    const QString title = titleOf(*run.data);
    const auto same = std::count_if(runs_.begin(), runs_.end(), [&](const OpenRun& other) {
      return titleOf(*other.data) == title;
    });
    run.label = title;
    if (!run.data->settings->empty()) {
      run.label = settingsText(*run.data) + ": " + title;
    } else if (same > 1) {
      const QString file = QString::fromStdString(run.data->key.database.filename().string());
      run.label += " (" + file + ", run " + QString::number(run.data->key.run) + ')';
    }
  }
}

}  // namespace simgrad::gui
