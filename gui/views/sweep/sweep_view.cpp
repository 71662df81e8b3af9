#include "gui/views/sweep/sweep_view.hpp"

#include <QLabel>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "gui/views/sweep/dot_picture.hpp"
#include "gui/views/sweep/line_picture.hpp"
#include "gui/views/sweep/map_picture.hpp"
#include "gui/views/sweep/points_model.hpp"
#include "gui/views/sweep/points_tables.hpp"
#include "gui/views/sweep/run_opening.hpp"
#include "gui/views/sweep/sweep_controls.hpp"

namespace simgrad::gui {

const ViewInfo sweep_view_info{
    "sweep", "S&weep",
    "What the axes of a sweep do to its results. Double click or Enter on a mark, a cell or a row "
    "opens its runs."};

namespace {

constexpr const char* kNoSweep =
    "Open a sweep's folder, or the sweep.db in it, to compare its runs here: with File > Open, or "
    "as simgrad-dashboard FOLDER.";
constexpr const char* kHint =
    "Point at a mark for its numbers; double click or Enter opens its runs, arrow keys go from "
    "mark "
    "to mark.";

QLabel* plainLabel() {
  auto* label = new QLabel;
  label->setTextFormat(Qt::PlainText);
  label->setWordWrap(true);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  return label;
}

}  // namespace

SweepView::SweepView(Session& session)
    : View(session, sweep_view_info),
      controls_(new SweepControls),
      picture_(new QWidget),
      pages_(new QStackedWidget),
      message_(plainLabel()),
      lines_(new LinePicture),
      dots_(new DotPicture),
      map_(new MapPicture),
      tables_(new PointsTables),
      caption_(plainLabel()),
      words_(plainLabel()) {
  message_->setAlignment(Qt::AlignCenter);
  message_->setMargin(40);
  pages_->addWidget(message_);
  addPicture(lines_);
  addPicture(dots_);
  addPicture(map_);
  pages_->addWidget(tables_);
  auto* inner = new QVBoxLayout(picture_);
  inner->setContentsMargins(0, 0, 0, 0);
  inner->addWidget(pages_, 1);
  inner->addWidget(caption_);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(controls_);
  layout->addWidget(picture_, 1);
  layout->addWidget(words_);
  connect(tables_, &PointsTables::opened, this, [this](const RunIndices& runs) {
    openRuns(sweep_.snapshot, runs);
  });
  connect(controls_, &SweepControls::changed, this, [this] {
    ++chosen_;
    words_->setText(kHint);  // in place of what was pointed at before
    refreshLater();
  });
  connect(&session, &Session::sweepChanged, this, &SweepView::refreshLater);
  pool_.setMaxThreadCount(1);
  message_->setText("Comparing runs…");
  refreshLater();
}

SweepView::~SweepView() {
  pool_.clear();
  pool_.waitForDone();
}

void SweepView::addPicture(MarkedPicture* picture) {
  auto* scroll = new QScrollArea;
  scroll->setWidget(picture);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setFocusPolicy(Qt::NoFocus);
  pages_->addWidget(scroll);
  connect(picture, &MarkedPicture::pointedAt, words_, &QLabel::setText);
  connect(picture, &MarkedPicture::opened, this, [this](const RunIndices& runs) {
    openRuns(drawn_, runs);
  });
}

QString SweepView::csv() const {
  if (sweep_.snapshot == nullptr) {
    return {};
  }
  return controls_->picture() == SweepPicture::kCurves
             ? curvesCsv(curvesFigure(sweep_, controls_->learnt(), tables_->selectedPoints()))
             : tables_->points().csv();
}

void SweepView::refresh() {
  ++asked_;
  is_working_ = false;
  const SweepPointer& snapshot = session().sweep();
  controls_->setVisible(snapshot != nullptr);
  if (snapshot == nullptr) {
    sweep_ = {};
    ++chosen_;
    showMessage(kNoSweep);
    return;
  }
  if (sweep_.snapshot != snapshot) {
    sweep_ = compared(snapshot);
    controls_->setSweep(sweep_);
    tables_->setSweep(sweep_);
  }
  switch (controls_->picture()) {
    case SweepPicture::kLines:
    case SweepPicture::kMap:
      showAxes();
      break;
    case SweepPicture::kCurves:
      showLater(lines_,
                [sweep = sweep_, learnt = controls_->learnt(), points = tables_->selectedPoints()] {
                  return curvesFigure(sweep, learnt, points);
                });
      break;
    case SweepPicture::kTable:
      showTables();
      break;
  }
}

void SweepView::showMessage(const QString& text) {
  message_->setText(text);
  pages_->setCurrentWidget(message_);
  caption_->clear();
  words_->clear();
}

void SweepView::showAxes() {
  const auto question = controls_->question();
  if (!question) {
    showMessage(sweep_.axes.empty()
                    ? "The sweep has no axes: its runs differ in their seeds alone. "
                      "Choose learning curves, or the table."
                    : whyNothing(sweep_));
  } else if (controls_->picture() == SweepPicture::kMap) {
    showLater(map_, [sweep = sweep_, asked = *question] {
      return mapFigure(sweep, asked);
    });
  } else if (sweep_.axes[question->x].is_numeric) {
    showLater(lines_, [sweep = sweep_, asked = *question] {
      return lineFigure(sweep, asked);
    });
  } else {
    showLater(dots_, [sweep = sweep_, asked = *question] {
      return dotFigure(sweep, asked);
    });
  }
}

void SweepView::showTables() {
  pages_->setCurrentWidget(tables_);
  const SweepResults& results = sweep_.results();
  QString text =
      "Medians over a point's runs, with 95 % bootstrap intervals of the median where there are "
      "several. A click on a column's head sorts by it.";
  if (results.missing_runs > 0) {
    text += QString(" %1 runs are not there yet.").arg(results.missing_runs);
  }
  caption_->setText(text);
  words_->setText("Double click or Enter opens a point's runs, or one run.");
}

template <class Picture, class Make>
void SweepView::showLater(Picture* picture, Make make) {
  const int asked = ++asked_;
  is_working_ = true;
  pool_.clear();
  pool_.start(
      [this, asked, chosen = chosen_, of = sweep_.snapshot, picture, make = std::move(make)] {
        QMetaObject::invokeMethod(this, [this, asked, chosen, of, picture, figure = make()] {
          // A sweep that grows faster than it is drawn is drawn all the same.
          if (chosen == chosen_) {
            drawn_ = of;
            showFigure(picture, figure);
          }
          if (asked == asked_) {
            is_working_ = false;
            emit ready();
          }
        });
      });
}

template <class Picture, class Figure>
void SweepView::showFigure(Picture* picture, Figure figure) {
  if (!figure.problem.isEmpty()) {
    showMessage(figure.problem);
    return;
  }
  caption_->setText(figure.caption);
  picture->setFigure(std::move(figure));
  QWidget* page = picture->parentWidget()->parentWidget();  // its scroll area, around its viewport
  if (pages_->currentWidget() != page || words_->text().isEmpty()) {
    words_->setText(kHint);
  }
  pages_->setCurrentWidget(page);
}

void SweepView::openRuns(const SweepPointer& sweep, const RunIndices& runs) {
  const RunOpening opening = openingOf(*sweep, runs);
  for (const RunKey& run : opening.runs) {
    session().openRun(run);
  }
  words_->setText(opening.words);
}

std::unique_ptr<View> makeSweepView(Session& session) {
  return std::make_unique<SweepView>(session);
}

}  // namespace simgrad::gui
