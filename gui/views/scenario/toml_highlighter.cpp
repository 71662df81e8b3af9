#include "gui/views/scenario/toml_highlighter.hpp"

#include <algorithm>

#include <QRegularExpression>

#include "gui/theme/theme.hpp"

namespace simgrad::gui {
namespace {

/// What a line begins inside of: the block's state.
enum State { kPlain = 0, kLongBasic = 1, kLongLiteral = 2 };

constexpr std::size_t kTextStyle = 2;  // colours of series, made to be told apart
constexpr std::size_t kKeyStyle = 0;
constexpr int kThreeQuotes = 3;

QTextCharFormat coloured(const QColor& colour) {
  QTextCharFormat format;
  format.setForeground(colour);
  return format;
}

QString quotesOf(int state) {
  return QString(kThreeQuotes, state == kLongBasic ? '"' : '\'');
}

/// Where the string that begins at `begin` ends in its line; the line's end if it does not.
int endOfShortString(const QString& line, int begin) {
  int at = begin + 1;
  while (at < line.size() && line[at] != line[begin]) {
    at += line[begin] == '"' && line[at] == '\\' ? 2 : 1;
  }
  return std::min(static_cast<int>(line.size()), at + 1);
}

bool isOfKey(QChar c) {
  return c.unicode() < 128 && (c.isLetterOrNumber() || c == '_' || c == '-' || c == '.');
}

}  // namespace

TomlHighlighter::TomlHighlighter(QTextDocument* document)
    : QSyntaxHighlighter(document), is_dark_(theme().is_dark) {}

void TomlHighlighter::followTheme() {
  if (is_dark_ != theme().is_dark) {
    is_dark_ = theme().is_dark;
    rehighlight();
  }
}

int TomlHighlighter::highlightString(const QString& line, int begin, int already) {
  const int state = already != kPlain ? already : line[begin] == '"' ? kLongBasic : kLongLiteral;
  const int from = already != kPlain ? begin : begin + kThreeQuotes;
  const bool is_long =
      already != kPlain || QStringView(line).mid(begin).startsWith(quotesOf(state));
  int end = 0;
  if (is_long) {
    const auto found = static_cast<int>(line.indexOf(quotesOf(state), from));
    setCurrentBlockState(found < 0 ? state : kPlain);
    end = found < 0 ? static_cast<int>(line.size()) : found + kThreeQuotes;
  } else {
    end = endOfShortString(line, begin);
  }
  setFormat(begin, end - begin, coloured(seriesColour(kTextStyle)));
  return end;
}

int TomlHighlighter::highlightWord(const QString& line, int begin) {
  const auto word_end = std::find_if_not(line.begin() + begin, line.end(), isOfKey);
  const auto next = std::find_if_not(word_end, line.end(), [](QChar c) {
    return c.isSpace();
  });
  const auto end = static_cast<int>(word_end - line.begin());
  if (next != line.end() && *next == '=') {
    setFormat(begin, end - begin, coloured(seriesColour(kKeyStyle)));
  }
  return end;
}

void TomlHighlighter::highlightBlock(const QString& line) {
  static const QRegularExpression kSection(R"(^\s*\[[^"'#=]*\]\s*(#.*)?$)");
  setCurrentBlockState(kPlain);
  int at = previousBlockState() > kPlain ? highlightString(line, 0, previousBlockState()) : 0;
  if (at == 0 && kSection.match(line).hasMatch()) {
    QTextCharFormat bold;
    bold.setFontWeight(QFont::Bold);
    setFormat(0, static_cast<int>(line.size()), bold);
  }
  while (at < line.size()) {
    const QChar c = line[at];
    if (c == '#') {
      QTextCharFormat comment = coloured(theme().muted);
      comment.setFontItalic(true);
      setFormat(at, static_cast<int>(line.size()) - at, comment);
      return;
    }
    if (c == '"' || c == '\'') {
      at = highlightString(line, at, kPlain);
      continue;
    }
    at = isOfKey(c) ? highlightWord(line, at) : at + 1;
  }
}

}  // namespace simgrad::gui
