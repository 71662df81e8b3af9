#include "gui/views/scenario/problems_list.hpp"

#include <QFileInfo>

namespace simgrad::gui {
namespace {

QString lineOf(const Problem& problem, const QString& path) {
  const QString file = QFileInfo(problem.file).fileName();
  QString where = problem.file == path || problem.file.isEmpty() ? "" : file;
  if (problem.line > 0) {
    where +=
        where.isEmpty() ? QString("line %1").arg(problem.line) : QString(":%1").arg(problem.line);
  }
  return where.isEmpty() ? problem.text : where + ": " + problem.text;
}

}  // namespace

ProblemsList::ProblemsList(QWidget* parent) : QListWidget(parent) {
  setAccessibleName("what is wrong with the scenario");
  setToolTip("What is wrong; a click or Enter goes there, F8 to the next");
  setWordWrap(true);
  const auto choose = [this](const QListWidgetItem* item) {
    emit chosen(problems_.at(static_cast<std::size_t>(row(item))));
  };
  connect(this, &QListWidget::itemClicked, this, choose);
  connect(this, &QListWidget::itemActivated, this, choose);
}

void ProblemsList::setProblems(const std::vector<Problem>& problems, const QString& path) {
  problems_ = problems;
  clear();
  for (const Problem& problem : problems) {
    addItem(lineOf(problem, path));
  }
}

void ProblemsList::chooseNext() {
  if (problems_.empty()) {
    return;
  }
  setCurrentRow((currentRow() + 1) % count());
  emit chosen(problems_.at(static_cast<std::size_t>(currentRow())));
}

}  // namespace simgrad::gui
