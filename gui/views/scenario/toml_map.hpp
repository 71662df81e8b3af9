#pragma once

#include <map>
#include <set>
#include <vector>

#include <QString>
#include <QStringView>

namespace simgrad::gui {

/// What stands under a key.
enum class TomlShape {
  kText,         ///< "…", '…', also over several lines
  kPlain,        ///< a number, a boolean, a date
  kArray,        ///< […]
  kInlineTable,  ///< {…}
  kSection,      ///< [key], one [[key]]; also the root
  kImplied,      ///< a table that has no place of its own: the `a` of `a.b = 1` or of [a.b]
};

/// Where a value stands in a text: characters [begin, end).
struct TomlPlace {
  TomlShape shape = TomlShape::kPlain;
  qsizetype begin = 0;
  qsizetype end = 0;
  qsizetype insert = 0;          ///< of tables: where a further key goes
  bool has_keys_before = false;  ///< of tables: there is a key before `insert`
};

/// Where each value of a TOML text stands, so that one can be changed and all else kept.
///
/// Paths are "strategy.local.batch_size", "failure[0].at"; a key that is not bare stays in quotes:
/// `axes."a.b"`. The root is "". This is no checker: it finds values in texts that are sound, and
/// of others knows which part it does not know.
class TomlMap {
 public:
  explicit TomlMap(const QString& text);

  /// None if the key is not there, or isUnsure().
  [[nodiscard]] const TomlPlace* find(const QString& path) const;

  /// Whether the text does not say for sure where the key is, or that it is not there: the key or a
  /// table above it stands there twice, or the text stops being TOML before its end.
  [[nodiscard]] bool isUnsure(const QString& path) const;

  /// The characters of a value as they stand there; empty if there are none.
  [[nodiscard]] QString written(const QString& path) const;

  /// The number of elements of an array, or of sections [[path]].
  [[nodiscard]] int count(const QString& path) const;

  [[nodiscard]] const QString& text() const { return text_; }

 private:
  friend class TomlReader;

  QString text_;
  std::map<QString, TomlPlace> places_;
  std::set<QString> twice_;
  std::map<QString, int> counts_;
  bool is_whole_ = false;  // it was understood to its end
};

/// The path of a key in the table of this path.
QString tomlPath(const QString& table, const QString& key);

/// The text that a TOML string stands for; other values as they are.
QString tomlToText(const QString& value);

/// A TOML string that stands for the text.
QString textToToml(const QString& text);

}  // namespace simgrad::gui
