#include "gui/window/screenshot.hpp"

#include <algorithm>

#include <QApplication>

#include "gui/export/saving.hpp"
#include "gui/views/view.hpp"
#include "gui/window/command_line.hpp"
#include "gui/window/main_window.hpp"
#include "gui/window/message_banner.hpp"

namespace simgrad::gui {

QString writeFiles(Session& session, MainWindow& window, const CommandLine& line) {
  const auto all_ready = [&window] {
    return std::all_of(window.views().begin(), window.views().end(), [](const View* view) {
      return !view->isVisible() || view->isReady();
    });
  };
  while (session.isLoading() || !all_ready()) {
    QApplication::processEvents(QEventLoop::WaitForMoreEvents);
  }
  QApplication::processEvents();
  if (!window.messages().texts().isEmpty()) {
    return window.messages().texts().join("\n");
  }
  QString problem;
  if (!line.screenshot.isEmpty()) {
    problem = saveWidget(window, line.screenshot, window.windowTitle());
  }
  if (!line.csv.isEmpty() && problem.isEmpty()) {
    problem = saveTable(window.currentView(), line.csv);
  }
  return problem;
}

}  // namespace simgrad::gui
