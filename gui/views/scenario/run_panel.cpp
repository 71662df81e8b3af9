#include "gui/views/scenario/run_panel.hpp"

#include <algorithm>
#include <cmath>

#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QToolButton>

#include "gui/program/output_place.hpp"
#include "gui/program/progress_text.hpp"
#include "gui/text/text.hpp"
#include "gui/theme/theme.hpp"

namespace simgrad::gui {
namespace {

constexpr int kRepaint_ms = 100;
constexpr int kBarSteps = 1000;
constexpr int kMostMessageLines = 8;

int stepsOf(const Progress& progress) {
  if (progress.planned <= 0) {
    return 0;
  }
  const double share = static_cast<double>(progress.done) / static_cast<double>(progress.planned);
  return static_cast<int>(std::lround(kBarSteps * std::clamp(share, 0.0, 1.0)));
}

QString howItEnded(const ProgramEnd& end, const QString& reason, const QString& figures) {
  QStringList parts{end.was_stopped ? "Stopped; what was recorded is kept" : "Done"};
  if (!end.was_stopped && !reason.isEmpty()) {
    parts[0] += ": " + reason;
  }
  parts += figures;
  parts.removeAll(QString());
  return parts.join(" · ");
}

}  // namespace

RunPanel::RunPanel(QWidget* parent)
    : QWidget(parent),
      label_(new QLabel(this)),
      out_(new QLineEdit(this)),
      replaces_(new QLabel(this)),
      choose_(new QToolButton(this)),
      bar_(new QProgressBar(this)),
      message_(new QLabel(this)) {
  label_->setText("Recor&d in");
  label_->setBuddy(out_);
  out_->setToolTip("The run database of the next run; of a sweep its folder");
  choose_->setText("…");
  choose_->setToolTip("Choose where the next run records");
  choose_->setAccessibleName("choose where the next run records");
  bar_->setRange(0, kBarSteps);
  bar_->setAccessibleName("progress of the run");
  bar_->setToolTip("Rounds done of those planned; of a sweep its runs");
  message_->setTextFormat(Qt::PlainText);
  message_->setWordWrap(true);
  message_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  message_->setAccessibleName("how the run goes");
  auto* layout = new QGridLayout(this);
  layout->setContentsMargins({});
  layout->addWidget(label_, 0, 0);
  layout->addWidget(out_, 0, 1);
  layout->addWidget(replaces_, 0, 2);
  layout->addWidget(choose_, 0, 3);
  layout->addWidget(bar_, 1, 0, 1, 4);
  layout->addWidget(message_, 2, 0, 1, 4);
  layout->setColumnStretch(1, 1);
  bar_->hide();
  repaint_.setSingleShot(true);
  repaint_.setInterval(kRepaint_ms);
  connect(&repaint_, &QTimer::timeout, this, &RunPanel::showProgress);
  connect(out_, &QLineEdit::textChanged, this, &RunPanel::showOut);
  connect(choose_, &QToolButton::clicked, this, &RunPanel::choose);
  connect(&run_, &ScenarioRun::progressed, this, [this](const Progress& progress) {
    progress_ = progress;
    if (!repaint_.isActive()) {
      repaint_.start();
    }
  });
  connect(&run_, &ScenarioRun::readable, this, &RunPanel::readable);
  connect(&run_, &ScenarioRun::ended, this, &RunPanel::takeEnd);
  propose();
}

void RunPanel::setScenario(const QString& path, bool is_sweep) {
  const bool is_another = path != scenario_ || is_sweep != is_sweep_;
  scenario_ = path;
  is_sweep_ = is_sweep;
  if (is_another && !run_.isRunning()) {
    out_->setText({});
    say({}, false);
    bar_->hide();
  }
  if (is_another) {
    propose();
  }
}

QString RunPanel::out() const {
  return out_->text();
}

QString RunPanel::message() const {
  return message_->text();
}

/// A place that the user has chosen stays.
void RunPanel::propose() {
  setEnabled(!scenario_.isEmpty());
  if (out().isEmpty() || out() == proposed_) {
    proposed_ = scenario_.isEmpty() ? QString() : proposedOutput(scenario_, is_sweep_);
    out_->setText(proposed_);
  }
  showOut();
}

void RunPanel::choose() {
  const QString path = QFileDialog::getSaveFileName(
      this, "Record in", out(), is_sweep_ ? "Folders (*)" : "Run databases (*.db);;All files (*)");
  if (!path.isEmpty()) {
    out_->setText(path);
  }
}

void RunPanel::showOut() {
  const bool is_there = !run_.isRunning() && QFileInfo::exists(out());
  replaces_->setText(!is_there ? "" : is_sweep_ ? "is there already" : "is replaced");
  replaces_->setVisible(is_there);
}

void RunPanel::start() {
  if (scenario_.isEmpty() || run_.isRunning()) {
    return;
  }
  propose();
  // A relative path is meant from the scenario's folder, as the default is.
  const QDir folder = QFileInfo(scenario_).absoluteDir();
  progress_ = {};
  bar_->setValue(0);
  bar_->show();
  say("Starting …", false);
  run_.start({scenario_, folder.absoluteFilePath(out()), is_sweep_});
  out_->setEnabled(false);
  choose_->setEnabled(false);
  showOut();
  emit stateChanged();
}

void RunPanel::stop() {
  run_.stop();
  say("Stopping …", false);
  emit stateChanged();
}

void RunPanel::showProgress() {
  bar_->setValue(stepsOf(progress_));
  if (run_.isRunning() && !run_.isStopping()) {
    const QString left = leftText(progress_, run_.wallSeconds());
    const QString figures = progressText(progress_, run_.wallSeconds());
    say(left.isEmpty() ? figures : figures + " · " + left, false);
  }
}

void RunPanel::takeEnd(const ProgramEnd& end) {
  repaint_.stop();
  showProgress();
  QString wrong = messageOf(end);
  if (end.status == kFailedStatus && !run_.reason().isEmpty()) {
    wrong += '\n' + run_.reason();
  }
  const QString figures =
      progress_.done > 0 ? progressText(progress_, run_.wallSeconds()) : QString();
  say(wrong.isEmpty() ? howItEnded(end, run_.reason(), figures) : wrong, !wrong.isEmpty());
  bar_->setVisible(progress_.done > 0);
  out_->setEnabled(true);
  choose_->setEnabled(true);
  proposed_ = out();  // the next run has another place
  propose();
  emit stateChanged();
}

void RunPanel::say(const QString& text, bool is_problem) {
  const QStringList lines = text.split('\n');
  message_->setText(lines.size() <= kMostMessageLines
                        ? text
                        : lines.mid(0, kMostMessageLines).join('\n') + "\n…");
  message_->setToolTip(lines.size() <= kMostMessageLines ? QString() : plainToolTip(text));
  QPalette palette;
  if (is_problem) {
    palette.setColor(QPalette::WindowText, theme().fault);
  }
  message_->setPalette(palette);
  message_->setVisible(!text.isEmpty());
}

}  // namespace simgrad::gui
