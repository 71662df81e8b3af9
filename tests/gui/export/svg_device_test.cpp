#include "gui/export/svg_device.hpp"

#include <limits>

#include <QPainter>
#include <QXmlStreamReader>
#include <catch2/catch.hpp>

namespace simgrad::gui {
namespace {

constexpr int kDotsPerInch = 96;

template <class Paint>
QString painted(Paint paint, const QString& title = "title") {
  SvgDevice device({200, 100}, kDotsPerInch, title);
  QPainter painter(&device);
  paint(painter);
  painter.end();
  QXmlStreamReader xml(device.document());
  while (!xml.atEnd()) {
    xml.readNext();
  }
  INFO(xml.errorString().toStdString());
  CHECK_FALSE(xml.hasError());
  return QString::fromUtf8(device.document());
}

TEST_CASE("svg_device: text stays text, whatever characters it holds") {
  const QString svg = painted(
      [](QPainter& painter) {
        painter.setPen(QColor(0x112233));
        painter.drawText(QPointF(20, 30), QString("a <b> & \"ü\" ") + QChar(1));
      },
      "<title> & more");
  CHECK(svg.contains("a &lt;b&gt; &amp; &quot;ü&quot; "));
  CHECK(svg.contains("fill=\"#112233\""));
  CHECK(svg.contains("<title>&lt;title&gt; &amp; more</title>"));
}

TEST_CASE("svg_device: a title loses what XML does not know, and keeps the rest") {
  const QString svg = painted([](const QPainter& /*painter*/) {}, QChar(1) + QString("<a> %1"));
  CHECK(svg.contains("<title>&lt;a&gt; %1</title>"));
}

TEST_CASE("svg_device: lines have their colour, width, dashes and place") {
  const QString svg = painted([](QPainter& painter) {
    painter.translate(10, 0);
    painter.setPen(QPen(QColor(255, 0, 0, 51), 2.0, Qt::DashLine, Qt::FlatCap));
    painter.drawLine(QPointF(0, 5), QPointF(50, 5));
  });
  CHECK(svg.contains("d=\"M10 5 L60 5\""));
  CHECK(svg.contains("stroke=\"#ff0000\" stroke-opacity=\"0.2\" stroke-width=\"2\""));
  CHECK(svg.contains("stroke-dasharray=\"8 4\""));
}

TEST_CASE("svg_device: a clip cuts what crosses it, drops what is outside, and ends") {
  const QString svg = painted([](QPainter& painter) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(Qt::green);
    painter.save();
    painter.translate(10, 10);
    painter.setClipRect(0, 0, 50, 50);
    painter.setClipRect(0, 0, 20, 80, Qt::IntersectClip);  // now 10 to 30, 10 to 60
    painter.drawRect(5, 5, 5, 5);
    painter.drawRect(15, 5, 100, 5);
    painter.drawRect(100, 5, 5, 5);
    painter.restore();
    painter.drawRect(100, 90, 5, 5);
  });
  CHECK(svg.count("<path d=\"M10 10") == 1);  // the clip itself
  CHECK(svg.count("clip-path=") == 1);
  CHECK(svg.count("fill=\"#00ff00\"") == 3);
  CHECK(svg.contains("M100 90"));
}

TEST_CASE("svg_device: gradients and pictures are embedded, numbers that are none harm nothing") {
  const QString svg = painted([](QPainter& painter) {
    QLinearGradient gradient(0, 0, 100, 0);
    gradient.setColorAt(0, Qt::red);
    gradient.setColorAt(1, Qt::blue);
    painter.fillRect(QRect(0, 0, 100, 10), gradient);
    QImage image(4, 4, QImage::Format_RGB32);
    image.fill(Qt::yellow);
    painter.drawImage(QRectF(0, 0, 8, 8), image);
    const double infinity = std::numeric_limits<double>::infinity();
    painter.drawLine(QLineF(0, 0, infinity, kDotsPerInch));
    painter.drawLine(QLineF(0, 0, std::numeric_limits<double>::quiet_NaN(), 1));
  });
  CHECK(svg.count("<image") == 2);
  CHECK_FALSE(svg.contains("inf"));
  CHECK_FALSE(svg.contains("nan"));
}

}  // namespace
}  // namespace simgrad::gui
