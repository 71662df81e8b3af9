#pragma once

#include <QObject>

namespace simgrad::gui {

/// While it lives, Ctrl+C in the terminal and SIGTERM end the application's event loop with the
/// status that shells know: 130, 143. A second one ends the program at once.
class EndOnSignal : public QObject {
  Q_OBJECT

 public:
  explicit EndOnSignal(QObject* parent = nullptr);
};

}  // namespace simgrad::gui
