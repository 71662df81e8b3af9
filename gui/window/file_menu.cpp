#include "gui/window/file_menu.hpp"

#include <QFileDialog>
#include <QFileInfo>

#include "gui/session/session.hpp"
#include "gui/views/view.hpp"
#include "gui/window/main_window.hpp"
#include "gui/window/recent_files.hpp"

namespace simgrad::gui {
namespace {

constexpr const char* kOpenFilter =
    "Run databases, sweeps and scenarios (*.db *.toml);;All files (*)";
constexpr const char* kSaveFilter =
    "Picture (*.png);;Picture whose text stays text (*.svg);;What it shows as a table (*.csv)";

/// What a dialog was answered goes to `take`. It does not stop anything else meanwhile.
template <class Take>
void ask(QFileDialog* dialog, Take take) {
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  QObject::connect(dialog, &QFileDialog::filesSelected, dialog, take);
  dialog->open();
}

}  // namespace

FileMenu::FileMenu(Session& session, MainWindow& window)
    : QMenu(tr("&File"), &window), session_(session), window_(window) {
  addOpening();
  addSeparator();
  addSaving();
  addSeparator();
  addClosing();
}

void FileMenu::addOpening() {
  addAction(tr("&Open…"), QKeySequence::Open, this, &FileMenu::openFiles);
  addAction(tr("Open a sweep's &folder…"), QKeySequence("Ctrl+Shift+O"), this,
            &FileMenu::openFolder);
  recent_ = addMenu(tr("Open &recent"));
  connect(recent_, &QMenu::aboutToShow, this, &FileMenu::listRecent);
  connect(&window_.recent(), &RecentFiles::changed, this, &FileMenu::listRecent,
          Qt::QueuedConnection);  // one of its actions may be what opened something
  listRecent();
}

void FileMenu::addSaving() {
  addAction(tr("&Save picture…"), QKeySequence("Ctrl+E"), this, &FileMenu::savePicture);
  addAction(tr("&Copy picture"), QKeySequence("Ctrl+Shift+C"), &window_, &MainWindow::copyPicture);
  addAction(tr("Copy &data as CSV"), QKeySequence("Ctrl+Shift+D"), &window_, &MainWindow::copyData);
}

void FileMenu::addClosing() {
  QAction* close_run = addAction(tr("Close r&un"), QKeySequence("Ctrl+W"), this, [this] {
    if (session_.currentIndex()) {
      session_.close(*session_.currentIndex());
    }
  });
  QAction* close_sweep =
      addAction(tr("Close s&weep"), QKeySequence("Ctrl+Shift+W"), &session_, &Session::closeSweep);
  const auto enable = [this, close_run, close_sweep] {
    close_run->setEnabled(session_.current() != nullptr);
    close_sweep->setEnabled(session_.sweep() != nullptr);
  };
  connect(&session_, &Session::runsChanged, this, enable);
  connect(&session_, &Session::sweepChanged, this, enable);
  enable();
  addSeparator();
  addAction(tr("&Quit"), QKeySequence("Ctrl+Q"), &window_, &MainWindow::close);
}

void FileMenu::openFiles() {
  auto* dialog = new QFileDialog(&window_, tr("Open"), {}, tr(kOpenFilter));
  dialog->setFileMode(QFileDialog::ExistingFiles);
  ask(dialog, [this](const QStringList& paths) {
    window_.open(paths);
  });
}

void FileMenu::openFolder() {
  auto* dialog = new QFileDialog(&window_, tr("Open a sweep's folder"));
  dialog->setFileMode(QFileDialog::Directory);
  dialog->setOption(QFileDialog::ShowDirsOnly);
  ask(dialog, [this](const QStringList& paths) {
    window_.open(paths);
  });
}

void FileMenu::savePicture() {
  auto* dialog = new QFileDialog(&window_, tr("Save picture"), {}, tr(kSaveFilter));
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setDefaultSuffix("png");
  dialog->selectFile(QString(window_.currentView().info().key) + ".png");
  connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
    const auto suffix = filter.section("*.", 1).section(')', 0, 0);
    dialog->setDefaultSuffix(suffix);
    const QStringList chosen = dialog->selectedFiles();
    if (!chosen.isEmpty()) {
      dialog->selectFile(QFileInfo(chosen.front()).completeBaseName() + "." + suffix);
    }
  });
  ask(dialog, [this](const QStringList& paths) {
    window_.saveView(paths.front());
  });
}

void FileMenu::listRecent() {
  recent_->clear();
  for (const QString& path : window_.recent().paths()) {
    QAction* action = recent_->addAction(QString(path).replace('&', "&&"));
    const bool is_there = QFileInfo::exists(path);
    action->setEnabled(is_there);
    if (!is_there) {
      action->setText(tr("%1 (gone)").arg(action->text()));
    }
    connect(action, &QAction::triggered, &window_, [this, path] {
      window_.open({path});
    });
  }
  recent_->setEnabled(!recent_->isEmpty());
}

}  // namespace simgrad::gui
