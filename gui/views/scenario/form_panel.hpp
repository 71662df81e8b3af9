#pragma once

#include <QHash>
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
  /// What is being entered counts.
  void finishEditing();

  FormModel* model() const { return model_; }
  QTreeView* tree() const { return tree_; }

 signals:
  void edited(simgrad::gui::TextEdit edit);

 private:
  void rememberFold(const QModelIndex& index, bool is_open);
  void unfold();
  void say();

  FormModel* model_;
  QTreeView* tree_;
  QLabel* note_;
  QToolButton* add_failure_;
  QMenu* failures_;
  QString missing_;
  QHash<QString, bool> open_;  // by path, as the user has set it
  bool is_unfolding_ = false;
};

}  // namespace simgrad::gui
