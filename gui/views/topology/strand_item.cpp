#include "gui/views/topology/strand_item.hpp"

#include <algorithm>
#include <cmath>

#include <QLineF>
#include <QPainter>
#include <QPainterPathStroker>

#include "gui/theme/theme.hpp"
#include "gui/views/topology/topology_text.hpp"

namespace simgrad::gui {
namespace {

constexpr double kIdleWidth = 1.0;
constexpr double kGreatestWidth = 6.0;
constexpr double kDecades = 3.0;         // of load that are told apart
constexpr double kLeastStrength = 0.15;  // of any load
constexpr double kLaneGap = 2.0;
constexpr double kReach = 9.0;  // of marks and of the mouse, beside the line
constexpr double kArrow = 2.0;
constexpr double kArrowOutline = 0.5;
constexpr double kArrowAt = 0.55;  // of the line
constexpr double kMark = 7.0;
constexpr double kMarkAt = 0.4;
constexpr int kMarkText = 11;

/// 0 without load, else kLeastStrength to 1.
double strengthOf(double share) {
  if (!(share > 0.0)) {
    return 0.0;
  }
  return std::clamp(1.0 + std::log10(share) / kDecades, kLeastStrength, 1.0);
}

QColor mixed(const QColor& from, const QColor& to, double part) {
  const auto mix = [part](int a, int b) {
    return static_cast<int>(std::lround(a + part * (b - a)));
  };
  return {mix(from.red(), to.red()), mix(from.green(), to.green()), mix(from.blue(), to.blue())};
}

/// Above a lane, wide enough to be seen on it.
void paintArrow(QPainter& painter, const QLineF& line, double width) {
  const double half = width / 2.0 + kArrow;
  const QPointF along = QPointF(line.dx(), line.dy()) / line.length() * half;
  const QPointF across(-along.y(), along.x());
  const QPointF tip = line.pointAt(kArrowAt) + along;
  painter.drawPolygon(QPolygonF{tip - 2.0 * along + across, tip, tip - 2.0 * along - across});
}

void paintMark(QPainter& painter, const QPointF& centre, Condition condition) {
  painter.setPen(QPen(theme().fault, 1.5));
  painter.setBrush(theme().background);
  painter.drawEllipse(centre, kMark, kMark);
  painter.setFont(sceneFont(kMarkText));
  painter.drawText(QRectF(centre.x() - kMark, centre.y() - kMark, 2.0 * kMark, 2.0 * kMark),
                   Qt::AlignCenter, condition == Condition::kDown ? "X" : "!");
}

class StrandItem : public TopologyItem {
 public:
  StrandItem(const TopologyModel& model, const Strand& strand)
      : TopologyItem(model), strand_(strand) {
    const auto& places = model.picture().places;
    line_ = {places[strand.from].centre, places[strand.to].centre};
  }

  QString describe(const QPointF& /*point*/) const override {
    return describeStrand(model(), strand_);
  }

  QRectF boundingRect() const override {
    return QRectF(line_.p1(), line_.p2()).normalized().adjusted(-kReach, -kReach, kReach, kReach);
  }

  QPainterPath shape() const override {
    QPainterPath path(line_.p1());
    path.lineTo(line_.p2());
    QPainterPathStroker stroker;
    stroker.setWidth(kReach);
    return stroker.createStroke(path);
  }

  void paint(QPainter* painter, const QStyleOptionGraphicsItem* /*option*/,
             QWidget* /*widget*/) override {
    if (strand_.forth.empty() || strand_.back.empty()) {
      const auto& links = strand_.forth.empty() ? strand_.back : strand_.forth;
      paintLane(*painter, line_, model().load(links), false);
      return;
    }
    paintBeside(*painter, line_, model().load(strand_.forth));
    paintBeside(*painter, {line_.p2(), line_.p1()}, model().load(strand_.back));
  }

 private:
  /// On the right, as traffic keeps to it.
  static void paintBeside(QPainter& painter, const QLineF& line, const Load& load) {
    const QLineF normal = line.normalVector().unitVector();
    const double distance = (loadWidth(load.share()) + kLaneGap) / 2.0;
    paintLane(painter, line.translated(QPointF(normal.dx(), normal.dy()) * -distance), load, true);
  }

  Strand strand_;
  QLineF line_;
};

}  // namespace

double loadWidth(double share) {
  return kIdleWidth + (kGreatestWidth - kIdleWidth) * strengthOf(share);
}

QColor loadColour(double share) {
  const QColor idle = mixed(theme().grid, theme().muted, 0.35);
  const QColor full = theme().is_dark ? QColor(0xf0a8d0) : QColor(0x8e2f6b);
  return mixed(idle, full, strengthOf(share));
}

void paintLane(QPainter& painter, const QLineF& line, const Load& load, bool has_arrow) {
  const bool is_well = load.worst == Condition::kNormal;
  QPen pen(is_well || load.bytes > 0.0 ? loadColour(load.share()) : theme().fault,
           loadWidth(load.share()), is_well ? Qt::SolidLine : Qt::DashLine, Qt::FlatCap);
  painter.setPen(pen);
  painter.drawLine(line);
  if (has_arrow && load.bytes > 0.0) {
    painter.setPen(QPen(theme().background, kArrowOutline));
    painter.setBrush(pen.color());
    paintArrow(painter, line, pen.widthF());
  }
  if (!is_well) {
    paintMark(painter, line.pointAt(kMarkAt), load.worst);
  }
}

TopologyItem* makeStrandItem(const TopologyModel& model, const Strand& strand) {
  return new StrandItem(model, strand);
}

}  // namespace simgrad::gui
