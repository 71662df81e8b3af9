#pragma once

#include <QSyntaxHighlighter>

namespace simgrad::gui {

/// Colours of TOML: sections, keys, texts, comments. Sections are bold, comments slanted.
class TomlHighlighter : public QSyntaxHighlighter {
  Q_OBJECT

 public:
  using QSyntaxHighlighter::QSyntaxHighlighter;

 protected:
  void highlightBlock(const QString& line) override;

 private:
  /// Colours a string from `begin`. Returns where it ends.
  int highlightString(const QString& line, int begin, int already);
};

}  // namespace simgrad::gui
