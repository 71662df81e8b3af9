#pragma once

#include <QWidget>

class QVBoxLayout;

namespace simgrad::gui {

class RecentFiles;

/// What the window shows while nothing is open: what can be opened, and what was last.
class StartPage : public QWidget {
  Q_OBJECT

 public:
  StartPage(RecentFiles& recent, QWidget* parent);

 signals:
  void openFileAsked();
  void openFolderAsked();
  void scenarioAsked();
  void openAsked(QString path);

 private:
  void addChoices(QVBoxLayout& column);
  void listRecent();

  RecentFiles& recent_;
  QVBoxLayout* links_;
};

}  // namespace simgrad::gui
