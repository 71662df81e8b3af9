#pragma once

#include <vector>

#include <QPlainTextEdit>

#include "gui/program/answers.hpp"

namespace simgrad::gui {

/// The text of a scenario, with line numbers, and marks where something is wrong.
class ScenarioEditor : public QPlainTextEdit {
  Q_OBJECT

 public:
  explicit ScenarioEditor(QWidget* parent = nullptr);

  /// The text with \n at line ends; unlike toPlainText(), with every other character as it is.
  QString text() const;

  /// As one step that can be undone.
  void replace(qsizetype begin, qsizetype end, const QString& text);

  /// Problems of this text, each at its line.
  void setProblems(const std::vector<Problem>& problems);

  /// Puts the cursor there and shows it. @param line, column  from 1; 0: the first
  void goTo(int line, int column);

  int marginWidth() const;
  void paintMargin(QPaintEvent* event);
  /// A tool tip: what is wrong in the line at this height of the margin; empty: nothing.
  QString problemAt(int y) const;

 protected:
  /// Files are not for the text: the window opens them.
  bool canInsertFromMimeData(const QMimeData* source) const override;
  void resizeEvent(QResizeEvent* event) override;
  bool viewportEvent(QEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void placeMargin();
  void markProblems();
  QString problemOfLine(int line) const;
  /// Where a problem is underlined: from its column to the end of what stands there.
  QTextCursor cursorAt(const Problem& problem) const;

  QWidget* margin_;
  std::vector<Problem> problems_;
};

}  // namespace simgrad::gui
