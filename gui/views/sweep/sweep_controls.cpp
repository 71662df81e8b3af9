#include "gui/views/sweep/sweep_controls.hpp"

#include <algorithm>

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>

namespace simgrad::gui {
namespace {

constexpr int kNone = -1;  // the data of "none"; else an index

struct Offer {
  QString text = {};
  int data = 0;
};

/// Keeps what is chosen if it is still offered by that name, else the place it had in the list.
void refill(QComboBox* box, const std::vector<Offer>& offers, int default_data) {
  const QSignalBlocker blocker(box);
  const bool was_empty = box->count() == 0;
  const QString chosen = box->currentText();
  const int place = box->currentIndex();
  box->clear();
  for (const Offer& offer : offers) {
    box->addItem(offer.text, offer.data);
  }
  if (offers.empty()) {
    return;
  }
  const int same = box->findText(chosen, Qt::MatchExactly | Qt::MatchCaseSensitive);
  if (was_empty) {
    box->setCurrentIndex(std::max(0, box->findData(default_data)));
  } else {
    box->setCurrentIndex(same >= 0 ? same : std::clamp(place, 0, box->count() - 1));
  }
}

std::vector<Offer> axesOf(const ComparedSweep& sweep) {
  std::vector<Offer> offers;
  for (std::size_t i = 0; i < sweep.axes.size(); ++i) {
    offers.push_back({QString::fromStdString(sweep.axes[i].name), static_cast<int>(i)});
  }
  return offers;
}

}  // namespace

SweepControls::SweepControls(QWidget* parent) : QWidget(parent) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  picture_ = addChoice("P&icture:", "How results are shown").box;
  picture_->addItems({"Lines", "Heat map", "Learning curves", "Table"});
  const auto metric = addChoice("&Metric:", "The quantity by which runs are compared");
  const auto learnt = addChoice("Quantit&y:", "What the curves show");
  const auto x = addChoice("A&xis:", "The axis of the sweep along which results are drawn");
  const auto series = addChoice("Serie&s:", "A second axis, whose values are told apart");
  metric_label_ = metric.label;
  metric_ = metric.box;
  learnt_label_ = learnt.label;
  learnt_ = learnt.box;
  x_label_ = x.label;
  x_ = x.box;
  series_label_ = series.label;
  series_ = series.box;
  layout->addStretch();
  for (QComboBox* box : {picture_, metric_, learnt_, x_, series_}) {
    connect(box, &QComboBox::currentIndexChanged, this, [this, box] {
      if (box == x_ || box == picture_) {
        offerSeries();
      }
      showFitting();
      emit changed();
    });
  }
  showFitting();
}

SweepControls::Choice SweepControls::addChoice(const QString& text, const QString& help) {
  auto* label = new QLabel(text);
  auto* box = new QComboBox;
  box->setToolTip(help);
  box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  box->setMinimumContentsLength(6);
  box->setMinimumWidth(80);
  label->setBuddy(box);
  layout()->addWidget(label);
  layout()->addWidget(box);
  return {label, box};
}

void SweepControls::setSweep(const ComparedSweep& sweep) {
  sweep_ = sweep;
  std::vector<Offer> metrics;
  for (std::size_t i = 0; i < sweep.metrics.size(); ++i) {
    metrics.push_back({QString::fromStdString(sweep.metrics[i].label), static_cast<int>(i)});
  }
  refill(metric_, metrics, 0);
  const auto first = std::find_if(sweep.axes.begin(), sweep.axes.end(), [](const SweepAxis& axis) {
    return axis.values.size() > 1;
  });
  refill(x_, axesOf(sweep), static_cast<int>(first - sweep.axes.begin()));
  std::vector<Offer> learnt;
  if (isKnown(sweep.results(), Learnt::kAccuracy)) {
    learnt.push_back({"accuracy", static_cast<int>(Learnt::kAccuracy)});
  }
  learnt.push_back({"loss", static_cast<int>(Learnt::kLoss)});
  refill(learnt_, learnt, static_cast<int>(Learnt::kAccuracy));
  offerSeries();
  showFitting();
}

/// Axes other than x; as lines those with few enough values to be told apart, or none.
void SweepControls::offerSeries() {
  const int x = x_->currentData().isValid() ? x_->currentData().toInt() : 0;
  const bool is_map = picture() == SweepPicture::kMap;
  std::vector<Offer> offers;
  if (!is_map) {
    offers.push_back({"none", kNone});
  }
  for (const Offer& axis : axesOf(sweep_)) {
    const std::size_t values = sweep_.axes[static_cast<std::size_t>(axis.data)].values.size();
    if (axis.data != x && (is_map || (values > 1 && values <= kMostSeries))) {
      offers.push_back(axis);
    }
  }
  const auto fitting = series_axis(sweep_.axes, static_cast<std::size_t>(x));
  series_->setEnabled(!offers.empty());
  refill(series_, offers, fitting ? static_cast<int>(*fitting) : kNone);
}

void SweepControls::showFitting() {
  const SweepPicture shown = picture();
  const bool is_by_axis = shown == SweepPicture::kLines || shown == SweepPicture::kMap;
  const bool is_map = shown == SweepPicture::kMap;
  for (QWidget* widget : std::initializer_list<QWidget*>{metric_label_, metric_, x_label_, x_,
                                                         series_label_, series_}) {
    widget->setVisible(is_by_axis);
  }
  learnt_label_->setVisible(shown == SweepPicture::kCurves);
  learnt_->setVisible(shown == SweepPicture::kCurves);
  x_label_->setText(is_map ? "Col&umns:" : "A&xis:");
  series_label_->setText(is_map ? "R&ows:" : "Serie&s:");
}

SweepPicture SweepControls::picture() const {
  return static_cast<SweepPicture>(picture_->currentIndex());
}

void SweepControls::setPicture(SweepPicture picture) {
  picture_->setCurrentIndex(static_cast<int>(picture));
}

std::optional<AxisQuestion> SweepControls::question() const {
  if (!metric_->currentData().isValid() || !x_->currentData().isValid()) {
    return std::nullopt;
  }
  AxisQuestion question{static_cast<std::size_t>(metric_->currentData().toInt()),
                        static_cast<std::size_t>(x_->currentData().toInt()),
                        {}};
  if (series_->currentData().isValid() && series_->currentData().toInt() != kNone) {
    question.series = static_cast<std::size_t>(series_->currentData().toInt());
  }
  return question;
}

Learnt SweepControls::learnt() const {
  return static_cast<Learnt>(learnt_->currentData().toInt());
}

}  // namespace simgrad::gui
