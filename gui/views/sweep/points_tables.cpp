#include "gui/views/sweep/points_tables.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include "gui/views/sweep/points_model.hpp"
#include "gui/views/sweep/runs_model.hpp"

namespace simgrad::gui {
namespace {

QSortFilterProxyModel* sortedModel(QAbstractItemModel* model, QObject* parent) {
  auto* sorted = new QSortFilterProxyModel(parent);
  sorted->setSourceModel(model);
  sorted->setSortRole(Qt::UserRole);
  sorted->setFilterCaseSensitivity(Qt::CaseInsensitive);
  return sorted;
}

constexpr int kRowGap = 8;
constexpr int kColumnGap = 24;
constexpr int kRowsMeasured = 20;

/// As wide as the heads and the first rows need: to ask all of them would be a bootstrap each.
void fitColumns(QTableView* table) {
  const QAbstractItemModel* model = table->model();
  const QFontMetrics font = table->fontMetrics();
  for (int column = 0; column < model->columnCount(); ++column) {
    int width = font.horizontalAdvance(model->headerData(column, Qt::Horizontal).toString());
    for (int row = 0; row < std::min(kRowsMeasured, model->rowCount()); ++row) {
      const QString text = model->index(row, column).data().toString();
      width = std::max(width, font.horizontalAdvance(text));
    }
    table->setColumnWidth(column, width + kColumnGap);
  }
}

/// Rows that a double click or Enter opens. (`activated` would be a single click on some desktops.)
class RowTable : public QTableView {
 public:
  using Open = std::function<void(const QModelIndex&)>;

  explicit RowTable(Open open) : open_(std::move(open)) {
    connect(this, &QTableView::doubleClicked, this, open_);
  }

 protected:
  void keyPressEvent(QKeyEvent* event) override {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
      open_(currentIndex());
    } else {
      QTableView::keyPressEvent(event);
    }
  }

 private:
  Open open_;
};

QTableView* tableOf(QAbstractItemModel* model, const QString& name, const QString& help,
                    const RowTable::Open& open) {
  auto* table = new RowTable(open);
  table->setModel(model);
  table->setSelectionBehavior(QAbstractItemView::SelectRows);
  table->setSortingEnabled(true);
  table->sortByColumn(-1, Qt::AscendingOrder);
  table->setAlternatingRowColors(true);
  table->setTabKeyNavigation(false);
  table->verticalHeader()->hide();
  table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + kRowGap);
  table->setAccessibleName(name);
  table->setToolTip(help);
  return table;
}

QWidget* column(std::initializer_list<QWidget*> widgets) {
  auto* holder = new QWidget;
  auto* layout = new QVBoxLayout(holder);
  layout->setContentsMargins(0, 0, 0, 0);
  for (QWidget* widget : widgets) {
    layout->addWidget(widget);
  }
  return holder;
}

}  // namespace

PointsTables::PointsTables(QWidget* parent)
    : QWidget(parent),
      points_(new PointsModel(this)),
      runs_(new RunsModel(this)),
      sorted_points_(sortedModel(points_, this)),
      sorted_runs_(sortedModel(runs_, this)),
      filter_(new QLineEdit),
      points_table_(tableOf(sorted_points_, "points",
                            "A row a point: medians over its runs. Select rows to see their runs "
                            "below, and their learning curves; double click or Enter opens them.",
                            [this](const QModelIndex& index) {
                              openPoint(index);
                            })),
      runs_table_(tableOf(sorted_runs_, "runs", "A row a run; double click or Enter opens it.",
                          [this](const QModelIndex& index) {
                            openRun(index);
                          })),
      runs_title_(new QLabel) {
  sorted_points_->setFilterRole(PointsModel::kFilterRole);
  filter_->setPlaceholderText("Only points with…");
  filter_->setAccessibleName("filter of points");
  filter_->setToolTip(
      "Shows the points whose settings or statuses hold this text: “20 ms”, “failed”");
  filter_->setClearButtonEnabled(true);
  runs_title_->setBuddy(runs_table_);
  auto* splitter = new QSplitter(Qt::Vertical);
  splitter->addWidget(column({filter_, points_table_}));
  splitter->addWidget(column({runs_title_, runs_table_}));
  splitter->setStretchFactor(0, 3);
  splitter->setStretchFactor(1, 2);
  splitter->setChildrenCollapsible(false);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(splitter);
  connect(filter_, &QLineEdit::textChanged, sorted_points_,
          &QSortFilterProxyModel::setFilterFixedString);
  connect(points_table_->selectionModel(), &QItemSelectionModel::selectionChanged, this,
          &PointsTables::showRuns);
}

void PointsTables::setSweep(const ComparedSweep& sweep) {
  sweep_ = sweep;
  const int columns = points_->columnCount();
  points_->setSweep(sweep);
  showRuns();
  if (points_->columnCount() != columns) {
    fitColumns(points_table_);
    fitColumns(runs_table_);
  }
}

std::vector<std::size_t> PointsTables::selectedPoints() const {
  std::set<std::size_t> points;
  for (const QModelIndex& index : points_table_->selectionModel()->selectedRows()) {
    points.insert(points_->point(sorted_points_->mapToSource(index).row()));
  }
  return {points.begin(), points.end()};
}

void PointsTables::showRuns() {
  RunIndices runs;
  const QModelIndexList selected = points_table_->selectionModel()->selectedRows();
  for (const QModelIndex& index : selected) {
    const RunIndices more = points_->runs(sorted_points_->mapToSource(index).row());
    runs.insert(runs.end(), more.begin(), more.end());
  }
  for (std::size_t i = 0; selected.isEmpty() && i < sweep_.results().runs.size(); ++i) {
    runs.push_back(i);
  }
  const int count = static_cast<int>(runs.size());
  runs_title_->setText(
      selected.isEmpty()
          ? QString("All %1 runs; select points above to see theirs alone:").arg(count)
          : QString("The %1 runs of the points selected above:").arg(count));
  runs_->setRuns(sweep_, std::move(runs));
}

void PointsTables::openPoint(const QModelIndex& index) {
  if (index.isValid()) {
    emit opened(points_->runs(sorted_points_->mapToSource(index).row()));
  }
}

void PointsTables::openRun(const QModelIndex& index) {
  if (index.isValid()) {
    emit opened({runs_->run(sorted_runs_->mapToSource(index).row())});
  }
}

}  // namespace simgrad::gui
