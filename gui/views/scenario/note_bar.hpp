#pragma once

#include <functional>

#include <QFrame>

class QHBoxLayout;

namespace simgrad::gui {

/// A line that says what has happened, with buttons for what can be done about it.
class NoteBar : public QFrame {
  Q_OBJECT

 public:
  NoteBar(const QString& text, QWidget* parent);

  /// A button that does this and closes the note.
  void addChoice(const QString& text, const QString& help, const std::function<void()>& act);

 private:
  QHBoxLayout* layout_;
};

}  // namespace simgrad::gui
