#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include <QRectF>
#include <QString>
#include <QWidget>

#include "gui/views/sweep/compared_sweep.hpp"

namespace simgrad::gui {

/// Something in a picture that stands for runs.
struct Mark {
  QRectF area = {};  ///< in the widget
  QString words = {};
  RunIndices runs = {};
};

/// A picture whose marks can be pointed at and opened: by mouse, or with the arrow keys, Home, End
/// and Enter.
class MarkedPicture : public QWidget {
  Q_OBJECT

 public:
  explicit MarkedPicture(QWidget* parent = nullptr);

  /// As last drawn.
  const std::vector<Mark>& marks() const { return marks_; }
  /// The one that the keys are at.
  std::optional<std::size_t> current() const { return current_; }

 signals:
  /// What is pointed at, in words.
  void pointedAt(QString words);
  /// The runs of a mark are asked for.
  void opened(simgrad::gui::RunIndices runs);

 protected:
  /// Draws everything, and returns where the marks are.
  virtual std::vector<Mark> draw(QPainter& painter) const = 0;

  /// Draws anew. Until then there are no marks: the old ones name runs of what was shown before.
  void redraw();

  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;

 private:
  std::optional<std::size_t> markAt(const QPointF& place) const;
  std::optional<std::size_t> neighbour(QPointF direction) const;
  void setCurrent(std::optional<std::size_t> mark);

  std::vector<Mark> marks_;
  std::optional<std::size_t> current_;
};

}  // namespace simgrad::gui
