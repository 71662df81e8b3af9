#include "gui/tables/time_table.hpp"

#include <algorithm>
#include <cmath>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QStackedWidget>
#include <QStringList>
#include <QTableView>
#include <QVBoxLayout>

#include "gui/tables/cell_delegate.hpp"
#include "gui/tables/table_filter.hpp"
#include "gui/tables/time_table_model.hpp"

namespace simgrad::gui {
namespace {

constexpr int kFilterWidth = 260;
constexpr int kCellMargin = 22;   // beside a cell's text
constexpr int kTitleMargin = 18;  // beside a title: the arrow of sorting
constexpr int kWidestCell = 280;  // what is longer is elided
constexpr int kRowMargin = 6;     // above and below a row's text
constexpr int kMeasuredRows = 100;
constexpr int kMostKept = 1'000;  // selected rows, over a change of the filter

/// Spread over all rows, but at no stride: kinds of events often come by turns.
int unevenRow(int i, int rows) {
  constexpr double kGoldenRatio = 0.6180339887498949;
  const double turns = kGoldenRatio * i;
  return static_cast<int>((turns - std::floor(turns)) * rows);
}

}  // namespace

TimeTable::TimeTable(Session& session, TimeTableModel& rows, const QString& what, QWidget* parent)
    : QWidget(parent),
      session_(session),
      rows_(rows),
      filter_(new TableFilter(&rows, this)),
      what_(what) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  controls_ = new QHBoxLayout;
  layout->addLayout(controls_);
  makeControls(what);
  makeTable();
  addActions();
  stack_ = new QStackedWidget(this);
  stack_->addWidget(table_);
  stack_->addWidget(makeNotice());
  layout->addWidget(stack_, 1);
  connect(&session_.time(), &TimeFocus::cursorChanged, this, [this] {
    if (isVisible()) {
      followCursor();
    }
  });
  connect(filter_, &QAbstractItemModel::modelAboutToBeReset, this, &TimeTable::keepSelection);
  connect(filter_, &QAbstractItemModel::modelReset, this, &TimeTable::restoreSelection);
  connect(&rows_, &QAbstractItemModel::modelReset, this, [this] {
    table_->selectionModel()->clear();
    has_sized_columns_ = false;
  });
}

void TimeTable::makeControls(const QString& what) {
  text_ = new QLineEdit(this);
  text_->setPlaceholderText("Filter: text in any column");
  text_->setToolTip("Only rows that say this in some column");
  text_->setAccessibleName("Filter of " + what + "s");
  text_->setClearButtonEnabled(true);
  text_->setMaximumWidth(kFilterWidth);
  count_ = new QLabel(this);
  controls_->addWidget(text_, 1);
  controls_->addStretch();
  controls_->addWidget(count_);
  connect(text_, &QLineEdit::textChanged, this, [this](const QString& text) {
    filter_->setText(text);
    showCount();
    table_->scrollTo(table_->currentIndex());
  });
}

void TimeTable::setOnly(int column, const QString& value) {
  filter_->setOnly(column, value);
  showCount();
  table_->scrollTo(table_->currentIndex());
}

void TimeTable::addControl(QWidget* control) {
  controls_->insertWidget(1, control);
}

void TimeTable::makeTable() {
  table_ = new QTableView(this);
  table_->setModel(filter_);
  table_->setAccessibleName("Table of " + what_ + "s");
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::ExtendedSelection);
  table_->setAlternatingRowColors(true);
  table_->setShowGrid(false);
  table_->setWordWrap(false);
  table_->setTabKeyNavigation(false);
  table_->setItemDelegate(new CellDelegate(table_));
  table_->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  table_->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + kRowMargin);
  table_->horizontalHeader()->setStretchLastSection(true);
  table_->horizontalHeader()->setHighlightSections(false);
  table_->sortByColumn(0, Qt::AscendingOrder);
  table_->setSortingEnabled(true);
  table_->installEventFilter(this);
  connect(table_, &QTableView::clicked, this, &TimeTable::moveCursorTo);
}

QWidget* TimeTable::makeNotice() {
  notice_label_ = new QLabel(this);
  notice_label_->setAlignment(Qt::AlignCenter);
  notice_label_->setTextFormat(Qt::PlainText);
  notice_label_->setWordWrap(true);
  return notice_label_;
}

void TimeTable::addActions() {
  table_->setContextMenuPolicy(Qt::ActionsContextMenu);
  offerAction("Move the cursor &here\tEnter", [this] {
    moveCursorTo(table_->currentIndex());
  });
  offerAction("&Copy rows\tCtrl+C", [this] {
    copyRows();
  });
}

void TimeTable::offerZoom() {
  offers_zoom_ = true;
  offerAction("&Zoom here\tCtrl+Enter", [this] {
    zoomTo(table_->currentIndex());
  });
  connect(table_, &QTableView::doubleClicked, this, &TimeTable::zoomTo);
}

/// The key stands in the text only: as a shortcut it could be the window's, too. See eventFilter.
void TimeTable::offerAction(const QString& text, const std::function<void()>& act) {
  auto* action = new QAction(text, table_);
  connect(action, &QAction::triggered, this, act);
  table_->addAction(action);
}

