#include "gui/views/traffic/traffic_view.hpp"

#include <algorithm>
#include <cmath>

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include "gui/charts/chart.hpp"
#include "gui/charts/chart_group.hpp"
#include "gui/text/text.hpp"
#include "gui/views/traffic/groups_model.hpp"
#include "gui/views/traffic/links_model.hpp"
#include "gui/views/traffic/traffic_plot.hpp"
#include "sim/results/quantity.hpp"

namespace simgrad::gui {
namespace {

constexpr int kTablesWidth = 440;
constexpr int kRowPadding = 8;

QTableView* makeTable(QAbstractItemModel* model, QWidget* parent) {
  auto* table = new QTableView(parent);
  table->setModel(model);
  table->verticalHeader()->hide();
  table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + kRowPadding);
  table->setSelectionBehavior(QAbstractItemView::SelectRows);
  table->setTextElideMode(Qt::ElideMiddle);
  table->setWordWrap(false);
  table->setTabKeyNavigation(false);
  for (int column = 1; column < model->columnCount(); ++column) {
    table->horizontalHeader()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
  }
  table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
  return table;
}

/// Of all rows.
int heightOf(const QTableView& table) {
  return table.horizontalHeader()->sizeHint().height() + table.verticalHeader()->length() +
         2 * table.frameWidth();
}

QString bytesText(double bytes) {
  return quantityText(Unit::kBytes, bytes);
}

QString totalsText(const RunSnapshot& run) {
  double up_bytes = 0.0;
  double down_bytes = 0.0;
  for (const RoundRow& round : *run.rounds) {
    up_bytes += static_cast<double>(round.up_bytes);
    down_bytes += static_cast<double>(round.down_bytes);
  }
  QString text = QString("Nodes sent %1 up to the server and got %2 down from it in %3 rounds.")
                     .arg(bytesText(up_bytes), bytesText(down_bytes))
                     .arg(run.rounds->size());
  if (run.traffic->bin_s > 0.0) {
    text += QString(" Below, links are counted in bins of %1: what crosses several counts on each.")
                .arg(quantityText(Unit::kSeconds, run.traffic->bin_s));
  }
  return text;
}

}  // namespace

const ViewInfo traffic_view_info{
    "traffic", "&Traffic",
    "Bytes per second over simulated time, by group of links, one above another, and what each "
    "link carried. The wheel zooms, a drag zooms to what it marks, a click moves the cursor of all "
    "views."};

TrafficView::TrafficView(Session& session)
    : View(session, traffic_view_info),
      shown_(new QSplitter(this)),
      totals_(new QLabel(this)),
      chart_(new Chart(shown_)),
      charts_(new ChartGroup(this)) {
  chart_->setAccessibleName("bytes per second by group of links");
  charts_->add(chart_);
  charts_->follow(&session.time());
  shown_->addWidget(makeTables());
  shown_->setStretchFactor(0, 1);
  shown_->setSizes({2 * kTablesWidth, kTablesWidth});
  shown_->setChildrenCollapsible(false);
  totals_->setToolTip("Payload of all rounds, once, and of links, once each");
  totals_->setWordWrap(true);
  auto* all = new QPushButton("Show &all", this);
  all->setToolTip("<p>Ends all zooming.</p><p>" + chartHelp() + "</p>");
  auto* controls = new QHBoxLayout;
  controls->addWidget(totals_, 1);
  controls->addWidget(all);
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(controls);
  layout->addWidget(shown_, 1);
  connect(all, &QPushButton::clicked, charts_, &ChartGroup::reset);
  connect(shown_, &QSplitter::splitterMoved, this, &TrafficView::refreshLater);
  connect(&session, &Session::currentChanged, this, &TrafficView::refreshLater);
  connect(&session.time(), &TimeFocus::rangeChanged, this, &TrafficView::refreshLater);
  connect(&session.time(), &TimeFocus::cursorChanged, this, [this] {
    showCursor();
  });
  refreshLater();
}

QWidget* TrafficView::makeTables() {
  auto* tables = new QWidget(shown_);
  groups_ = new GroupsModel(this);
  groups_table_ = makeTable(groups_, tables);
  groups_table_->setAccessibleName("groups of links");
  groups_table_->setSelectionMode(QAbstractItemView::NoSelection);
  links_ = new LinksModel(this);
  auto* sorted = new QSortFilterProxyModel(this);
  sorted->setSourceModel(links_);
  sorted->setSortRole(Qt::UserRole);
  links_table_ = makeTable(sorted, tables);
  links_table_->setAccessibleName("links");
  links_table_->setSortingEnabled(true);
  links_table_->sortByColumn(LinksModel::kBytes, Qt::DescendingOrder);
  auto* layout = new QVBoxLayout(tables);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(groups_table_);
  layout->addWidget(links_table_, 1);
  tables->setMinimumWidth(kTablesWidth);
  return tables;
}

QString TrafficView::csv() const {
  const OpenRun* open = session().current();
  return open == nullptr ? QString()
                         : trafficCsv(groupTraffic(*open->data->links, *open->data->traffic,
                                                   open->data->end()));
}

QWidget* TrafficView::picture() {
  return shown_;
}

void TrafficView::refresh() {
  const OpenRun* open = session().current();
  takeRun(open == nullptr ? nullptr : open->data);
  showCursor();
  drawChart();
}

/// The last bin stands for the very end of a run.
void TrafficView::showCursor() {
  const double end_s = run_ == nullptr ? 0.0 : run_->end();
  groups_->setTime(std::min(session().cursorTime(), std::nextafter(end_s, 0.0)));
}

void TrafficView::takeRun(const RunPointer& run) {
  if (run == run_) {
    return;
  }
  const bool is_same_traffic = run != nullptr && run_ != nullptr && run->traffic == run_->traffic &&
                               run->links == run_->links && run->end() == run_->end();
  run_ = run;
  totals_->setText(run == nullptr ? "" : totalsText(*run));
  if (is_same_traffic) {
    return;
  }
  traffic_ =
      run == nullptr ? TrafficGroups{} : groupTraffic(*run->links, *run->traffic, run->end());
  groups_->setTraffic(traffic_);
  groups_table_->setFixedHeight(heightOf(*groups_table_));
  links_->setUses(run == nullptr ? std::vector<LinkUse>{} : linkUses(*run));
}

void TrafficView::drawChart() {
  if (run_ == nullptr) {
    chart_->setPlot({.if_empty = "no run is open"});
    return;
  }
  const std::optional<TimeRange> range = session().time().range();
  const std::optional<Range> seen =
      range ? std::optional(Range{range->begin_s, range->end_s}) : std::nullopt;
  Plot plot = trafficPlot(*run_, traffic_, seen, chart_->width());
  plot.marks = marks_.of(run_->events);
  chart_->setPlot(std::move(plot));
}

void TrafficView::resizeEvent(QResizeEvent* event) {
  View::resizeEvent(event);
  refreshLater();
}

std::unique_ptr<View> makeTrafficView(Session& session) {
  return std::make_unique<TrafficView>(session);
}

}  // namespace simgrad::gui
