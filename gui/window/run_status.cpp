#include "gui/window/run_status.hpp"

#include <cmath>

#include "gui/text/text.hpp"

namespace simgrad::gui {
namespace {

// A run writes twice a second unless it computes one long piece.
constexpr std::int64_t kQuiet_s = 15;

QString quantity(Unit unit, double value) {
  QString text = quantityText(unit, value);
  return text.replace(QChar(' '), QChar::Nbsp);  // a line does not break before a unit
}

std::int64_t roundsDone(const RunSnapshot& run) {
  return run.rounds->empty() ? 0 : run.rounds->back().round;
}

/// "round 3 of 100"
QString progress(const RunSnapshot& run) {
  const QString done = QString("round %1").arg(roundsDone(run));
  const auto planned = run.run.planned_rounds;
  return planned > 0 ? done + QString(" of %1").arg(planned) : done;
}

QString rounds(const RunSnapshot& run) {
  const auto done = roundsDone(run);
  return done == 1 ? QString("1 round") : QString("%1 rounds").arg(done);
}

/// "diverged (loss not a number); ", since a run that diverged may well finish.
QString divergence(const RunSnapshot& run) {
  if (run.evaluations->empty() || std::isfinite(run.evaluations->back().loss)) {
    return {};
  }
  return "diverged (loss " + quantity(Unit::kNone, run.evaluations->back().loss) + "); ";
}

/// "; 6 rows of the file say nothing"
QString refused(const RunSnapshot& run) {
  return run.refused_rows == 0 ? QString()
                               : QString("; %1 rows of the file say nothing").arg(run.refused_rows);
}

QString statusOnly(const RunSnapshot& run, std::int64_t now_utc_s) {
  const QString status = QString::fromStdString(run.run.status);
  const QString reason = QString::fromStdString(run.run.reason).simplified();
  const QString time = quantity(Unit::kSeconds, run.end());
  const std::int64_t quiet_s = now_utc_s - run.written_utc_s;
  if (run.isLive() && quiet_s >= kQuiet_s) {
    const QString quiet = quantity(Unit::kSeconds, static_cast<double>(quiet_s));
    return "no news for " + quiet + ": killed or busy; " + progress(run);
  }
  if (run.isLive()) {
    return "running: " + progress(run) + ", " + time;
  }
  if (status == "finished") {
    return "finished: " + rounds(run) + ", " + time;
  }
  if (reason.isEmpty()) {
    return status + " at " + time + ", " + progress(run);
  }
  return (reason.startsWith(status) ? reason : status + ": " + reason) + "; " + progress(run);
}

}  // namespace

QString runStatus(const RunSnapshot& run, std::int64_t now_utc_s) {
  return divergence(run) + statusOnly(run, now_utc_s) + refused(run);
}

}  // namespace simgrad::gui
