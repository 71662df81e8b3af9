#pragma once

#include <optional>

#include "gui/views/scenario/toml_map.hpp"

namespace simgrad::gui {

/// Goes through a text once and enters what it meets into a map. Each step returns false where the
/// text is no TOML; the rest is then left alone.
class TomlReader {
 public:
  explicit TomlReader(TomlMap& map) : map_(map), text_(map.text_) {}

  bool readAll();

 private:
  bool readSectionHeader();
  /// @param table  path of the table that the key is in
  bool readKeyAndValue(const QString& table);
  std::optional<QStringList> readKey();
  bool readValue(const QString& path);
  bool readArray(const QString& path);
  bool readInlineTable(const QString& path);
  bool readString();
  bool readPlain();

  void enter(const QString& path, const TomlPlace& place);
  QString enterImplied(const QString& table, const QStringList& key);

  [[nodiscard]] bool atEnd() const { return at_ >= text_.size(); }
  [[nodiscard]] QChar peek() const { return atEnd() ? QChar() : text_[at_]; }
  [[nodiscard]] bool startsWith(QLatin1String what) const {
    return QStringView(text_).mid(at_).startsWith(what);
  }
  bool take(QChar wanted);
  void skipBlanks();
  void skipBlanksAndLines();
  /// Where the line that `from` is in ends, without its end's characters.
  [[nodiscard]] qsizetype lineEnd(qsizetype from) const;
  /// Past what may follow a value on its line. False if something else stands there.
  bool finishLine();

  TomlMap& map_;
  const QString& text_;
  qsizetype at_ = 0;
  QString section_;  // path of the section that was begun last
  int depth_ = 0;
};

}  // namespace simgrad::gui
