#include "gui/window/runs_panel.hpp"

#include <QDateTime>
#include <QEvent>
#include <QListView>
#include <QShortcut>
#include <QTimer>

#include "gui/window/open_runs_model.hpp"
#include "gui/window/wrapped_delegate.hpp"

namespace simgrad::gui {
namespace {

constexpr int kClock_ms = 1000;
constexpr QSize kSwatchSize(28, 16);
constexpr int kLeastWidth = 160;  // narrower, names are but their first letters

}  // namespace

RunsPanel::RunsPanel(Session& session, QWidget* parent)
    : QDockWidget(tr("Runs"), parent),
      session_(session),
      model_(new OpenRunsModel(this)),
      list_(new QListView(this)) {
  setObjectName("runs");  // by which its place is kept
  setFeatures(DockWidgetMovable | DockWidgetFloatable | DockWidgetClosable);
  list_->setModel(model_);
  list_->setIconSize(kSwatchSize);
  list_->setMinimumWidth(kLeastWidth);
  list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  list_->setTextElideMode(Qt::ElideRight);
  list_->setWordWrap(true);
  list_->setResizeMode(QListView::Adjust);
  list_->setItemDelegate(new WrappedDelegate(list_));
  list_->setAccessibleName(tr("Open runs"));
  list_->setToolTip(
      tr("The selected run is the one that views of one run show. Space or its box "
         "shows or hides it where runs are overlaid; Delete closes it."));
  setWidget(list_);

  auto* close = new QShortcut(QKeySequence::Delete, list_);
  close->setContext(Qt::WidgetShortcut);
  connect(close, &QShortcut::activated, this, &RunsPanel::closeSelected);
  connect(model_, &OpenRunsModel::showRequested, &session_, &Session::setShown);
  connect(&session_, &Session::runsChanged, this, &RunsPanel::takeRuns);
  connect(&session_, &Session::shownChanged, this, &RunsPanel::takeRuns);
  connect(&session_, &Session::runUpdated, this, [this](std::size_t run) {
    model_->setRun(run, session_.runs()[run]);
  });
  connect(&session_, &Session::currentChanged, this, &RunsPanel::selectCurrent);
  connect(list_->selectionModel(), &QItemSelectionModel::currentChanged, this,
          [this](const QModelIndex& chosen) {
            // Rows come and go one by one, before the session's own choice is selected.
            if (chosen.isValid() && model_->rowCount() == int(session_.runs().size())) {
              session_.setCurrent(static_cast<std::size_t>(chosen.row()));
            }
          });
  auto* clock = new QTimer(this);
  connect(clock, &QTimer::timeout, this, &RunsPanel::tellTime);
  clock->start(kClock_ms);
  takeRuns();
  selectCurrent();
}

void RunsPanel::changeEvent(QEvent* event) {
  QDockWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) {
    tellTime();
  }
}

void RunsPanel::takeRuns() {
  tellTime();
  model_->setRuns(session_.runs());
}

void RunsPanel::tellTime() {
  model_->setNow(QDateTime::currentSecsSinceEpoch());
}

void RunsPanel::selectCurrent() {
  if (const auto current = session_.currentIndex()) {
    list_->setCurrentIndex(model_->index(static_cast<int>(*current)));
  }
}

void RunsPanel::closeSelected() {
  if (list_->currentIndex().isValid()) {
    session_.close(static_cast<std::size_t>(list_->currentIndex().row()));
  }
}

}  // namespace simgrad::gui
