#include "gui/views/scenario/note_bar.hpp"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace simgrad::gui {

NoteBar::NoteBar(const QString& text, QWidget* parent)
    : QFrame(parent), layout_(new QHBoxLayout(this)) {
  setFrameShape(QFrame::StyledPanel);
  auto* label = new QLabel(text, this);
  label->setWordWrap(true);
  layout_->addWidget(label, 1);
  hide();
}

void NoteBar::addChoice(const QString& text, const QString& help,
                        const std::function<void()>& act) {
  auto* button = new QPushButton(text, this);
  button->setToolTip(help);
  layout_->addWidget(button);
  connect(button, &QPushButton::clicked, this, [this, act] {
    hide();
    act();
  });
}

}  // namespace simgrad::gui
