#include "gui/program/program_call.hpp"

#include <csignal>
#include <string.h>  // strsignal: POSIX
#include <sys/prctl.h>

#include "gui/program/program_path.hpp"

namespace simgrad::gui {
namespace {

constexpr qsizetype kLastWords_bytes = 4096;
constexpr qsizetype kLastLines = 12;

QString lastLines(const QByteArray& bytes) {
  QStringList lines = QString::fromUtf8(bytes).trimmed().split('\n');
  return lines.mid(std::max<qsizetype>(0, lines.size() - kLastLines)).join('\n');
}

QString whatHappened(const ProgramEnd& end) {
  if (end.kind == ProgramEnd::Kind::kNotStarted) {
    return "simgrad could not be started.";
  }
  if (end.kind == ProgramEnd::Kind::kSignalled) {
    return QString("simgrad was ended by signal %1 (%2).")
        .arg(end.status)
        .arg(QString::fromLocal8Bit(strsignal(end.status)));
  }
  switch (end.status) {
    case kFailedStatus:
      return "The simulation came to an end that is not the scenario's.";
    case kRefusedStatus:
      return "simgrad refused.";
    case kInterruptedStatus:
      return "simgrad was interrupted.";
    default:
      return QString("simgrad failed with exit status %1.").arg(end.status);
  }
}

/// In the child, between fork and exec: it is told when the dashboard dies, even by a crash.
void dieWithParent() {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
}

}  // namespace

QString messageOf(const ProgramEnd& end) {
  if (end.isDone() || end.was_stopped) {
    return {};
  }
  const QString happened = whatHappened(end);
  return end.last_words.isEmpty() ? happened : happened + '\n' + end.last_words;
}

ProgramCall::ProgramCall(QObject* parent, int patience_ms)
    : QObject(parent), patience_ms_(patience_ms) {
  patience_.setSingleShot(true);
  connect(&patience_, &QTimer::timeout, this, [this] {
    process_->kill();
  });
}

ProgramCall::~ProgramCall() {
  if (process_ == nullptr) {
    return;
  }
  process_->disconnect(this);
  process_->terminate();
  if (!process_->waitForFinished(patience_ms_)) {
    process_->kill();
    process_->waitForFinished(patience_ms_);
  }
}

void ProgramCall::start(const QStringList& arguments) {
  if (isRunning()) {
    return;
  }
  const ProgramPath program = findProgram();
  was_stopped_ = false;
  last_words_.clear();
  process_ = new QProcess(this);
  process_->setChildProcessModifier(dieWithParent);
  connect(process_, &QProcess::readyReadStandardOutput, this, &ProgramCall::readLines);
  connect(process_, &QProcess::readyReadStandardError, this, &ProgramCall::readLastWords);
  connect(process_, &QProcess::finished, this, [this](int status, QProcess::ExitStatus how) {
    readLines();
    readLastWords();
    const bool exited = how == QProcess::NormalExit;
    finish({exited ? ProgramEnd::Kind::kExited : ProgramEnd::Kind::kSignalled, status, was_stopped_,
            lastLines(last_words_)});
  });
  const auto end_if_not_started = [this](QProcess::ProcessError error) {
    if (error == QProcess::FailedToStart) {
      finish({ProgramEnd::Kind::kNotStarted, 0, was_stopped_, process_->errorString()});
    }
  };
  // Never before start() has returned.
  connect(process_, &QProcess::errorOccurred, this, end_if_not_started, Qt::QueuedConnection);
  if (!program.problem.isEmpty()) {
    // Later, as everything else that ended() says.
    QTimer::singleShot(0, this, [this, program] {
      finish({ProgramEnd::Kind::kNotStarted, 0, was_stopped_, program.problem});
    });
    return;
  }
  process_->setStandardInputFile(QProcess::nullDevice());
  process_->start(program.path, arguments, QIODevice::ReadOnly);
}

void ProgramCall::stop() {
  if (!isRunning() || was_stopped_) {
    return;
  }
  was_stopped_ = true;
  process_->terminate();
  patience_.start(patience_ms_);
}

void ProgramCall::readLines() {
  process_->setReadChannel(QProcess::StandardOutput);
  while (process_->canReadLine()) {
    QByteArray text = process_->readLine();
    text.chop(text.endsWith('\n') ? 1 : 0);
    emit line(text);
  }
}

void ProgramCall::readLastWords() {
  last_words_ += process_->readAllStandardError();
  last_words_ = last_words_.last(std::min(last_words_.size(), kLastWords_bytes));
}

void ProgramCall::finish(ProgramEnd end) {
  patience_.stop();
  process_->disconnect(this);
  process_->deleteLater();
  process_ = nullptr;
  emit ended(std::move(end));
}

}  // namespace simgrad::gui
