#pragma once

#include <vector>

#include <QMainWindow>

#include "gui/session/session.hpp"

class QStackedWidget;
class QTabWidget;

namespace simgrad::gui {

class FileMenu;
class MessageBanner;
class RecentFiles;
class RunsPanel;
class StartPage;
class View;
class ViewMenu;

/// The dashboard's window: a tab a view, the open runs beside them, messages above.
class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  explicit MainWindow(Session& session);

  const std::vector<View*>& views() const { return views_; }
  View& currentView() const;
  /// Shows the view of this key. False if there is none.
  bool showView(const QString& key);
  /// The same for when something is open: a start page stays.
  bool chooseView(const QString& key);

  void open(const QStringList& paths);
  /// Writes the current view into a file; what it writes follows from the name.
  void saveView(const QString& path);
  void copyPicture();
  void copyData();
  /// Docks and sizes as they are at first.
  void resetLayout();

  RecentFiles& recent() { return *recent_; }
  RunsPanel& runsPanel() { return *runs_; }
  ViewMenu& viewMenu() { return *view_menu_; }
  const MessageBanner& messages() const { return *messages_; }

 signals:
  void closing();

 protected:
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  void addViews();
  void addMenus();
  void followSession();
  /// Views if something is open, else the start page.
  void choosePage();
  void takeSweep();
  void nameWindow();

  Session& session_;
  RecentFiles* recent_;
  MessageBanner* messages_;
  StartPage* start_;
  QTabWidget* tabs_;
  QStackedWidget* pages_;
  RunsPanel* runs_;
  ViewMenu* view_menu_ = nullptr;
  std::vector<View*> views_;  // owned by the tabs
  QByteArray first_state_;
  bool had_sweep_ = false;
  bool keeps_view_ = false;  // someone has asked for it: a sweep that opens does not show its own
};

}  // namespace simgrad::gui
