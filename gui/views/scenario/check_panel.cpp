#include "gui/views/scenario/check_panel.hpp"

#include <algorithm>
#include <iterator>

#include <QLabel>
#include <QVBoxLayout>

#include "gui/views/scenario/problems_list.hpp"
#include "gui/views/scenario/scenario_document.hpp"
#include "gui/views/scenario/scenario_editor.hpp"

namespace simgrad::gui {
namespace {

constexpr int kAfter_ms = 500;              // since the last key
constexpr std::size_t kMostProblems = 200;  // nobody reads more

QString verdictOf(const CheckAnswer& answer, const QString& note) {
  const std::size_t count = answer.problems.size();
  const QString verdict = count == 0
                              ? "Sound: " + answer.plan
                              : QString(count == 1 ? "%1 problem" : "%1 problems").arg(count);
  return note.isEmpty() ? verdict : verdict + ". " + note + '.';
}

}  // namespace

CheckPanel::CheckPanel(ScenarioEditor* editor, ScenarioDocument* document, QWidget* parent)
    : QWidget(parent),
      editor_(editor),
      document_(document),
      problems_(new ProblemsList(this)),
      verdict_(new QLabel(this)) {
  problems_->hide();
  verdict_->setTextFormat(Qt::PlainText);
  verdict_->setAccessibleName("what the check says");
  verdict_->setWordWrap(true);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins({});
  layout->addWidget(problems_, 1);
  layout->addWidget(verdict_);
  later_.setSingleShot(true);
  later_.setInterval(kAfter_ms);
  connect(&later_, &QTimer::timeout, this, &CheckPanel::checkNow);
  connect(problems_, &ProblemsList::chosen, this, &CheckPanel::goTo);
  connect(&check_, &ScenarioCheck::checked, this,
          [this](const CheckAnswer& answer, const QString& note) {
            show(answer, verdictOf(answer, note));
          });
  connect(&check_, &ScenarioCheck::failed, this, [this](const QString& message) {
    show({}, message);
  });
}

void CheckPanel::checkLater() {
  later_.start();
}

QString CheckPanel::verdict() const {
  return verdict_->text();
}

void CheckPanel::checkNow() {
  const ScenarioText text = document_->text();
  if (text.text.trimmed().isEmpty()) {
    check_.abandon();
    show({}, {});
  } else {
    check_.check(text);
  }
}

void CheckPanel::show(const CheckAnswer& answer, const QString& verdict) {
  const std::size_t shown = std::min(answer.problems.size(), kMostProblems);
  const std::vector<Problem> first(answer.problems.begin(),
                                   answer.problems.begin() + static_cast<std::ptrdiff_t>(shown));
  std::vector<Problem> own;
  std::copy_if(first.begin(), first.end(), std::back_inserter(own), [this](const Problem& problem) {
    return problem.file.isEmpty() || problem.file == document_->path();
  });
  editor_->setProblems(own);
  problems_->setProblems(first, document_->path());
  problems_->setVisible(!first.empty());
  verdict_->setText(verdict);
  emit checked();
}

/// A problem may be in another scenario: that of a sweep.
void CheckPanel::goTo(const Problem& problem) {
  const bool is_here = problem.file.isEmpty() || problem.file == document_->path();
  if (is_here || (problem.file.endsWith(".toml") && document_->open(problem.file))) {
    editor_->goTo(problem.line, problem.column);
  }
}

}  // namespace simgrad::gui
