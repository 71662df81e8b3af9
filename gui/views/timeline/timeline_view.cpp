#include "gui/views/timeline/timeline_view.hpp"

#include <algorithm>
#include <limits>

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include "gui/text/text.hpp"
#include "gui/views/rounds/round_lookup.hpp"
#include "gui/views/timeline/span_lookup.hpp"
#include "gui/views/timeline/timeline_canvas.hpp"
#include "gui/views/timeline/timeline_legend.hpp"
#include "gui/views/timeline/timeline_text.hpp"

namespace simgrad::gui {
namespace {

constexpr double kZoomStep = 1.5;
constexpr double kRowStep = 1.25;
constexpr int kPatternWidth = 200;

int asInt(std::int64_t number) {
  return static_cast<int>(std::clamp<std::int64_t>(number, std::numeric_limits<int>::min() + 1,
                                                   std::numeric_limits<int>::max()));
}

QLabel* plainLabel(QWidget* parent) {
  auto* label = new QLabel(parent);
  label->setTextFormat(Qt::PlainText);
  label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  return label;
}

}  // namespace

const ViewInfo timeline_view_info{
    "timeline", "Time&line",
    "What every node did and when. Wheel: zoom; drag: move; Shift and drag: zoom to a part; double "
    "click: the span's round; a click moves every view there."};

TimelineView::TimelineView(Session& session) : View(session, timeline_view_info) {
  auto* layout = new QVBoxLayout(this);
  makePicture();
  makeFilter();
  makeRoundChoice();
  auto* controls = new QHBoxLayout;
  controls->addWidget(pattern_);
  controls->addWidget(only_failed_);
  controls->addWidget(count_, 1);
  addZoomControls(*controls);
  layout->addLayout(controls);
  layout->addWidget(picture_, 1);
  moment_ = plainLabel(this);
  moment_->setAccessibleName("What the current row's node does at the cursor");
  layout->addWidget(moment_);
  connectCanvas();
  connect(&session, &Session::currentChanged, this, &TimelineView::refreshLater);
  connect(&session.time(), &TimeFocus::cursorChanged, this, &TimelineView::followFocus);
  connect(&session.time(), &TimeFocus::rangeChanged, this, &TimelineView::followFocus);
  refreshLater();
}

void TimelineView::makePicture() {
  picture_ = new QWidget(this);
  auto* layout = new QVBoxLayout(picture_);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  thinning_ = plainLabel(picture_);
  thinning_->hide();
  canvas_ = new TimelineCanvas(picture_);
  layout->addWidget(thinning_);
  layout->addWidget(new TimelineLegend(picture_));
  layout->addWidget(canvas_, 1);
}

void TimelineView::makeFilter() {
  pattern_ = new QLineEdit(this);
  pattern_->setPlaceholderText("Filter nodes");
  pattern_->setClearButtonEnabled(true);
  pattern_->setAccessibleName("Filter of nodes");
  pattern_->setToolTip(
      "Part of a node's name, or a pattern: * any text, ? any letter, [1-5] one of these");
  pattern_->setMaximumWidth(kPatternWidth);
  only_failed_ = new QCheckBox("&Only with failures", this);
  only_failed_->setToolTip("Only nodes that were down, or that failed by an event");
  count_ = plainLabel(this);
  connect(pattern_, &QLineEdit::textChanged, this, &TimelineView::showNodes);
  connect(only_failed_, &QCheckBox::toggled, this, &TimelineView::showNodes);
}

void TimelineView::makeRoundChoice() {
  round_ = new QSpinBox(this);
  round_->setToolTip("Zooms to a round (keys N and P: the next, the one before)");
  round_->setSpecialValueText("–");
  round_->setKeyboardTracking(false);
  connect(round_, &QSpinBox::valueChanged, this, [this](int number) {
    if (const auto index = roundOfNumber(rounds(), number)) {
      showRound(*index);
    } else {
      canvas_->showAll();
    }
  });
}

void TimelineView::addZoomControls(QHBoxLayout& controls) {
  auto* label = new QLabel("&Zoom to round", this);
  label->setBuddy(round_);
  controls.addWidget(label);
  controls.addWidget(round_);
  const auto add = [&](const QString& text, const QString& help, const auto& act) {
    auto* button = new QToolButton(this);
    button->setText(text);
    button->setToolTip(help);
    button->setAccessibleName(help);
    controls.addWidget(button);
    connect(button, &QToolButton::clicked, canvas_, act);
  };
  add("+", "Zoom in: less time (key +)", [this] {
    canvas_->zoom(kZoomStep);
  });
  add("−", "Zoom out: more time (key −)", [this] {
    canvas_->zoom(1.0 / kZoomStep);
  });
  add("All", "Show all of the time (key Home)", [this] {
    canvas_->showAll();
  });
  add("↕+", "Taller rows (Ctrl and wheel)", [this] {
    canvas_->scaleRows(kRowStep);
  });
  add("↕−", "Flatter rows (Ctrl and wheel)", [this] {
    canvas_->scaleRows(1.0 / kRowStep);
  });
}

void TimelineView::connectCanvas() {
  TimeFocus& time = session().time();
  connect(canvas_, &TimelineCanvas::rangeWanted, &time, &TimeFocus::setRange);
  connect(canvas_, &TimelineCanvas::cursorWanted, &time, [&time](double simulated_s) {
    time.setCursor(simulated_s);
  });
  connect(canvas_, &TimelineCanvas::roundWanted, this, &TimelineView::showRoundAt);
  connect(canvas_, &TimelineCanvas::roundStepWanted, this, &TimelineView::stepRound);
  connect(canvas_, &TimelineCanvas::currentRowChanged, this, &TimelineView::showMoment);
}

const std::vector<RoundRow>& TimelineView::rounds() const {
  static const std::vector<RoundRow> none;
  return data_->run == nullptr ? none : *data_->run->rounds;
}

void TimelineView::refresh() {
  const OpenRun* run = session().current();
  data_ = std::make_shared<const TimelineData>(
      timelineDataOf(run == nullptr ? nullptr : run->data, *data_));
  const QString thinning = thinningText(*data_);
  thinning_->setText(thinning);
  thinning_->setVisible(!thinning.isEmpty());
  const QSignalBlocker blocker(round_);
  const bool has_rounds = !rounds().empty();
  round_->setEnabled(has_rounds);
  if (has_rounds) {
    round_->setRange(asInt(rounds().front().round) - 1, asInt(rounds().back().round));
  }
  showNodes();
  showFocus();
}

void TimelineView::showNodes() {
  const std::vector<std::uint32_t> nodes =
      shownNodes(*data_, {pattern_->text(), only_failed_->isChecked()});
  const std::size_t all = data_->index.nodes();
  count_->setText(nodes.size() == all ? QString("%1 nodes").arg(all)
                                      : QString("%1 of %2 nodes").arg(nodes.size()).arg(all));
  canvas_->setNotice(noticeFor(nodes.size()));
  canvas_->setData(data_, nodes);
}

QString TimelineView::noticeFor(std::size_t shown_nodes) const {
  if (data_->run == nullptr) {
    return "No run is open.";
  }
  if (data_->index.spans().spans.empty()) {
    return data_->run->isLive() ? "No span was recorded yet." : "No span of any node was recorded.";
  }
  return shown_nodes == 0 ? "No node passes the filter." : "";
}

void TimelineView::followFocus() {
  if (isVisible()) {
    showFocus();
  } else {
    refreshLater();
  }
}

void TimelineView::showFocus() {
  const std::optional<TimeRange> range = session().time().range();
  canvas_->setRange(range);
  canvas_->setCursor(session().cursorTime());
  const QSignalBlocker blocker(round_);
  const std::optional<std::size_t> round = roundOfRange(rounds(), range);
  round_->setValue(round ? asInt(rounds()[*round].round) : round_->minimum());
}

void TimelineView::showRound(std::size_t index) {
  const RoundRow& round = rounds()[index];
  session().time().setRange(TimeRange{round.begin_s, round.end_s});
}

/// The round of the span in a row, or else the one that the moment lies in.
void TimelineView::showRoundAt(TimeRange moment, int row) {
  const std::vector<std::uint32_t>& nodes = canvas_->scene().nodes;
  std::optional<std::size_t> index;
  if (row >= 0 && static_cast<std::size_t>(row) < nodes.size()) {
    const auto number = roundWithin(data_->index, nodes[static_cast<std::size_t>(row)], moment);
    index = number ? roundOfNumber(rounds(), *number) : std::nullopt;
  }
  index = index ? index : roundAt(rounds(), 0.5 * (moment.begin_s + moment.end_s));
  if (index) {
    showRound(*index);
  }
}

void TimelineView::stepRound(int step) {
  if (rounds().empty()) {
    return;
  }
  const auto shown = roundOfRange(rounds(), session().time().range());
  const auto at_cursor = roundAt(rounds(), session().cursorTime());
  if (!shown) {
    showRound(at_cursor.value_or(0));
  } else if (step > 0 ? *shown + 1 < rounds().size() : *shown > 0) {
    showRound(step > 0 ? *shown + 1 : *shown - 1);
  }
}

void TimelineView::showMoment() {
  const QString text = canvas_->currentText();
  moment_->setToolTip(plainToolTip(text));
  moment_->setText(fontMetrics().elidedText(QString(text).replace("\n", "  ·  "), Qt::ElideRight,
                                            moment_->width()));
}

void TimelineView::resizeEvent(QResizeEvent* event) {
  View::resizeEvent(event);
  showMoment();
}

QString TimelineView::csv() const {
  const TimelineScene& scene = canvas_->scene();
  return scene.nodes.empty() ? QString() : spansCsv(*data_, scene.nodes, scene.range);
}

std::unique_ptr<View> makeTimelineView(Session& session) {
  return std::make_unique<TimelineView>(session);
}

}  // namespace simgrad::gui
