#pragma once

#include <QByteArray>
#include <QString>

namespace simgrad::gui {

/// A scenario's file: what was last read from it or written to it. Line ends are kept: the text has
/// \n alone, the file what it had.
class ScenarioFile {
 public:
  /// Reads another file. Throws: Error with its name; the file before stays.
  QString load(const QString& path);

  /// Writes the text, whole or not at all. Throws: Error with the file's name.
  void save(const QString& text, const QString& path);

  /// No file yet.
  void forget();

  /// Absolute; empty: it has none yet.
  [[nodiscard]] const QString& path() const { return path_; }

  /// Whether the file holds something else than was last read or written; also if it is gone.
  [[nodiscard]] bool hasChangedOnDisk() const;

 private:
  QString path_;
  QByteArray bytes_;
  bool has_crlf_ = false;
  bool has_mark_ = false;  // of byte order
};

}  // namespace simgrad::gui
