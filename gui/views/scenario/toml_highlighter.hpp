#pragma once

#include <QSyntaxHighlighter>

namespace simgrad::gui {

/// Colours of TOML: sections, keys, texts, comments. Sections are bold, comments slanted.
class TomlHighlighter : public QSyntaxHighlighter {
  Q_OBJECT

 public:
  explicit TomlHighlighter(QTextDocument* document);

  /// Other colours if the theme has changed.
  void followTheme();

 protected:
  void highlightBlock(const QString& line) override;

 private:
  /// Colours a string from `begin`. Returns where it ends.
  int highlightString(const QString& line, int begin, int already);
  /// Colours a word from `begin` if it is a key: "=" follows. Returns where the word ends.
  int highlightWord(const QString& line, int begin);

  bool is_dark_;
};

}  // namespace simgrad::gui
