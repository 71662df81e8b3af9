#include "gui/views/scenario/toml_reader.hpp"

#include <algorithm>

#include <QStringList>

namespace simgrad::gui {
namespace {

constexpr int kMostDepth = 100;  // of values in values

bool isBare(QChar c) {
  return c.unicode() < 128 && (c.isLetterOrNumber() || c == '_' || c == '-');
}

/// A key as it stands in paths: what is not bare keeps quotes, so that its dots are no steps.
QString keyName(const QString& text) {
  const bool bare = !text.isEmpty() && std::all_of(text.begin(), text.end(), isBare);
  return bare ? text : '"' + text + '"';
}

}  // namespace

bool TomlReader::readAll() {
  // The root's keys end where the first section begins; what heads the file stays at its head.
  enter("", {.shape = TomlShape::kSection});
  TomlPlace& root = map_.places_[""];
  while (peek() == '#') {
    root.insert = lineEnd(at_);
    root.has_keys_before = true;
    finishLine();
  }
  for (skipBlanksAndLines(); !atEnd(); skipBlanksAndLines()) {
    if (peek() == '[') {
      if (!readSectionHeader()) {
        return false;
      }
      continue;
    }
    if (!readKeyAndValue(section_)) {
      return false;
    }
    const qsizetype value_end = at_;
    if (!finishLine()) {
      return false;
    }
    TomlPlace& place = map_.places_[section_];
    place.insert = lineEnd(value_end);
    place.has_keys_before = true;
  }
  return true;
}

bool TomlReader::readSectionHeader() {
  const qsizetype begin = at_;
  const bool is_element = startsWith(QLatin1String("[["));
  at_ += is_element ? 2 : 1;
  const std::optional<QStringList> key = readKey();
  if (!key || !take(']') || (is_element && !take(']'))) {
    return false;
  }
  const qsizetype end = at_;
  if (!finishLine()) {
    return false;
  }
  QString path = tomlPath(enterImplied("", *key), key->last());
  if (is_element) {
    if (map_.find(path) == nullptr) {
      enter(path, {.shape = TomlShape::kImplied, .begin = begin, .end = end});
    }
    path += QString("[%1]").arg(map_.counts_[path]++);
  } else if (const TomlPlace* implied = map_.find(path);
             implied != nullptr && implied->shape == TomlShape::kImplied && map_.count(path) == 0) {
    map_.places_.erase(path);
  }
  enter(path, {.shape = TomlShape::kSection,
               .begin = begin,
               .end = end,
               .insert = lineEnd(end),
               .has_keys_before = true});
  section_ = path;
  return true;
}

bool TomlReader::readKeyAndValue(const QString& table) {
  const std::optional<QStringList> key = readKey();
  if (!key || !take('=')) {
    return false;
  }
  skipBlanks();
  return readValue(tomlPath(enterImplied(table, *key), key->last()));
}

std::optional<QStringList> TomlReader::readKey() {
  QStringList steps;
  do {
    skipBlanks();
    const qsizetype begin = at_;
    if (peek() == '"' || peek() == '\'') {
      if (!readString()) {
        return std::nullopt;
      }
      steps += keyName(tomlToText(text_.mid(begin, at_ - begin)));
    } else {
      while (!atEnd() && isBare(peek())) {
        ++at_;
      }
      if (at_ == begin) {
        return std::nullopt;
      }
      steps += text_.mid(begin, at_ - begin);
    }
    skipBlanks();
  } while (take('.'));
  return steps;
}

bool TomlReader::readValue(const QString& path) {
  if (++depth_ > kMostDepth) {
    return false;
  }
  const qsizetype begin = at_;
  TomlShape shape = TomlShape::kPlain;
  bool is_sound = false;
  if (peek() == '"' || peek() == '\'') {
    shape = TomlShape::kText;
    is_sound = readString();
  } else if (peek() == '[') {
    shape = TomlShape::kArray;
    is_sound = readArray(path);
  } else if (peek() == '{') {
    --depth_;
    return readInlineTable(path);
  } else {
    is_sound = readPlain();
  }
  --depth_;
  if (is_sound) {
    enter(path, {.shape = shape, .begin = begin, .end = at_});
  }
  return is_sound;
}

bool TomlReader::readArray(const QString& path) {
  ++at_;
  for (int index = 0;; ++index) {
    skipBlanksAndLines();
    if (take(']')) {
      return true;
    }
    if (!readValue(path + QString("[%1]").arg(index))) {
      return false;
    }
    map_.counts_[path] = index + 1;
    skipBlanksAndLines();
    if (!take(',')) {
      return take(']');
    }
  }
}

bool TomlReader::readInlineTable(const QString& path) {
  if (++depth_ > kMostDepth) {
    return false;
  }
  TomlPlace place{.shape = TomlShape::kInlineTable, .begin = at_, .insert = at_ + 1};
  ++at_;
  skipBlanks();
  while (!take('}')) {
    if (place.has_keys_before && !take(',')) {
      return false;
    }
    if (!readKeyAndValue(path)) {
      return false;
    }
    place.insert = at_;
    place.has_keys_before = true;
    skipBlanks();
  }
  --depth_;
  place.end = at_;
  enter(path, place);
  return true;
}

bool TomlReader::readString() {
  const QChar quote = peek();
  const QString three(3, quote);
  const bool is_long = QStringView(text_).mid(at_).startsWith(three);
  at_ += is_long ? 3 : 1;
  while (!atEnd()) {
    if (quote == '"' && peek() == '\\') {
      at_ += 2;
    } else if (is_long && QStringView(text_).mid(at_).startsWith(three)) {
      at_ += 3;
      // Up to two quotes may stand before the closing three.
      for (int i = 0; i < 2 && peek() == quote; ++i) {
        ++at_;
      }
      return true;
    } else if (!is_long && peek() == quote) {
      ++at_;
      return true;
    } else if (!is_long && peek() == '\n') {
      return false;
    } else {
      ++at_;
    }
  }
  return false;
}

bool TomlReader::readPlain() {
  const qsizetype begin = at_;
  while (!atEnd() && !QStringLiteral(",]}#\r\n=\"'").contains(peek())) {
    ++at_;
  }
  while (at_ > begin && text_[at_ - 1].isSpace()) {
    --at_;
  }
  return at_ > begin;
}

void TomlReader::enter(const QString& path, const TomlPlace& place) {
  if (!map_.places_.emplace(path, place).second) {
    map_.twice_.insert(path);
  }
}

/// Enters the tables that a key's steps but the last go through. Returns the path of the last.
QString TomlReader::enterImplied(const QString& table, const QStringList& key) {
  QString path = table;
  for (qsizetype i = 0; i + 1 < key.size(); ++i) {
    path = tomlPath(path, key[i]);
    map_.places_.try_emplace(path, TomlPlace{.shape = TomlShape::kImplied});
    // Below a list of sections: its latest.
    const auto count = map_.counts_.find(path);
    if (count != map_.counts_.end() && count->second > 0) {
      path += QString("[%1]").arg(count->second - 1);
    }
  }
  return path;
}

qsizetype TomlReader::lineEnd(qsizetype from) const {
  const qsizetype found = text_.indexOf('\n', from);
  const qsizetype end = found < 0 ? text_.size() : found;
  return end > 0 && text_[end - 1] == '\r' ? end - 1 : end;
}

bool TomlReader::take(QChar wanted) {
  if (peek() != wanted || atEnd()) {
    return false;
  }
  ++at_;
  return true;
}

void TomlReader::skipBlanks() {
  while (peek() == ' ' || peek() == '\t') {
    ++at_;
  }
}

void TomlReader::skipBlanksAndLines() {
  while (!atEnd()) {
    if (peek() == '#') {
      at_ = lineEnd(at_);
    } else if (peek().isSpace()) {
      ++at_;
    } else {
      return;
    }
  }
}

bool TomlReader::finishLine() {
  skipBlanks();
  if (peek() == '#') {
    at_ = lineEnd(at_);
  }
  take('\r');
  return atEnd() || take('\n');
}

}  // namespace simgrad::gui
