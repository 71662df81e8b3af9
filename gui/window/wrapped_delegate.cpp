#include "gui/window/wrapped_delegate.hpp"

#include <algorithm>

#include <QAbstractScrollArea>
#include <QApplication>

namespace simgrad::gui {
namespace {

constexpr int kMostLines = 5;
constexpr int kPadding = 6;  // above and below the text together
constexpr int kSpaces = 6;   // that the style leaves around box, picture and text

}  // namespace

QSize WrappedDelegate::sizeHint(const QStyleOptionViewItem& option,
                                const QModelIndex& index) const {
  QStyleOptionViewItem item = option;
  initStyleOption(&item, index);
  const auto* list = qobject_cast<const QAbstractScrollArea*>(item.widget);
  if (list == nullptr) {
    return QStyledItemDelegate::sizeHint(option, index);
  }
  const QStyle* style = list->style();
  const int margin = style->pixelMetric(QStyle::PM_FocusFrameHMargin, &item, list) + 1;
  const int width = list->viewport()->width();
  const int text_width = width - style->pixelMetric(QStyle::PM_IndicatorWidth, &item, list) -
                         item.decorationSize.width() - kSpaces * margin;
  const QRect text = item.fontMetrics.boundingRect(
      {0, 0, std::max(1, text_width), 0}, Qt::TextWordWrap | Qt::TextWrapAnywhere, item.text);
  const int most = kMostLines * item.fontMetrics.lineSpacing();
  return {width, std::min(text.height(), most) + kPadding};
}

}  // namespace simgrad::gui
