#pragma once

#include <optional>

#include <QWidget>

#include "gui/session/session.hpp"

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QStackedWidget;
class QTableView;

namespace simgrad::gui {

class TableFilter;
class TimeTableModel;

/// A table with a filter above it. A click or Enter moves the cursor of all views to the row's
/// moment, a double click or Ctrl+Enter zooms to its part of time; a cursor that is moved
/// elsewhere selects its row here. Ctrl+C copies selected rows.
class TimeTable : public QWidget {
  Q_OBJECT

 public:
  /// @param what  rows are called: "event"
  TimeTable(Session& session, TimeTableModel& rows, const QString& what, QWidget* parent);

  /// Adds a control beside the filter's field.
  void addControl(QWidget* control);

  /// Says why there are no rows, where there are none.
  void setNotice(const QString& notice);

  /// To be called when rows have changed.
  void update();

  TableFilter& filter() const { return *filter_; }
  QTableView& table() const { return *table_; }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void makeControls(const QString& what);
  void makeTable();
  QWidget* makeNotice();
  void addActions();
  bool pressKey(const QKeyEvent& event, bool is_asked);
  void moveCursorTo(const QModelIndex& index);
  void zoomTo(const QModelIndex& index);
  void copyRows() const;
  void followCursor();
  void sizeColumns();
  void showCount();

  Session& session_;
  TimeTableModel& rows_;
  TableFilter* filter_;
  QString what_;
  QString notice_;
  QLineEdit* text_ = nullptr;
  QHBoxLayout* controls_ = nullptr;
  QLabel* count_ = nullptr;
  QLabel* notice_label_ = nullptr;
  QTableView* table_ = nullptr;
  QStackedWidget* stack_ = nullptr;
  std::optional<double> followed_s_;  // the cursor that a row was selected for
  bool has_sized_columns_ = false;
};

}  // namespace simgrad::gui
