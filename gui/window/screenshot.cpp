#include "gui/window/screenshot.hpp"

#include <algorithm>

#include <QApplication>

#include "gui/export/saving.hpp"
#include "gui/text/text.hpp"
#include "gui/views/view.hpp"
#include "gui/window/command_line.hpp"
#include "gui/window/main_window.hpp"
#include "gui/window/message_banner.hpp"

namespace simgrad::gui {
namespace {

/// What is wrong with a moment behind the end of every run; empty if nothing is.
QString lateMoment(const Session& session, const CommandLine& line) {
  double end_s = 0.0;
  for (const OpenRun& run : session.runs()) {
    end_s = std::max(end_s, run.data->end());
  }
  return line.at_s.value_or(0.0) <= end_s ? QString()
                                          : "--at " + exactText(*line.at_s) +
                                                ": what is open ends at " + exactText(end_s) + " s";
}

}  // namespace

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
  QString problem = lateMoment(session, line);
  if (!line.screenshot.isEmpty() && problem.isEmpty()) {
    problem = saveWidget(window, line.screenshot, window.windowTitle());
  }
  if (!line.csv.isEmpty() && problem.isEmpty()) {
    problem = saveTable(window.currentView(), line.csv);
  }
  return problem;
}

}  // namespace simgrad::gui
