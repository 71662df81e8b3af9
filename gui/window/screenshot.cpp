#include "gui/window/screenshot.hpp"

#include <cstdio>

#include <QApplication>
#include <QElapsedTimer>

#include "gui/views/view.hpp"
#include "gui/window/main_window.hpp"

namespace simgrad::gui {

int screenshot(Session& session, MainWindow& window, const QString& path) {
  QString problem;
  QObject::connect(&session, &Session::problem, &window, [&problem](const QString& text) {
    problem = text;
  });
  const auto all_ready = [&window] {
    for (const View* view : window.views()) {
      if (view->isVisible() && !view->isReady()) {
        return false;
      }
    }
    return true;
  };
  while (session.isLoading() || !all_ready()) {
    QApplication::processEvents(QEventLoop::WaitForMoreEvents);
  }
  QApplication::processEvents();
  if (problem.isEmpty() && !window.grab().save(path)) {
    problem = path + ": cannot be written";
  }
  if (!problem.isEmpty()) {
    std::fprintf(stderr, "simgrad-dashboard: %s\n", qUtf8Printable(problem));
    return 2;
  }
  return 0;
}

}  // namespace simgrad::gui
