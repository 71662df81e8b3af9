#pragma once

#include <QMenu>

namespace simgrad::gui {

class MainWindow;
class Session;

/// Opens, saves and closes.
class FileMenu : public QMenu {
  Q_OBJECT

 public:
  FileMenu(Session& session, MainWindow& window);

  /// Ask which, and open it.
  void openFiles();
  void openFolder();

 private:
  void addOpening();
  void addSaving();
  void addClosing();
  void listRecent();
  void savePicture();

  Session& session_;
  MainWindow& window_;
  QMenu* recent_;
};

}  // namespace simgrad::gui
