#include "gui/window/command_line.hpp"

#include <cmath>

#include <QFileInfo>
#include <QRegularExpression>

#include "gui/views/view.hpp"

namespace simgrad::gui {
namespace {

constexpr int kSmallest = 200;  // pixels a side
constexpr int kLargest = 8192;

struct Option {
  const char* name;
  const char* value;  ///< what stands for its value in the help; null: it has none
  const char* help;
};

constexpr Option kOptions[] = {
    {"screenshot", "OUT.png|OUT.svg", "write the window as a picture, and end; needs no screen"},
    {"csv", "OUT.csv", "write what the view shows as a table, and end; needs no screen"},
    {"view", "NAME", "the view to show"},
    {"size", "WxH", "the window's size in pixels: 1280x800"},
    {"theme", "light|dark|system", "colours; with --screenshot: light"},
    {"at", "SECONDS", "the moment of simulated time to show"},
    {"help", nullptr, "print this, and end"},
    {"version", nullptr, "print the version, and end"},
};

QString knownViews() {
  QStringList keys;
  for (const ViewMaker& maker : viewMakers()) {
    keys.push_back(maker.info->key);
  }
  return keys.join(", ");
}

QString helpText() {
  QString text =
      "Usage: simgrad-dashboard [options] [PATH…]\n"
      "Shows what simgrad recorded, also while it is recorded.\n\n"
      "  PATH  a run database, a sweep's folder, or a scenario, whose run starts at once\n\n";
  constexpr int kColumn = 32;
  for (const Option& option : kOptions) {
    QString left = QString("  --") + option.name;
    if (option.value != nullptr) {
      left += QString(" ") + option.value;
    }
    text += left.leftJustified(kColumn) + option.help + "\n";
  }
  return text + "\nViews: " + knownViews() + "\n";
}

QString setView(CommandLine& line, const QString& value) {
  for (const ViewMaker& maker : viewMakers()) {
    if (value == maker.info->key) {
      line.view = value;
      return {};
    }
  }
  return QString("no view '%1'; there are: %2").arg(value, knownViews());
}

QString setSize(CommandLine& line, const QString& value) {
  static const QRegularExpression pattern("^(\\d{1,5})x(\\d{1,5})$");
  const QRegularExpressionMatch match = pattern.match(value);
  const QSize size(match.captured(1).toInt(), match.captured(2).toInt());
  const QSize within = size.expandedTo({kSmallest, kSmallest}).boundedTo({kLargest, kLargest});
  if (!match.hasMatch() || size != within) {
    return QString("--size %1: expected WIDTHxHEIGHT, %2 to %3 pixels each, such as 1280x800")
        .arg(value)
        .arg(kSmallest)
        .arg(kLargest);
  }
  line.size = size;
  return {};
}

QString setTheme(CommandLine& line, const QString& value) {
  line.theme = themeOfName(value);
  return line.theme ? QString() : QString("--theme %1: expected light, dark or system").arg(value);
}

QString setMoment(CommandLine& line, const QString& value) {
  bool is_number = false;
  const double seconds = value.toDouble(&is_number);
  if (!is_number || !std::isfinite(seconds) || seconds < 0.0) {
    return QString("--at %1: expected seconds of simulated time, 0 or more").arg(value);
  }
  line.at_s = seconds;
  return {};
}

QString setFile(QString& file, const QString& option, const QString& value,
                const QStringList& suffixes) {
  if (!suffixes.contains(QFileInfo(value).suffix().toLower())) {
    return QString("--%1 %2: its name must end in .%3").arg(option, value, suffixes.join(" or ."));
  }
  file = value;
  return {};
}

QString set(CommandLine& line, const QString& option, const QString& value) {
  if (option == "screenshot") {
    return setFile(line.screenshot, option, value, {"png", "svg"});
  }
  if (option == "csv") {
    return setFile(line.csv, option, value, {"csv"});
  }
  if (option == "view") {
    return setView(line, value);
  }
  if (option == "size") {
    return setSize(line, value);
  }
  return option == "theme" ? setTheme(line, value) : setMoment(line, value);
}

const Option* findOption(const QString& name) {
  for (const Option& option : kOptions) {
    if (name == option.name) {
      return &option;
    }
  }
  return nullptr;
}

/// Takes one option, which begins at `arguments[at]`; `at` is then its last word. What is wrong.
QString take(CommandLine& line, const QStringList& arguments, qsizetype& at) {
  const QString word = arguments[at].mid(2);
  const auto equals = word.indexOf('=');
  const QString name = equals < 0 ? word : word.left(equals);
  const Option* option = arguments[at].startsWith("--") ? findOption(name) : nullptr;
  if (option == nullptr) {
    return QString("unknown option '%1'; --help lists them").arg(arguments[at]);
  }
  if (option->value == nullptr) {
    line.answer = name == "help" ? helpText() : "simgrad-dashboard " SIMGRAD_VERSION "\n";
    return {};
  }
  if (equals >= 0) {
    return set(line, name, word.mid(equals + 1));
  }
  if (at + 1 == arguments.size()) {
    return QString("--%1: expected %2 after it").arg(name, option->value);
  }
  return set(line, name, arguments[++at]);
}

}  // namespace

CommandLine parseCommandLine(const QStringList& arguments) {
  CommandLine line;
  bool takes_options = true;
  for (qsizetype at = 1; at < arguments.size() && line.problem.isEmpty(); ++at) {
    if (takes_options && arguments[at] == "--") {
      takes_options = false;
    } else if (takes_options && arguments[at].startsWith('-')) {
      line.problem = take(line, arguments, at);
    } else {
      line.paths.push_back(arguments[at]);
    }
  }
  if (line.problem.isEmpty() && line.isBatch() && line.paths.isEmpty()) {
    line.problem = "--screenshot and --csv need something to show: a run database, for instance";
  }
  return line;
}

}  // namespace simgrad::gui
