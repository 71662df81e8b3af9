#include "gui/program/scenario_check.hpp"

#include <QDir>
#include <QFileInfo>

namespace simgrad::gui {
namespace {

constexpr const char* kUntitled = "untitled.toml";

/// A new hidden file in a folder; null if it cannot be written there.
std::unique_ptr<QTemporaryFile> writeCopy(const QString& folder, const QString& text) {
  auto copy = std::make_unique<QTemporaryFile>(folder + "/.simgrad-check-XXXXXX.toml");
  const QByteArray bytes = text.toUtf8();
  if (!copy->open() || copy->write(bytes) != bytes.size() || !copy->flush()) {
    return nullptr;
  }
  return copy;
}

}  // namespace

ScenarioCheck::ScenarioCheck(QObject* parent) : QObject(parent) {}

void ScenarioCheck::check(const ScenarioText& scenario) {
  abandon();
  scenario_ = scenario;
  output_.clear();
  note_.clear();
  const QString path = place(scenario);
  if (path.isEmpty()) {
    emit failed(
        "The text cannot be checked: no copy of it can be written, neither in its folder "
        "nor in " +
        QDir::tempPath());
    return;
  }
  call_ = std::make_unique<ProgramCall>();
  connect(call_.get(), &ProgramCall::line, this, [this](const QByteArray& line) {
    output_ += line + '\n';
  });
  connect(call_.get(), &ProgramCall::ended, this, &ScenarioCheck::finish);
  call_->start({"check", path, "--json"});
}

/// Nobody waits for its end.
void ScenarioCheck::abandon() {
  if (call_ != nullptr) {
    ProgramCall* call = call_.release();
    call->disconnect(this);
    connect(call, &ProgramCall::ended, call, &QObject::deleteLater);
    call->stop();
  }
  copy_.reset();
}

QString ScenarioCheck::place(const ScenarioText& scenario) {
  if (scenario.is_saved) {
    return scenario.path;
  }
  if (!scenario.path.isEmpty()) {
    const QString folder = QFileInfo(scenario.path).absolutePath();
    copy_ = writeCopy(folder, scenario.text);
    if (copy_ == nullptr) {
      note_ = folder +
              " is not writable: checked as a copy elsewhere, so that relative paths may "
              "not be found";
    }
  } else {
    note_ = "Not saved yet: relative paths may not be found";
  }
  if (copy_ == nullptr) {
    copy_ = writeCopy(QDir::tempPath(), scenario.text);
  }
  return copy_ == nullptr ? QString() : copy_->fileName();
}

void ScenarioCheck::finish(const ProgramEnd& end) {
  call_.release()->deleteLater();  // it is speaking
  const std::optional<CheckAnswer> answer = readCheckAnswer(output_);
  if (answer && end.kind == ProgramEnd::Kind::kExited) {
    emit checked(renamed(*answer), note_);
  } else {
    const QString message = messageOf(end);
    emit failed(message.isEmpty() ? "simgrad check gave no answer." : message);
  }
  copy_.reset();
}

CheckAnswer ScenarioCheck::renamed(CheckAnswer answer) const {
  if (copy_ == nullptr) {
    return answer;
  }
  const QString name = scenario_.path.isEmpty() ? kUntitled : scenario_.path;
  for (Problem& problem : answer.problems) {
    if (problem.file == copy_->fileName()) {
      problem.file = scenario_.path;
    }
    problem.text.replace(copy_->fileName(), name);
  }
  return answer;
}

}  // namespace simgrad::gui
