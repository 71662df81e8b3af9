#include "gui/views/topology/topology_view.hpp"

#include <algorithm>

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include "gui/playback/playback_bar.hpp"
#include "gui/theme/theme.hpp"
#include "gui/views/topology/topology_canvas.hpp"
#include "gui/views/topology/topology_item.hpp"
#include "gui/views/topology/topology_legend.hpp"
#include "gui/views/topology/topology_text.hpp"

namespace simgrad::gui {
namespace {

constexpr int kChosenLines = 2;  // always, so that the picture keeps its size

}  // namespace

const ViewInfo topology_view_info{
    "topology", "To&pology",
    "The cluster at the cursor's moment: what hosts do, how much links carry, what is down. Space "
    "plays, the wheel zooms, a double click folds and unfolds hosts that are alike, F fits all."};

TopologyView::TopologyView(Session& session)
    : View(session, topology_view_info),
      picture_(new QWidget(this)),
      canvas_(new TopologyCanvas(picture_)),
      bar_(new PlaybackBar(session, this)),
      chosen_(new QLabel(this)),
      empty_(new QLabel("No cluster to show: open a run.", canvas_)) {
  canvas_->setAccessibleName("Picture of the cluster");
  chosen_->setTextFormat(Qt::RichText);
  chosen_->setToolTip("The host, zone or junction that is chosen: by a click or the arrow keys");
  chosen_->setWordWrap(true);
  chosen_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
  chosen_->setFixedHeight(kChosenLines * fontMetrics().lineSpacing());
  empty_->setAlignment(Qt::AlignCenter);
  auto* fit = new QToolButton(this);
  fit->setText("Fit");
  fit->setToolTip("Show the whole cluster (F)");
  connect(fit, &QToolButton::clicked, canvas_, &TopologyCanvas::fit);

  auto* picture_layout = new QVBoxLayout(picture_);
  picture_layout->setContentsMargins(0, 0, 0, 0);
  picture_layout->setSpacing(0);
  picture_layout->addWidget(canvas_, 1);
  picture_layout->addWidget(new TopologyLegend(picture_));
  auto* canvas_layout = new QVBoxLayout(canvas_);
  canvas_layout->addWidget(empty_);
  auto* controls = new QHBoxLayout;
  controls->addWidget(bar_, 1);
  controls->addWidget(fit);
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(controls);
  layout->addWidget(picture_, 1);
  layout->addWidget(chosen_);

  connect(canvas_, &TopologyCanvas::activated, this, &TopologyView::toggleAt);
  connect(canvas_, &TopologyCanvas::chosen, this, &TopologyView::showChosen);
  connect(&session, &Session::currentChanged, this, &TopologyView::refreshLater);
  connect(&session.time(), &TimeFocus::cursorChanged, this, &TopologyView::refreshLater);
  setFocusProxy(canvas_);
  refreshLater();
}

QString TopologyView::csv() const {
  const OpenRun* open = session().current();
  TopologyModel now;  // what is drawn may be older, while it cannot be seen
  now.setRun(open == nullptr ? nullptr : open->data);
  now.setTime(session().cursorTime());
  return topologyCsv(now);
}

void TopologyView::refresh() {
  const OpenRun* open = session().current();
  const RunPointer run = open == nullptr ? nullptr : open->data;
  canvas_->setBackgroundBrush(theme().background);
  if (run != model_.run()) {
    const bool is_other_run =
        run == nullptr || model_.run() == nullptr || run->key != model_.run()->key;
    if (model_.setRun(run)) {
      canvas_->items().build(model_);
      if (is_other_run) {
        canvas_->fit();
      } else {
        canvas_->fitIfWanted();
      }
    }
  }
  empty_->setVisible(model_.isEmpty());
  showMoment();
}

void TopologyView::showMoment() {
  model_.setTime(session().cursorTime());
  canvas_->viewport()->update();
  showChosen();
}

void TopologyView::toggleAt(const Place& place) {
  const auto zone = model_.zoneOf(place);
  if (!zone) {
    return;
  }
  model_.toggle(*zone);
  canvas_->items().build(model_);
  canvas_->fitIfWanted();
  for (TopologyItem* item : canvas_->items().places()) {
    if (model_.zoneOf(*item->place()) == zone) {
      item->setSelected(true);
      break;
    }
  }
}

void TopologyView::showChosen() {
  const auto& items = canvas_->items().places();
  const auto chosen = std::find_if(items.begin(), items.end(), [](const TopologyItem* item) {
    return item->isSelected();
  });
  chosen_->setText(chosen == items.end()
                       ? "Click a host or choose one with the arrow keys."
                       : describeChosen(model_, static_cast<std::size_t>(chosen - items.begin())));
}

void TopologyView::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Space) {
    bar_->toggle();
    return;
  }
  View::keyPressEvent(event);
}

std::unique_ptr<View> makeTopologyView(Session& session) {
  return std::make_unique<TopologyView>(session);
}

}  // namespace simgrad::gui
