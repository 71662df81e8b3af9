#include "gui/window/main_window.hpp"

#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QMenuBar>
#include <QMimeData>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabWidget>
#include <QVBoxLayout>

#include "gui/export/picture.hpp"
#include "gui/export/saving.hpp"
#include "gui/views/view.hpp"
#include "gui/window/dropped_files.hpp"
#include "gui/window/file_menu.hpp"
#include "gui/window/help_menu.hpp"
#include "gui/window/message_banner.hpp"
#include "gui/window/recent_files.hpp"
#include "gui/window/runs_panel.hpp"
#include "gui/window/start_page.hpp"
#include "gui/window/view_menu.hpp"

namespace simgrad::gui {
namespace {

constexpr QSize kFirstSize(1280, 800);
constexpr int kRunsWidth = 250;
constexpr const char* kConvergenceView = "convergence";
constexpr const char* kScenarioView = "scenario";
constexpr const char* kSweepView = "sweep";
constexpr int kNotice_ms = 5000;

}  // namespace

MainWindow::MainWindow(Session& session)
    : session_(session),
      recent_(new RecentFiles(this)),
      messages_(new MessageBanner(this)),
      start_(new StartPage(*recent_, this)),
      tabs_(new QTabWidget(this)),
      pages_(new QStackedWidget(this)),
      runs_(new RunsPanel(session, this)) {
  setWindowTitle("simgrad");
  setAcceptDrops(true);
  addViews();
  auto* centre = new QWidget(this);
  auto* layout = new QVBoxLayout(centre);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(messages_);
  layout->addWidget(pages_, 1);
  setCentralWidget(centre);
  addDockWidget(Qt::LeftDockWidgetArea, runs_);
  addMenus();
  followSession();
  first_state_ = saveState();
  resetLayout();
  choosePage();
}

void MainWindow::addViews() {
  tabs_->setDocumentMode(true);
  for (const ViewMaker& maker : viewMakers()) {
    View* view = maker.make(session_).release();
    views_.push_back(view);
    tabs_->setTabToolTip(tabs_->addTab(view, view->info().title), view->info().help);
  }
  pages_->addWidget(start_);
  pages_->addWidget(tabs_);
}

void MainWindow::addMenus() {
  auto* file = new FileMenu(session_, *this);
  view_menu_ = new ViewMenu(*this);
  menuBar()->addMenu(file);
  menuBar()->addMenu(view_menu_);
  menuBar()->addMenu(new HelpMenu(*this));
  connect(start_, &StartPage::openFileAsked, file, &FileMenu::openFiles);
  connect(start_, &StartPage::openFolderAsked, file, &FileMenu::openFolder);
  connect(start_, &StartPage::scenarioAsked, this, [this] {
    showView(kScenarioView);
  });
  connect(start_, &StartPage::openAsked, this, [this](const QString& path) {
    open({path});
  });
}

void MainWindow::followSession() {
  connect(&session_, &Session::problem, messages_, &MessageBanner::add);
  connect(&session_, &Session::recovered, messages_, &MessageBanner::removeOf);
  connect(&session_, &Session::opened, recent_, &RecentFiles::add);
  connect(&session_, &Session::scenarioOpened, recent_, &RecentFiles::add);
  connect(&session_, &Session::scenarioOpened, this, [this] {
    showView(kScenarioView);
  });
  connect(&session_, &Session::runsChanged, this, &MainWindow::choosePage);
  connect(&session_, &Session::sweepChanged, this, &MainWindow::takeSweep);
  connect(&session_, &Session::currentChanged, this, &MainWindow::nameWindow);
  connect(&session_, &Session::opened, this, [this] {
    // A run that was started there: what it learns is what one wants to see.
    const OpenRun* run = session_.current();
    if (run != nullptr && run->data->isLive() && currentView().info().key == kScenarioView) {
      chooseView(kConvergenceView);
    }
  });
}

void MainWindow::takeSweep() {
  choosePage();
  nameWindow();
  const bool has_sweep = session_.sweep() != nullptr;
  if (has_sweep && !had_sweep_ && session_.runs().empty() && !keeps_view_) {
    chooseView(kSweepView);
  }
  had_sweep_ = has_sweep;
  keeps_view_ = false;
}

void MainWindow::nameWindow() {
  const OpenRun* run = session_.current();
  QString name;
  if (run != nullptr) {
    name = run->label;
  } else if (session_.sweep() != nullptr) {
    name = QString::fromStdString(session_.sweep()->results.title);
  }
  name = name.simplified();
  setWindowTitle(name.isEmpty() ? "simgrad" : name + " - simgrad");
}

void MainWindow::choosePage() {
  const bool is_empty = session_.runs().empty() && session_.sweep() == nullptr;
  pages_->setCurrentWidget(is_empty ? static_cast<QWidget*>(start_) : tabs_);
}

View& MainWindow::currentView() const {
  return *views_[static_cast<std::size_t>(tabs_->currentIndex())];
}

bool MainWindow::showView(const QString& key) {
  if (!chooseView(key)) {
    return false;
  }
  pages_->setCurrentWidget(tabs_);
  keeps_view_ = true;
  return true;
}

bool MainWindow::chooseView(const QString& key) {
  for (View* view : views_) {
    if (key == view->info().key) {
      tabs_->setCurrentWidget(view);
      return true;
    }
  }
  return false;
}

void MainWindow::open(const QStringList& paths) {
  for (const QString& path : paths) {
    session_.open(path);
  }
}

void MainWindow::saveView(const QString& path) {
  messages_->removeOf(path);
  const QString problem = gui::saveView(currentView(), path);
  if (problem.isEmpty()) {
    statusBar()->showMessage(tr("Saved %1").arg(path), kNotice_ms);
  } else {
    messages_->add(problem, path);
  }
}

void MainWindow::copyPicture() {
  currentView().bringUpToDate();
  QApplication::clipboard()->setImage(imageOf(*currentView().picture()));
  statusBar()->showMessage(tr("Copied the view as a picture"), kNotice_ms);
}

void MainWindow::copyData() {
  currentView().bringUpToDate();
  const QString table = currentView().csv();
  if (!table.isEmpty()) {
    QApplication::clipboard()->setText(table);
  }
  statusBar()->showMessage(table.isEmpty() ? tr("This view shows nothing that a table could hold")
                                           : tr("Copied what the view shows as a table"),
                           kNotice_ms);
}

void MainWindow::resetLayout() {
  restoreState(first_state_);
  runs_->show();
  if (!isMaximized() && !isFullScreen()) {
    resize(kFirstSize);
  }
  resizeDocks({runs_}, {kRunsWidth}, Qt::Horizontal);
}

void MainWindow::closeEvent(QCloseEvent* event) {
  for (View* view : views_) {
    if (!view->mayClose()) {
      event->ignore();
      return;
    }
  }
  emit closing();
  QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (!droppedFiles(*event->mimeData()).isEmpty()) {
    event->acceptProposedAction();
  }
}

void MainWindow::dropEvent(QDropEvent* event) {
  open(droppedFiles(*event->mimeData()));
  event->acceptProposedAction();
}

}  // namespace simgrad::gui
