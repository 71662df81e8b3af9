#include <cstdio>
#include <exception>
#include <memory>

#include <QApplication>

#include "gui/session/session.hpp"
#include "gui/theme/theme.hpp"
#include "gui/window/command_line.hpp"
#include "gui/window/display_trial.hpp"
#include "gui/window/end_on_signal.hpp"
#include "gui/window/main_window.hpp"
#include "gui/window/screenshot.hpp"
#include "gui/window/window_memory.hpp"

namespace {

using namespace simgrad::gui;

constexpr int kUsersFault = 2;
constexpr int kOurFault = 3;

int fail(const QString& problem) {
  std::fprintf(stderr, "simgrad-dashboard: %s\n", qUtf8Printable(problem));
  return kUsersFault;
}

/// Qt notes that there is no window manager and no session, which a picture does not need.
void dropPlatformNotes(QtMsgType type, const QMessageLogContext& context, const QString& text) {
  if (!text.startsWith("This plugin does not support") && !text.startsWith("QStandardPaths: ")) {
    std::fprintf(stderr, "%s\n", qUtf8Printable(qFormatLogMessage(type, context, text)));
  }
}

void openAll(Session& session, MainWindow& window, const CommandLine& line) {
  if (line.size) {
    window.resize(*line.size);
  }
  for (const QString& path : line.paths) {
    line.isBatch() ? session.open(path) : session.openAndRun(path);
  }
  if (!line.view.isEmpty()) {
    window.showView(line.view);
  }
  session.time().setCursor(line.at_s);
}

int writeWithoutScreen(const CommandLine& line) {
  applyTheme(line.theme.value_or(ThemeChoice::kLight));
  Session session;
  MainWindow window(session);
  openAll(session, window, line);
  window.show();
  const QString problem = writeFiles(session, window, line);
  return problem.isEmpty() ? 0 : fail(problem);
}

int showWindow(const CommandLine& line) {
  const EndOnSignal end_on_signal;
  applyTheme(ThemeChoice::kSystem);
  Session session;
  MainWindow window(session);
  WindowMemory memory(window);
  memory.restore(line.theme);
  openAll(session, window, line);
  window.show();
  return QApplication::exec();
}

int start(int argc, char** argv) {
  QStringList arguments;
  for (int i = 0; i < argc; ++i) {
    arguments.push_back(QString::fromLocal8Bit(argv[i]));
  }
  const CommandLine line = parseCommandLine(arguments);
  if (!line.problem.isEmpty()) {
    return fail(line.problem);
  }
  if (!line.answer.isEmpty()) {
    std::fputs(qUtf8Printable(line.answer), stdout);
    return 0;
  }
  if (line.isBatch() && !qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
  }
  auto display = std::make_unique<DisplayTrial>();
  if (!display->passed()) {
    return fail(
        "no screen can be reached (DISPLAY, WAYLAND_DISPLAY). --screenshot OUT.png needs "
        "none, nor does QT_QPA_PLATFORM=offscreen");
  }
  qInstallMessageHandler(dropPlatformNotes);
  int count = 1;  // arguments of Qt's own are not taken
  const QApplication application(count, argv);
  display.reset();
  QApplication::setApplicationName("simgrad-dashboard");
  QApplication::setOrganizationName("simgrad");
  return line.isBatch() ? writeWithoutScreen(line) : showWindow(line);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return start(argc, argv);
  } catch (const std::exception& error) {
    fail(error.what());
    return kOurFault;
  }
}
