#include "gui/window/message_banner.hpp"

#include <algorithm>

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include "gui/theme/theme.hpp"
#include "gui/window/message_text.hpp"

namespace simgrad::gui {
namespace {

constexpr std::size_t kMostRows = 3;
constexpr int kIcon = 16;
constexpr double kTint = 0.12;  // of the fault's colour in the background

QColor blend(const QColor& below, const QColor& above, double share) {
  const auto mix = [share](int a, int b) {
    return static_cast<int>(a * (1.0 - share) + b * share);
  };
  return {mix(below.red(), above.red()), mix(below.green(), above.green()),
          mix(below.blue(), above.blue())};
}

}  // namespace

MessageBanner::MessageBanner(QWidget* parent)
    : QFrame(parent), rows_(new QVBoxLayout), more_(new QLabel(this)) {
  setFrameShape(QFrame::StyledPanel);
  setAutoFillBackground(true);
  setAccessibleName(tr("What went wrong"));
  auto* all = new QToolButton(this);
  all->setText(tr("Close all"));
  all->setToolTip(tr("Close every message"));
  connect(all, &QToolButton::clicked, this, &MessageBanner::removeAll);
  auto* below = new QWidget(this);
  auto* below_layout = new QHBoxLayout(below);
  below_layout->setContentsMargins(0, 0, 0, 0);
  below_layout->addWidget(more_, 1);
  below_layout->addWidget(all);
  below->setObjectName("below");
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(8, 6, 8, 6);
  layout->addLayout(rows_);
  layout->addWidget(below);
  applyColours();
  rebuild();
}

void MessageBanner::add(const QString& text, const QString& path) {
  const bool is_known = std::any_of(messages_.begin(), messages_.end(), [&](const Message& known) {
    return known.text == text;
  });
  if (is_known) {
    return;
  }
  messages_.push_back({text, path});
  rebuild();
  QAccessibleEvent alert(this, QAccessible::Alert);
  QAccessible::updateAccessibility(&alert);
}

void MessageBanner::removeOf(const QString& path) {
  const auto count = std::erase_if(messages_, [&](const Message& message) {
    return !path.isEmpty() && message.path == path;
  });
  if (count > 0) {
    rebuild();
  }
}

void MessageBanner::removeAll() {
  messages_.clear();
  rebuild();
}

QStringList MessageBanner::texts() const {
  QStringList texts;
  for (const Message& message : messages_) {
    texts.push_back(message.text);
  }
  return texts;
}

void MessageBanner::changeEvent(QEvent* event) {
  QFrame::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) {  // ends by itself: the same colours are no change
    applyColours();
  }
}

void MessageBanner::rebuild() {
  while (QLayoutItem* item = rows_->takeAt(0)) {
    item->widget()->hide();
    item->widget()->deleteLater();
    delete item;
  }
  const std::size_t rows = std::min(kMostRows, messages_.size());
  for (std::size_t i = 0; i < rows; ++i) {
    rows_->addWidget(makeRow(i));
  }
  const std::size_t hidden = messages_.size() - rows;
  more_->setText(hidden > 0 ? tr("and %1 more").arg(hidden) : QString());
  findChild<QWidget*>("below")->setVisible(messages_.size() > 1);
  setVisible(!messages_.empty());
}

QWidget* MessageBanner::makeRow(std::size_t message) {
  auto* row = new QWidget(this);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  auto* icon = new QLabel(row);
  icon->setPixmap(style()->standardIcon(QStyle::SP_MessageBoxWarning).pixmap(kIcon));
  icon->setAccessibleName(tr("Warning"));
  auto* text = new MessageText(messages_[message].text, row);
  auto* close = new QToolButton(row);
  close->setIcon(style()->standardIcon(QStyle::SP_TitleBarCloseButton));
  close->setAutoRaise(true);
  close->setToolTip(tr("Close this message"));
  close->setAccessibleName(close->toolTip());
  connect(close, &QToolButton::clicked, this, [this, shown = messages_[message].text] {
    std::erase_if(messages_, [&](const Message& other) {
      return other.text == shown;
    });
    rebuild();
  });
  layout->addWidget(icon, 0, Qt::AlignTop);
  layout->addWidget(text, 1);
  layout->addWidget(close, 0, Qt::AlignTop);
  return row;
}

void MessageBanner::applyColours() {
  QPalette colours = QGuiApplication::palette();
  const QColor tinted = blend(colours.color(QPalette::Window), theme().fault, kTint);
  colours.setColor(QPalette::Window, tinted);
  colours.setColor(QPalette::Base, tinted);  // of the texts
  setPalette(colours);
}

}  // namespace simgrad::gui
