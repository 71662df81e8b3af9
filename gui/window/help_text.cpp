#include "gui/window/help_text.hpp"

namespace simgrad::gui {
namespace {

struct Key {
  const char* keys;
  const char* what;
};

constexpr Key kKeys[] = {
    {"Ctrl+O, Ctrl+Shift+O", "open files; a sweep's folder"},
    {"Ctrl+1 … Ctrl+9", "show a view, in the order of the tabs"},
    {"Ctrl+PageUp, Ctrl+PageDown", "the view before, the next"},
    {"Ctrl+Shift+R",
     "show or hide the list of runs; in it up and down choose the current run, Space shows or "
     "hides it "
     "where runs are overlaid, Delete closes it"},
    {"Ctrl+W, Ctrl+Shift+W", "close the current run; the sweep"},
    {"Ctrl+E", "save the view as PNG, SVG or CSV"},
    {"Ctrl+Shift+C, Ctrl+Shift+D", "copy the view as a picture; as CSV"},
    {"Tab, Shift+Tab", "the next control, the one before"},
    {"F1", "what the view shows and how it is used"},
    {"F11", "full screen"},
    {"Ctrl+Q", "quit"},
    {"files dropped into the window", "are opened"},
};

QString plainTitle(const ViewInfo& view) {
  return QString(view.title).remove('&');
}

}  // namespace

QString viewHelp(const ViewInfo& view) {
  return QString("<h3>%1</h3><p>%2</p>")
      .arg(plainTitle(view).toHtmlEscaped(), QString(view.help).toHtmlEscaped());
}

QString allViewsHelp() {
  QString html;
  for (const ViewMaker& maker : viewMakers()) {
    html += viewHelp(*maker.info);
  }
  return html;
}

QString keyboardHelp() {
  QString html = "<table cellpadding='4'>";
  for (const Key& key : kKeys) {
    html += QString("<tr><td><b>%1</b></td><td>%2</td></tr>").arg(key.keys, key.what);
  }
  return html + "</table>";
}

QString aboutText() {
  return QString(
             "<h3>simgrad-dashboard %1</h3>"
             "<p>Shows what simgrad recorded: real distributed training on a simulated, "
             "failing cluster.</p>"
             "<p>simgrad's own sources are under the Apache licence 2.0. This program links "
             "Qt Charts, which is under the GNU General Public License 3, and so, as a whole, "
             "falls under that licence; the program <i>simgrad</i> does not.</p>"
             "<p>Qt %2 (built with %3): Core, Gui and Widgets under LGPL 3, Charts under GPL 3. "
             "SQLite: public domain. fmt: MIT licence. Colours of series: Okabe and Ito 2008; "
             "of heat maps: cividis, Nuñez et al. 2018.</p>")
      .arg(SIMGRAD_VERSION, qVersion(), QT_VERSION_STR);
}

}  // namespace simgrad::gui
