#include "gui/window/message_text.hpp"

#include <algorithm>
#include <cmath>

namespace simgrad::gui {
namespace {

constexpr int kLongest = 1000;  // characters: what is longer than that is no message
constexpr int kNarrowest = 100;
constexpr int kMostLines = 4;  // the rest is scrolled to

}  // namespace

MessageText::MessageText(const QString& text, QWidget* parent) : QTextEdit(parent) {
  setPlainText(text.size() > kLongest ? text.left(kLongest) + "…" : text);
  setReadOnly(true);
  setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  setFrameShape(QFrame::NoFrame);
  setTabChangesFocus(true);
  setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setAccessibleName(tr("Message"));
  document()->setDocumentMargin(0);
  viewport()->setAutoFillBackground(false);
}

QSize MessageText::sizeHint() const {
  const int most = kMostLines * fontMetrics().lineSpacing();
  const int height = static_cast<int>(std::ceil(document()->size().height()));
  return {kNarrowest, std::clamp(height, fontMetrics().lineSpacing(), most)};
}

void MessageText::resizeEvent(QResizeEvent* event) {
  QTextEdit::resizeEvent(event);
  updateGeometry();  // another width, other line breaks
}

}  // namespace simgrad::gui
