#include <QApplication>
#include <QCommandLineParser>

#include "gui/session/session.hpp"
#include "gui/theme/theme.hpp"
#include "gui/window/main_window.hpp"
#include "gui/window/screenshot.hpp"

int main(int argc, char** argv) {
  const QApplication application(argc, argv);
  QApplication::setApplicationName("simgrad-dashboard");
  QApplication::setOrganizationName("simgrad");
  QCommandLineParser parser;
  parser.setApplicationDescription("Shows what simgrad recorded, also while it is recorded.");
  parser.addHelpOption();
  parser.addPositionalArgument("path", "run databases, a sweep's folder or a scenario", "[path…]");
  const QCommandLineOption picture("screenshot", "write the view as a picture, and end", "OUT.png");
  const QCommandLineOption view("view", "the view to show", "NAME", "events");
  parser.addOptions({picture, view});
  parser.process(application);

  simgrad::gui::applyTheme(simgrad::gui::ThemeChoice::kLight);
  simgrad::gui::Session session;
  simgrad::gui::MainWindow window(session);
  for (const QString& path : parser.positionalArguments()) {
    session.open(path);
  }
  window.showView(parser.value(view));
  window.show();
  if (parser.isSet(picture)) {
    return simgrad::gui::screenshot(session, window, parser.value(picture));
  }
  return QApplication::exec();
}
