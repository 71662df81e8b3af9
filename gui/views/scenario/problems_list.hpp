#pragma once

#include <optional>
#include <vector>

#include <QListWidget>

#include "gui/program/answers.hpp"

namespace simgrad::gui {

/// What is wrong with a scenario, a line each; a click or Enter chooses one.
class ProblemsList : public QListWidget {
  Q_OBJECT

 public:
  explicit ProblemsList(QWidget* parent = nullptr);

  /// @param path  of the scenario: problems elsewhere are shown with their file
  void setProblems(const std::vector<Problem>& problems, const QString& path);

  [[nodiscard]] const std::vector<Problem>& problems() const { return problems_; }

  /// Chooses the problem after the chosen one, after the last the first.
  void chooseNext();

 signals:
  void chosen(simgrad::gui::Problem problem);

 private:
  std::vector<Problem> problems_;
};

}  // namespace simgrad::gui
