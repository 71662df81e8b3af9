#include "gui/window/window_memory.hpp"

#include <algorithm>

#include <QGuiApplication>
#include <QScreen>
#include <QStandardPaths>

#include "gui/views/view.hpp"
#include "gui/window/main_window.hpp"
#include "gui/window/recent_files.hpp"
#include "gui/window/view_menu.hpp"

namespace simgrad::gui {
namespace {

constexpr const char* kGeometry = "window/geometry";
constexpr const char* kState = "window/state";
constexpr const char* kView = "window/view";
constexpr const char* kTheme = "window/theme";
constexpr const char* kRecent = "recent";
// What a window manager may put around a window; it is not known before the window is shown.
constexpr QSize kFrame(8, 40);

QString settingsFile() {
  return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
         "/simgrad/dashboard.ini";
}

int area(const QRect& rectangle) {
  return rectangle.isValid() ? rectangle.width() * rectangle.height() : 0;
}

}  // namespace

WindowMemory::WindowMemory(MainWindow& window)
    : window_(window), settings_(settingsFile(), QSettings::IniFormat) {
  connect(&window_, &MainWindow::closing, this, &WindowMemory::save);
  connect(qApp, &QCoreApplication::aboutToQuit, this, &WindowMemory::save);
}

void WindowMemory::restore(std::optional<ThemeChoice> theme) {
  window_.restoreGeometry(settings_.value(kGeometry).toByteArray());
  window_.restoreState(settings_.value(kState).toByteArray());
  QList<QRect> screens;
  for (const QScreen* screen : QGuiApplication::screens()) {
    screens.push_back(
        screen->availableGeometry().adjusted(0, 0, -kFrame.width(), -kFrame.height()));
  }
  if (!screens.isEmpty() && !window_.isMaximized() && !window_.isFullScreen()) {
    const QRect placed = placeOnScreen(window_.geometry(), screens);
    window_.resize(placed.size());
    if (placed.topLeft() != window_.pos()) {
      window_.move(placed.topLeft());  // that of its frame, so that its title can be reached
    }
  }
  asked_theme_ = theme;
  window_.viewMenu().setTheme(theme.value_or(
      themeOfName(settings_.value(kTheme).toString()).value_or(ThemeChoice::kSystem)));
  window_.chooseView(settings_.value(kView).toString());
  window_.recent().set(settings_.value(kRecent).toStringList());
  // At once: a program that is killed should have remembered what it opened.
  connect(&window_.recent(), &RecentFiles::changed, this, [this] {
    settings_.setValue(kRecent, window_.recent().paths());
  });
}

void WindowMemory::save() {
  settings_.setValue(kGeometry, window_.saveGeometry());
  settings_.setValue(kState, window_.saveState());
  settings_.setValue(kView, window_.currentView().info().key);
  const ThemeChoice theme = window_.viewMenu().themeChoice();
  if (theme != asked_theme_) {  // that of the command line is for once
    settings_.setValue(kTheme, themeName(theme));
  }
  settings_.setValue(kRecent, window_.recent().paths());
}

QRect placeOnScreen(const QRect& window, const QList<QRect>& screens) {
  const QRect screen =
      *std::max_element(screens.begin(), screens.end(), [&](const QRect& one, const QRect& other) {
        return area(one.intersected(window)) < area(other.intersected(window));
      });
  const QSize size = window.size().boundedTo(screen.size());
  return {std::clamp(window.x(), screen.left(), screen.right() - size.width() + 1),
          std::clamp(window.y(), screen.top(), screen.bottom() - size.height() + 1), size.width(),
          size.height()};
}

}  // namespace simgrad::gui
