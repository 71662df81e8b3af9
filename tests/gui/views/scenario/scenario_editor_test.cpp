#include "gui/views/scenario/scenario_editor.hpp"

#include <QMimeData>
#include <QTest>
#include <QTextBlock>
#include <QUrl>
#include <catch2/catch.hpp>

#include "gui/text/text.hpp"
#include "gui/theme/theme.hpp"
#include "gui/views/scenario/problems_list.hpp"
#include "gui/views/scenario/toml_highlighter.hpp"

namespace simgrad::gui {
namespace {

/// How many pixels of the widget have this colour.
int pixelsOf(QWidget& widget, const QColor& colour) {
  const QImage image = widget.grab().toImage();
  int count = 0;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      count += image.pixelColor(x, y) == colour ? 1 : 0;
    }
  }
  return count;
}

/// The colour of the text at a place of the highlighted text.
QColor colourAt(const QTextDocument& document, int line, int column) {
  const QList<QTextLayout::FormatRange> formats =
      document.findBlockByNumber(line).layout()->formats();
  for (const QTextLayout::FormatRange& range : formats) {
    if (range.start <= column && column < range.start + range.length) {
      return range.format.foreground().color();
    }
  }
  return {};
}

TEST_CASE("scenario_editor: its text is what was put in, every character") {
  ScenarioEditor editor;
  const QString text = QString::fromUtf8("a = 'x\u00a0y'\n\n# ü😀\n");
  editor.setPlainText(text);
  CHECK(editor.text() == text);
}

TEST_CASE("scenario_editor: a replacement is one step of undoing") {
  ScenarioEditor editor;
  editor.setPlainText("a = 1 # one");
  editor.replace(4, 5, "234");
  CHECK(editor.text() == "a = 234 # one");
  editor.undo();
  CHECK(editor.text() == "a = 1 # one");
}

TEST_CASE("scenario_editor: problems are underlined from their column, and marked in the margin") {
  ScenarioEditor editor;
  editor.resize(500, 200);
  editor.setPlainText(QString::fromUtf8("a = '😀'\nseed = -1 # why\n"));
  editor.show();
  const int before = pixelsOf(editor, theme().fault);
  editor.setProblems({{"", 2, 8, "out of range"}, {"", 0, 0, "nowhere"}, {"", 77, 1, "far"}});
  REQUIRE(editor.extraSelections().size() == 1);
  CHECK(editor.extraSelections()[0].cursor.selectedText() == "-1");
  CHECK(pixelsOf(editor, theme().fault) > before + 10);
  editor.setProblems({{"", 1, 6, "a column in code points"}});
  CHECK(editor.extraSelections()[0].cursor.selectedText() == QString::fromUtf8("😀'"));
  const auto tool_tip = [&] {
    return editor.problemAt(editor.cursorRect().center().y());
  };
  CHECK(tool_tip() == plainToolTip("a column in code points"));
  editor.setProblems({{"", 1, 6, "unknown key '<b>' & \"c\""}});
  CHECK(tool_tip() == plainToolTip("unknown key '<b>' & \"c\""));
  editor.setProblems({});
  CHECK(tool_tip().isEmpty());
  CHECK(pixelsOf(editor, theme().fault) == before);
}

TEST_CASE("scenario_editor: goes to a line, and nowhere if there is none") {
  ScenarioEditor editor;
  editor.setPlainText("a = 1\nb = 2\nc = 3");
  editor.goTo(2, 5);
  CHECK(editor.textCursor().position() == 10);
  editor.goTo(99, 1);
  CHECK(editor.textCursor().position() == 10);
}

TEST_CASE("scenario_editor: files that are dropped on it are left to the window") {
  /// Opens what is protected.
  class Open : public ScenarioEditor {
   public:
    using ScenarioEditor::canInsertFromMimeData;
  };
  const Open editor;
  QMimeData data;
  data.setText("a = 1");
  CHECK(editor.canInsertFromMimeData(&data));
  data.setUrls({QUrl::fromLocalFile("/tmp/my.toml")});
  CHECK_FALSE(editor.canInsertFromMimeData(&data));
}

TEST_CASE("toml_highlighter: a string over several lines is one, a # in it no comment") {
  QTextDocument document;
  TomlHighlighter highlighter(&document);
  document.setPlainText("a = \"\"\"x # y\n# z\n\"\"\" # c\nb = '#' # d");
  highlighter.rehighlight();
  const QColor text = colourAt(document, 0, 4);
  CHECK(colourAt(document, 0, 10) == text);
  CHECK(colourAt(document, 1, 0) == text);
  CHECK(colourAt(document, 2, 0) == text);
  CHECK(colourAt(document, 2, 5) == theme().muted);
  CHECK(colourAt(document, 3, 5) == text);
  CHECK(colourAt(document, 3, 8) == theme().muted);
  CHECK(colourAt(document, 3, 0) == seriesColour(0));
}

TEST_CASE("toml_highlighter: a word is a key where = follows, however long it is") {
  QTextDocument document;
  TomlHighlighter highlighter(&document);
  const QString word(20'000, 'a');
  document.setPlainText("b-c.d \t= x y = 1\n" + word + "\n" + word + " = 1\nz");
  highlighter.rehighlight();
  const QColor key = seriesColour(0);
  CHECK(colourAt(document, 0, 0) == key);
  CHECK(colourAt(document, 0, 4) == key);
  CHECK_FALSE(colourAt(document, 0, 9).isValid());  // x
  CHECK(colourAt(document, 0, 11) == key);          // y
  CHECK_FALSE(colourAt(document, 1, 0).isValid());
  CHECK_FALSE(colourAt(document, 1, 19'999).isValid());
  CHECK(colourAt(document, 2, 0) == key);
  CHECK(colourAt(document, 2, 19'999) == key);
  CHECK_FALSE(colourAt(document, 3, 0).isValid());
}

TEST_CASE("toml_highlighter: colours follow the theme") {
  QTextDocument document;
  TomlHighlighter highlighter(&document);
  document.setPlainText("a = 1 # c");
  highlighter.rehighlight();
  const QColor light = colourAt(document, 0, 8);
  applyTheme(ThemeChoice::kDark);
  highlighter.followTheme();
  CHECK(colourAt(document, 0, 8) == theme().muted);
  CHECK(colourAt(document, 0, 8) != light);
  applyTheme(ThemeChoice::kLight);
}

TEST_CASE("problems_list: the next one comes after the last, and each says where it is") {
  ProblemsList list;
  list.setProblems({{"/a/my.toml", 2, 8, "one"}, {"/a/net.xml", 7, 1, "two"}, {"", 0, 0, "three"}},
                   "/a/my.toml");
  CHECK(list.item(0)->text() == "line 2: one");
  CHECK(list.item(1)->text() == "net.xml:7: two");
  CHECK(list.item(2)->text() == "three");
  QString chosen;
  QObject::connect(&list, &ProblemsList::chosen, [&](const Problem& problem) {
    chosen += problem.text + ' ';
  });
  for (int i = 0; i < 4; ++i) {
    list.chooseNext();
  }
  CHECK(chosen == "one two three one ");
}

}  // namespace
}  // namespace simgrad::gui
