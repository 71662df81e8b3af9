#include "gui/views/convergence/convergence_view.hpp"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QSpinBox>
#include <QSplitter>
#include <QVBoxLayout>

#include "gui/charts/chart.hpp"
#include "gui/charts/chart_group.hpp"
#include "gui/theme/theme.hpp"
#include "gui/views/convergence/run_legend_model.hpp"

namespace simgrad::gui {
namespace {

constexpr int kLongestHalfLife = 1000;
constexpr int kLegendWidth = 220;

}  // namespace

const ViewInfo convergence_view_info{
    "convergence", "&Convergence",
    "How loss and accuracy change over simulated time, rounds, "
    "bytes or wall time. The list chooses "
    "which runs are shown, and of which one the failures. The wheel zooms, a drag zooms to what it "
    "marks, a click moves the cursor of all views."};

ConvergenceView::ConvergenceView(Session& session) : View(session, convergence_view_info) {
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(makeControls());
  shown_ = new QSplitter(this);
  shown_->addWidget(makeCharts());
  shown_->addWidget(makeLegend());
  shown_->setStretchFactor(0, 1);
  shown_->setSizes({4 * kLegendWidth, kLegendWidth});
  shown_->setCollapsible(0, false);
  layout->addWidget(shown_, 1);
  connect(&session, &Session::runsChanged, this, &ConvergenceView::refreshLater);
  connect(&session, &Session::runUpdated, this, &ConvergenceView::refreshLater);
  connect(&session, &Session::currentChanged, this, &ConvergenceView::refreshLater);
  connect(&session, &Session::shownChanged, this, &ConvergenceView::refreshLater);
  refreshLater();
}

QLayout* ConvergenceView::makeControls() {
  against_ = new QComboBox(this);
  against_->addItems({"simulated time", "rounds", "bytes sent", "wall time"});
  against_->setToolTip("What loss and accuracy are drawn against");
  half_life_ = new QSpinBox(this);
  half_life_->setRange(0, kLongestHalfLife);
  half_life_->setSpecialValueText("off");
  half_life_->setSuffix(" evaluations");
  half_life_->setToolTip(
      "Exponential moving average: an evaluation weighs half as much as one that came this many "
      "evaluations later. The recorded values stay behind it, faint.");
  loss_axis_ = new QComboBox(this);
  loss_axis_->addItems({"automatic", "linear", "logarithmic"});
  loss_axis_->setToolTip(
      "Automatic: logarithmic where the greatest loss is more than 50 times the least");
  auto* all = new QPushButton("Show &all", this);
  all->setToolTip("<p>Ends all zooming.</p><p>" + chartHelp() + "</p>");
  auto* against_label = new QLabel("A&gainst", this);
  against_label->setBuddy(against_);
  auto* half_life_label = new QLabel("&Smoothing, half-life", this);
  half_life_label->setBuddy(half_life_);
  auto* loss_axis_label = new QLabel("L&oss axis", this);
  loss_axis_label->setBuddy(loss_axis_);
  auto* controls = new QHBoxLayout;
  for (QWidget* widget : std::initializer_list<QWidget*>{against_label, against_, half_life_label,
                                                         half_life_, loss_axis_label, loss_axis_}) {
    controls->addWidget(widget);
  }
  controls->addStretch(1);
  controls->addWidget(all);
  connect(against_, &QComboBox::currentIndexChanged, this, &ConvergenceView::refreshLater);
  connect(half_life_, &QSpinBox::valueChanged, this, &ConvergenceView::refreshLater);
  connect(loss_axis_, &QComboBox::currentIndexChanged, this, &ConvergenceView::refreshLater);
  connect(all, &QPushButton::clicked, this, [this] {
    charts_->reset();
  });
  return controls;
}

QWidget* ConvergenceView::makeCharts() {
  auto* both = new QSplitter(Qt::Vertical, this);
  both->setChildrenCollapsible(false);
  loss_ = new Chart(both);
  loss_->setAccessibleName("loss");
  accuracy_ = new Chart(both);
  accuracy_->setAccessibleName("accuracy");
  charts_ = new ChartGroup(this);
  charts_->add(loss_);
  charts_->add(accuracy_);
  return both;
}

QWidget* ConvergenceView::makeLegend() {
  runs_ = new RunLegendModel(session());
  runs_->setParent(this);
  legend_ = new QListView(this);
  legend_->setModel(runs_);
  legend_->setIconSize(RunLegendModel::kSwatch);
  legend_->setWordWrap(true);
  legend_->setTextElideMode(Qt::ElideMiddle);
  legend_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  legend_->setAccessibleName("open runs");
  legend_->setToolTip("A checked run is shown (Space). The failures are those of the chosen one.");
  connect(legend_->selectionModel(), &QItemSelectionModel::currentChanged, this,
          [this](const QModelIndex& chosen) {
            if (chosen.isValid()) {
              session().setCurrent(static_cast<std::size_t>(chosen.row()));
            }
          });
  return legend_;
}

ConvergenceChoice ConvergenceView::choice() const {
  return {static_cast<Against>(against_->currentIndex()), half_life_->value(),
          static_cast<LossAxis>(loss_axis_->currentIndex())};
}

void ConvergenceView::refresh() {
  const ConvergenceChoice wanted = choice();
  charts_->follow(wanted.against == Against::kTime ? &session().time() : nullptr);
  const auto& runs = session().runs();
  const auto current = session().currentIndex();
  Plot loss = convergencePlot(runs, current, Measure::kLoss, wanted);
  Plot accuracy = convergencePlot(runs, current, Measure::kAccuracy, wanted);
  findMarks(wanted.against);
  loss.marks = marks_;
  accuracy.marks = marks_;
  loss.names_x = false;
  loss_->setPlot(std::move(loss));
  accuracy_->setPlot(std::move(accuracy));
  legend_->setVisible(runs.size() > 1);
  colourLegend();
  showCurrent();
}

void ConvergenceView::findMarks(Against against) {
  const auto events = eventsToMark(session().runs(), session().currentIndex(), against);
  if (events != marked_) {
    marked_ = events;
    marks_ = events == nullptr ? std::vector<EventMark>{} : failure_marks(*events);
  }
}

/// Fusion draws the frames of check boxes in a shade of the window's colour, which cannot be seen
/// on a dark list.
void ConvergenceView::colourLegend() {
  QPalette palette;
  palette.setColor(QPalette::Window, theme().muted);
  legend_->setPalette(palette);
}

void ConvergenceView::showCurrent() {
  if (const auto current = session().currentIndex()) {
    legend_->setCurrentIndex(runs_->index(static_cast<int>(*current)));
  }
}

QString ConvergenceView::csv() const {
  return convergenceCsv(session().runs());
}

QWidget* ConvergenceView::picture() {
  return shown_;
}

std::unique_ptr<View> makeConvergenceView(Session& session) {
  return std::make_unique<ConvergenceView>(session);
}

}  // namespace simgrad::gui
