#include "gui/views/scenario/scenario_editor.hpp"

#include <algorithm>

#include <QFontDatabase>
#include <QHelpEvent>
#include <QMimeData>
#include <QPainter>
#include <QTextBlock>
#include <QToolTip>

#include "gui/text/text.hpp"
#include "gui/theme/theme.hpp"

namespace simgrad::gui {
namespace {

constexpr int kMarginGap = 6;   // pixels beside the line numbers
constexpr int kMarkWidth = 12;  // pixels for the mark of a problem
constexpr int kTabSpaces = 2;
constexpr int kLeastDigits = 3;

/// Line numbers and marks beside the text.
class Margin : public QWidget {
 public:
  explicit Margin(ScenarioEditor* editor) : QWidget(editor), editor_(editor) {
    setAccessibleName("line numbers");
  }

  QSize sizeHint() const override { return {editor_->marginWidth(), 0}; }

 protected:
  void paintEvent(QPaintEvent* event) override { editor_->paintMargin(event); }

  bool event(QEvent* event) override {
    if (event->type() == QEvent::ToolTip) {
      const auto* help = static_cast<QHelpEvent*>(event);
      QToolTip::showText(help->globalPos(), editor_->problemAt(help->y()), this);
      return true;
    }
    return QWidget::event(event);
  }

 private:
  ScenarioEditor* editor_;
};

/// Position in UTF-16 of a column in code points, from 1.
int positionOf(const QString& line, int column) {
  int position = 0;
  for (int i = 1; i < column && position < line.size(); ++i) {
    position += line[position].isHighSurrogate() ? 2 : 1;
  }
  return std::min(position, static_cast<int>(line.size()));
}

void drawMark(QPainter& painter, const QRectF& box) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(theme().fault);
  const QRectF mark(box.center().x() - 4.0, box.center().y() - 4.0, 8.0, 8.0);
  painter.drawPolygon(
      QPolygonF{mark.bottomLeft(), mark.bottomRight(), {mark.center().x(), mark.top()}});
  painter.restore();
}

}  // namespace

ScenarioEditor::ScenarioEditor(QWidget* parent)
    : QPlainTextEdit(parent), margin_(new Margin(this)) {
  setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
  setLineWrapMode(QPlainTextEdit::NoWrap);
  setTabStopDistance(kTabSpaces * fontMetrics().horizontalAdvance(' '));
  setTabChangesFocus(true);  // TOML needs no tabs; the keyboard needs a way out
  setAccessibleName("scenario text");
  connect(this, &QPlainTextEdit::blockCountChanged, this, &ScenarioEditor::placeMargin);
  connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect& area, int dy) {
    if (dy != 0) {
      margin_->scroll(0, dy);
    } else {
      margin_->update(0, area.y(), margin_->width(), area.height());
    }
  });
  placeMargin();
}

QString ScenarioEditor::text() const {
  return document()->toRawText().replace(QChar::ParagraphSeparator, '\n');
}

void ScenarioEditor::replace(qsizetype begin, qsizetype end, const QString& text) {
  QTextCursor cursor(document());
  cursor.setPosition(static_cast<int>(begin));
  cursor.setPosition(static_cast<int>(end), QTextCursor::KeepAnchor);
  cursor.insertText(text);
}

void ScenarioEditor::setProblems(const std::vector<Problem>& problems) {
  problems_ = problems;
  markProblems();
  margin_->update();
}

void ScenarioEditor::goTo(int line, int column) {
  const QTextBlock block = document()->findBlockByNumber(std::max(0, line - 1));
  if (!block.isValid()) {
    return;
  }
  QTextCursor cursor(block);
  cursor.setPosition(block.position() + positionOf(block.text(), column));
  setTextCursor(cursor);
  centerCursor();
  setFocus();
}

QTextCursor ScenarioEditor::cursorAt(const Problem& problem) const {
  const QTextBlock block = document()->findBlockByNumber(problem.line - 1);
  if (!block.isValid()) {
    return {};
  }
  const QString line = block.text();
  const int begin = positionOf(line, problem.column);
  qsizetype end = line.indexOf(" #", begin);  // a comment is not what is wrong
  end = end < 0 ? line.size() : end;
  const int from = end > begin ? begin : 0;
  QTextCursor cursor(block);
  cursor.setPosition(block.position() + from);
  cursor.setPosition(block.position() + static_cast<int>(std::max<qsizetype>(end, from)),
                     QTextCursor::KeepAnchor);
  return cursor;
}

void ScenarioEditor::markProblems() {
  QList<QTextEdit::ExtraSelection> marks;
  for (const Problem& problem : problems_) {
    QTextEdit::ExtraSelection mark;
    mark.cursor = problem.line > 0 ? cursorAt(problem) : QTextCursor();
    if (!mark.cursor.isNull()) {
      mark.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
      mark.format.setUnderlineColor(theme().fault);
      marks += mark;
    }
  }
  setExtraSelections(marks);
}

QString ScenarioEditor::problemOfLine(int line) const {
  QStringList texts;
  for (const Problem& problem : problems_) {
    if (problem.line == line) {
      texts += problem.text;
    }
  }
  return texts.join('\n');
}

QString ScenarioEditor::problemAt(int y) const {
  const QTextBlock block = cursorForPosition({0, y}).block();
  return plainToolTip(problemOfLine(block.blockNumber() + 1));
}

int ScenarioEditor::marginWidth() const {
  const auto digits = std::max<qsizetype>(kLeastDigits, QString::number(blockCount()).size());
  return kMarkWidth + 2 * kMarginGap +
         static_cast<int>(digits) * fontMetrics().horizontalAdvance('9');
}

void ScenarioEditor::placeMargin() {
  const QRect area = contentsRect();
  setViewportMargins(marginWidth(), 0, 0, 0);
  margin_->setGeometry(area.left(), area.top(), marginWidth(), area.height());
}

void ScenarioEditor::paintMargin(QPaintEvent* event) {
  QPainter painter(margin_);
  painter.fillRect(event->rect(), palette().color(QPalette::AlternateBase));
  painter.setFont(font());
  QTextBlock block = firstVisibleBlock();
  QRectF line = blockBoundingGeometry(block).translated(contentOffset());
  while (block.isValid() && line.top() <= event->rect().bottom()) {
    const int number = block.blockNumber() + 1;
    const bool is_current = textCursor().blockNumber() == block.blockNumber();
    painter.setPen(is_current ? theme().text : theme().muted);
    const QRectF box(0.0, line.top(), margin_->width() - kMarginGap, line.height());
    painter.drawText(box, Qt::AlignRight | Qt::AlignVCenter, QString::number(number));
    if (!problemOfLine(number).isEmpty()) {
      drawMark(painter, {0.0, line.top(), kMarkWidth + kMarginGap, line.height()});
    }
    block = block.next();
    line = blockBoundingGeometry(block).translated(contentOffset());
  }
}

bool ScenarioEditor::canInsertFromMimeData(const QMimeData* source) const {
  return !source->hasUrls() && QPlainTextEdit::canInsertFromMimeData(source);
}

void ScenarioEditor::resizeEvent(QResizeEvent* event) {
  QPlainTextEdit::resizeEvent(event);
  placeMargin();
}

bool ScenarioEditor::viewportEvent(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    QToolTip::showText(help->globalPos(), problemAt(help->y()), viewport());
    return true;
  }
  return QPlainTextEdit::viewportEvent(event);
}

void ScenarioEditor::changeEvent(QEvent* event) {
  QPlainTextEdit::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) {
    markProblems();
  }
}

}  // namespace simgrad::gui
