#include "gui/program/scenario_run.hpp"

#include <exception>
#include <utility>

#include <QCoreApplication>
#include <QFileInfo>
#include <QPointer>
#include <QThreadPool>

#include "gui/reading/sweep_reading.hpp"
#include "sim/record/reader.hpp"

namespace simgrad::gui {
namespace {

constexpr int kProbe_ms = 200;
constexpr double kMilli = 1e-3;

/// What a reader finds there, which differs once another run has taken its place; none if there is
/// nothing. A file that is only being made is no error yet.
std::optional<QString> findRecord(const RunOrder& order) {
  try {
    const std::filesystem::path out = order.out.toStdString();
    const std::filesystem::path database = order.is_sweep ? sweepDatabaseOf(out) : out;
    if (!QFileInfo::exists(order.out) || (order.is_sweep && !holdsSweep(database))) {
      return std::nullopt;
    }
    const std::vector<RunRow> runs = RunReader(database).runs();
    QString found;
    for (const RunRow& run : runs) {
      found += QString::fromStdString(run.started_utc + ' ' + run.status + '\n');
    }
    return runs.empty() && !order.is_sweep ? std::nullopt : std::optional(found);
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace

ScenarioRun::ScenarioRun(QObject* parent) : QObject(parent) {
  connect(&probing_, &QTimer::timeout, this, &ScenarioRun::probe);
  connect(&call_, &ProgramCall::line, this, [this](const QByteArray& line) {
    if (const std::optional<Progress> progress = readProgress(line)) {
      before_.reset();  // it is being recorded
      emit progressed(*progress);
    } else if (const std::optional<QString> reason = readReason(line)) {
      reason_ = *reason;
    }
  });
  connect(&call_, &ProgramCall::ended, this, [this](const ProgramEnd& end) {
    probing_.stop();
    if (end.isDone()) {
      before_.reset();  // whatever is there now is its record
    }
    probe_again_ = is_probing_;
    probe();  // a short run may be over before anyone looked
    emit ended(end);
  });
}

void ScenarioRun::start(const RunOrder& order) {
  if (isRunning()) {
    return;
  }
  order_ = order;
  before_ = findRecord(order);
  was_readable_ = false;
  reason_.clear();
  clock_.start();
  probing_.start(kProbe_ms);
  call_.start({order.is_sweep ? "sweep" : "run", order.scenario, "--json", "--out", order.out});
}

double ScenarioRun::wallSeconds() const {
  return clock_.isValid() ? kMilli * static_cast<double>(clock_.elapsed()) : 0.0;
}

/// Looks on another thread: a file system may be slow.
void ScenarioRun::probe() {
  if (is_probing_ || was_readable_) {
    return;
  }
  is_probing_ = true;
  const QPointer<ScenarioRun> self(this);
  const RunOrder order = order_;
  const std::optional<QString> before = before_;
  QThreadPool::globalInstance()->start([self, order, before] {
    const std::optional<QString> found = findRecord(order);
    const bool is_readable = found && found != before;
    QMetaObject::invokeMethod(QCoreApplication::instance(), [self, order, is_readable] {
      if (self) {
        self->takeProbe(order, is_readable);
      }
    });
  });
}

void ScenarioRun::takeProbe(const RunOrder& of, bool is_readable) {
  is_probing_ = false;
  const bool again = std::exchange(probe_again_, false) && !is_readable;
  if (of.out != order_.out || was_readable_) {
    return;
  }
  was_readable_ = is_readable;
  if (is_readable) {
    probing_.stop();
    emit readable(of.out);
  } else if (again) {
    probe();
  }
}

}  // namespace simgrad::gui
