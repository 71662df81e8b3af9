#include "gui/views/scenario/toml_map.hpp"

#include "gui/views/scenario/toml_reader.hpp"

namespace simgrad::gui {
namespace {

constexpr qsizetype kShortEscape = 4;  // hexadecimal digits behind \u
constexpr qsizetype kLongEscape = 8;   // behind \U

/// What follows a backslash. Returns its length; 0: it means nothing.
qsizetype unescape(QStringView rest, QString& text) {
  static const QStringView kLetters = u"btnfre\"\\";
  static const QStringView kMeanings = u"\b\t\n\f\r\x1b\"\\";
  if (rest.isEmpty()) {
    return 0;
  }
  const qsizetype letter = kLetters.indexOf(rest[0]);
  if (letter >= 0) {
    text += kMeanings[letter];
    return 1;
  }
  const qsizetype digits = rest[0] == 'u' ? kShortEscape : rest[0] == 'U' ? kLongEscape : 0;
  bool is_number = false;
  const char32_t code = rest.mid(1, digits).toUInt(&is_number, 16);
  if (digits == 0 || rest.size() <= digits || !is_number) {
    return 0;
  }
  text += QString::fromUcs4(&code, 1);
  return 1 + digits;
}

}  // namespace

TomlMap::TomlMap(const QString& text) : text_(text) {
  is_whole_ = TomlReader(*this).readAll();
}

const TomlPlace* TomlMap::find(const QString& path) const {
  const auto found = places_.find(path);
  return found == places_.end() || twice_.contains(path) ? nullptr : &found->second;
}

bool TomlMap::isUnsure(const QString& path) const {
  if (!is_whole_) {
    return true;
  }
  for (QString above = path;; above.truncate(above.lastIndexOf('.'))) {
    if (twice_.contains(above)) {
      return true;
    }
    if (!above.contains('.')) {
      return false;
    }
  }
}

QString TomlMap::written(const QString& path) const {
  const TomlPlace* place = find(path);
  const bool has_value = place != nullptr && place->shape != TomlShape::kSection &&
                         place->shape != TomlShape::kImplied;
  return has_value ? text_.mid(place->begin, place->end - place->begin) : QString();
}

int TomlMap::count(const QString& path) const {
  const auto found = counts_.find(path);
  return found == counts_.end() ? 0 : found->second;
}

QString tomlPath(const QString& table, const QString& key) {
  return table.isEmpty() ? key : table + '.' + key;
}

QString tomlToText(const QString& value) {
  const bool is_basic = value.startsWith('"');
  const bool is_string = value.size() >= 2 && (is_basic || value.startsWith('\''));
  if (!is_string) {
    return value;
  }
  const bool is_long = value.size() >= 6 && value.startsWith(QString(3, value[0]));
  const qsizetype quotes = is_long ? 3 : 1;
  QString inside = value.mid(quotes, value.size() - 2 * quotes);
  if (!is_basic) {
    return inside;
  }
  QString text;
  for (qsizetype i = 0; i < inside.size(); ++i) {
    const qsizetype escaped =
        inside[i] == '\\' ? unescape(QStringView(inside).mid(i + 1), text) : 0;
    if (escaped == 0) {
      text += inside[i];
    }
    i += escaped;
  }
  return text;
}

QString textToToml(const QString& text) {
  QString value = "\"";
  for (const QChar c : text) {
    if (c == '"' || c == '\\') {
      value += '\\';
      value += c;
    } else if (c.unicode() < 0x20 || c.unicode() == 0x7f) {
      value += QString("\\u%1").arg(c.unicode(), 4, 16, QChar('0'));
    } else {
      value += c;
    }
  }
  return value + '"';
}

}  // namespace simgrad::gui
