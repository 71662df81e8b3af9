#pragma once

#include <functional>
#include <optional>
#include <vector>

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
/// moment; a cursor that is moved elsewhere selects its row here, while the table is seen and at
/// showRows(). Ctrl+C copies selected rows.
class TimeTable : public QWidget {
  Q_OBJECT

 public:
  /// @param what  rows are called: "event"
  TimeTable(Session& session, TimeTableModel& rows, const QString& what, QWidget* parent);

  /// Adds a control beside the filter's field.
  void addControl(QWidget* control);

  /// Only rows whose value in a column is this one; empty: all.
  void setOnly(int column, const QString& value);

  /// Says why there are no rows, where there are none.
  void setNotice(const QString& notice);

  /// Offers to zoom to a row's part of time, by a double click, Ctrl+Enter and the menu.
  void offerZoom();

  /// To be called when rows have changed.
  void showRows();

  TableFilter& filter() const { return *filter_; }
  QTableView& table() const { return *table_; }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void makeControls(const QString& what);
  void makeTable();
  QWidget* makeNotice();
  void addActions();
  void offerAction(const QString& text, const std::function<void()>& act);
  bool pressKey(const QKeyEvent& event, bool is_asked);
  void moveCursorTo(const QModelIndex& index);
  void zoomTo(const QModelIndex& index);
  void copyRows() const;
  void followCursor();
  void sizeColumns();
  void showCount();
  void keepSelection();
  void restoreSelection();

  /// What was selected before the filter chose other rows, by rows of the model.
  struct Kept {
    int current = -1;
    std::vector<int> selected = {};
    int scrolled = 0;
  };

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
  std::optional<Kept> kept_;
  bool has_sized_columns_ = false;
  bool offers_zoom_ = false;
};

}  // namespace simgrad::gui