bool TimeTable::eventFilter(QObject* watched, QEvent* event) {
  if (watched == table_ &&
      (event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride)) {
    const bool is_asked = event->type() == QEvent::ShortcutOverride;
    if (pressKey(*static_cast<QKeyEvent*>(event), is_asked)) {
      event->accept();
      return true;
    }
  }
  return QWidget::eventFilter(watched, event);
}

/// Returns whether the key does something here. @param is_asked  only that is to be known
bool TimeTable::pressKey(const QKeyEvent& event, bool is_asked) {
  const bool is_enter = event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter;
  if (!is_enter && !event.matches(QKeySequence::Copy)) {
    return false;
  }
  if (is_asked) {
    return true;
  }
  if (!is_enter) {
    copyRows();
  } else if (offers_zoom_ && event.modifiers().testFlag(Qt::ControlModifier)) {
    zoomTo(table_->currentIndex());
  } else {
    moveCursorTo(table_->currentIndex());
  }
  return true;
}

void TimeTable::moveCursorTo(const QModelIndex& index) {
  if (index.isValid()) {
    const double time_s = rows_.time(filter_->mapToSource(index).row());
    followed_s_ = std::max(0.0, time_s);  // this row stays selected, though others may share it
    session_.time().setCursor(time_s);
  }
}

void TimeTable::zoomTo(const QModelIndex& index) {
  if (index.isValid()) {
    moveCursorTo(index);
    if (const auto range = rows_.range(filter_->mapToSource(index).row())) {
      session_.time().setRange(range);
    }
  }
}

void TimeTable::copyRows() const {
  QModelIndexList selected = table_->selectionModel()->selectedRows();
  std::sort(selected.begin(), selected.end());
  QStringList lines;
  for (const QModelIndex& row : selected) {
    QStringList fields;
    for (int column = 0; column < filter_->columnCount(); ++column) {
      fields += row.siblingAtColumn(column).data().toString();
    }
    lines += fields.join('\t');
  }
  if (!lines.isEmpty()) {
    QApplication::clipboard()->setText(lines.join('\n') + '\n');
  }
}

void TimeTable::keepSelection() {
  const QModelIndexList selected = table_->selectionModel()->selectedRows();
  kept_ = Kept{.current = filter_->mapToSource(table_->currentIndex()).row(),
               .scrolled = table_->verticalScrollBar()->value()};
  for (int i = 0; i < selected.size() && selected.size() <= kMostKept; ++i) {
    kept_->selected.push_back(filter_->mapToSource(selected[i]).row());
  }
}

void TimeTable::restoreSelection() {
  QItemSelection selection;
  for (const int row : kept_->selected) {
    const QModelIndex index = filter_->mapFromSource(rows_.index(row, 0));
    if (index.isValid()) {
      selection.select(index, index);
    }
  }
  QItemSelectionModel& model = *table_->selectionModel();
  model.setCurrentIndex(filter_->mapFromSource(rows_.index(kept_->current, 0)),
                        QItemSelectionModel::NoUpdate);
  model.select(selection, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
  table_->verticalScrollBar()->setValue(kept_->scrolled);
}

/// Selects the row of the cursor's moment, if it was moved elsewhere.
void TimeTable::followCursor() {
  const std::optional<double> cursor_s = session_.time().cursor();
  if (!cursor_s || cursor_s == followed_s_) {
    return;
  }
  followed_s_ = cursor_s;
  const std::optional<int> row = rows_.rowAt(*cursor_s);
  const QModelIndex index = row ? filter_->mapFromSource(rows_.index(*row, 0)) : QModelIndex();
  if (!index.isValid()) {
    table_->clearSelection();
    return;
  }
  table_->selectionModel()->setCurrentIndex(
      index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
  table_->scrollTo(index);
}

void TimeTable::setNotice(const QString& notice) {
  notice_ = notice;
}

void TimeTable::showRows() {
  if (!has_sized_columns_ && rows_.rowCount() > 0) {
    has_sized_columns_ = true;
    sizeColumns();
    followed_s_.reset();
  }
  showCount();
  followCursor();
}

/// By some of the rows: measuring all would take long, and later ones are much like them.
void TimeTable::sizeColumns() {
  const QFontMetrics metrics = table_->fontMetrics();
  const int rows = rows_.rowCount();
  const int measured = std::min(rows, kMeasuredRows);
  for (int column = 0; column < rows_.columnCount(); ++column) {
    const QString title = rows_.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    int width = metrics.horizontalAdvance(title) + kTitleMargin;
    for (int i = 0; i < measured; ++i) {
      const int row = rows == measured ? i : unevenRow(i, rows);
      const QString text = rows_.index(row, column).data().toString();
      width = std::max(width, metrics.horizontalAdvance(text) + kCellMargin);
    }
    table_->setColumnWidth(column, std::min(width, kWidestCell));
  }
}

void TimeTable::showCount() {
  const int all = rows_.rowCount();
  const int shown = filter_->rowCount();
  const QString things = all == 1 ? what_ : what_ + "s";
  count_->setText(shown == all ? QString("%1 %2").arg(all).arg(things)
                               : QString("%1 of %2 %3").arg(shown).arg(all).arg(things));
  notice_label_->setText(all == 0 ? notice_ : "No " + what_ + " passes the filter.");
  stack_->setCurrentIndex(shown == 0 ? 1 : 0);
}

}  // namespace simgrad::gui
