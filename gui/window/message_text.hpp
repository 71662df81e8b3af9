#pragma once

#include <QTextEdit>

namespace simgrad::gui {

/// A message that can be selected and copied, as high as it needs to be. Unlike a label it breaks
/// paths, which hold no spaces.
class MessageText : public QTextEdit {
  Q_OBJECT

 public:
  explicit MessageText(const QString& text, QWidget* parent = nullptr);

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void resizeEvent(QResizeEvent* event) override;
};

}  // namespace simgrad::gui
