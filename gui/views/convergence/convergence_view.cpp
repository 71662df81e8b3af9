#include "gui/views/convergence/convergence_view.hpp"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QSplitter>
#include <QVBoxLayout>

#include "gui/charts/chart.hpp"
#include "gui/charts/chart_group.hpp"

namespace simgrad::gui {
namespace {

constexpr int kLongestHalfLife = 1000;

}  // namespace

const ViewInfo convergence_view_info{
    "convergence", "&Convergence",
    "How loss and accuracy change over simulated time, rounds, bytes or wall time, for all runs "
    "that "
    "are ticked in the list of runs; the marks are failures of the chosen one. The wheel zooms, a "
    "drag zooms to what it marks, a click moves the cursor of all views."};

ConvergenceView::ConvergenceView(Session& session) : View(session, convergence_view_info) {
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(makeControls());
  makeCharts();
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

void ConvergenceView::makeCharts() {
  shown_ = new QSplitter(Qt::Vertical, this);
  shown_->setChildrenCollapsible(false);
  loss_ = new Chart(shown_);
  loss_->setAccessibleName("loss");
  accuracy_ = new Chart(shown_);
  accuracy_->setAccessibleName("accuracy");
  charts_ = new ChartGroup(this);
  charts_->add(loss_);
  charts_->add(accuracy_);
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
  loss.marks = marks_.of(eventsToMark(runs, current, wanted.against));
  accuracy.marks = loss.marks;
  loss.names_x = false;
  loss_->setPlot(std::move(loss));
  accuracy_->setPlot(std::move(accuracy));
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
