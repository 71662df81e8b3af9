#pragma once

#include <QSet>
#include <QWidget>

#include "gui/views/scenario/form_model.hpp"

class QLabel;
class QMenu;
class QToolButton;
class QTreeView;

namespace simgrad::gui {

/// The scenario as a form beside its text. What is changed in it comes as edited().
class FormPanel : public QWidget {
  Q_OBJECT

 public:
  explicit FormPanel(QWidget* parent = nullptr);

  void setDescription(const Description& description);
  /// Why there is no form; shown in its place.
  void setMissing(const QString& why);
  void setText(const QString& text);

  FormModel* model() const { return model_; }
  QTreeView* tree() const { return tree_; }

 signals:
  void edited(simgrad::gui::TextEdit edit);

 private:
  void rememberFolds();
  void unfold();
  void say();

  FormModel* model_;
  QTreeView* tree_;
  QLabel* note_;
  QToolButton* add_failure_;
  QMenu* failures_;
  QString missing_;
  QSet<QString> folded_;  // paths that the user has closed
  QSet<QString> known_;   // paths that were shown before
};

}  // namespace simgrad::gui
