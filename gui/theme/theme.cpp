#include "gui/theme/theme.hpp"

#include <array>

#include <QApplication>
#include <QPalette>
#include <QProxyStyle>
#include <QStyleFactory>
#include <QStyleHints>
#include <QStyleOptionButton>

#include "sim/results/colours.hpp"

namespace simgrad::gui {
namespace {

constexpr std::size_t kTextStyle = 6;  // the series that is drawn in the colour of text

const Theme kLightTheme{.is_dark = false,
                        .background = QColor(0xffffff),
                        .text = QColor(0x1c1c1e),
                        .muted = QColor(0x5f6368),
                        .grid = QColor(0xe3e5e8),
                        .cursor = QColor(0x3c4043),
                        .fault = QColor(0xb3261e),
                        .target = QColor(0x5f6368)};
const Theme kDarkTheme{.is_dark = true,
                       .background = QColor(0x1e1f22),
                       .text = QColor(0xe8eaed),
                       .muted = QColor(0xa9adb3),
                       .grid = QColor(0x3a3c40),
                       .cursor = QColor(0xd5d8dc),
                       .fault = QColor(0xff8a80),
                       .target = QColor(0xa9adb3)};

Theme& chosen() {
  static Theme current = kLightTheme;
  return current;
}

QPalette darkPalette() {
  QPalette palette;
  const QColor window(0x2b2d30);
  const QColor base(0x1e1f22);
  const QColor text(0xe8eaed);
  const QColor disabled(0x7a7d82);
  palette.setColor(QPalette::Window, window);
  palette.setColor(QPalette::WindowText, text);
  palette.setColor(QPalette::Base, base);
  palette.setColor(QPalette::AlternateBase, QColor(0x26282b));
  palette.setColor(QPalette::ToolTipBase, QColor(0x3a3c40));
  palette.setColor(QPalette::ToolTipText, text);
  palette.setColor(QPalette::Text, text);
  palette.setColor(QPalette::PlaceholderText, disabled);
  palette.setColor(QPalette::Button, QColor(0x35373b));
  palette.setColor(QPalette::ButtonText, text);
  palette.setColor(QPalette::BrightText, Qt::white);
  palette.setColor(QPalette::Link, QColor(0x8ab4f8));
  palette.setColor(QPalette::Highlight, QColor(0x2f65ca));
  palette.setColor(QPalette::HighlightedText, Qt::white);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
    palette.setColor(QPalette::Disabled, role, disabled);
  }
  return palette;
}

QPalette lightPalette() {
  QPalette palette(QColor(0xf1f3f4));
  palette.setColor(QPalette::Base, Qt::white);
  palette.setColor(QPalette::AlternateBase, QColor(0xf6f7f8));
  palette.setColor(QPalette::Highlight, QColor(0x2f65ca));
  palette.setColor(QPalette::HighlightedText, Qt::white);
  palette.setColor(QPalette::PlaceholderText, QColor(0x80868b));
  return palette;
}

/// Fusion draws the frames of check boxes in a shade of the window's colour, which cannot be seen
/// where that is dark.
class DarkFusion : public QProxyStyle {
 public:
  DarkFusion() : QProxyStyle("Fusion") {}

  void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override {
    const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
    if (element != PE_IndicatorCheckBox || button == nullptr) {
      QProxyStyle::drawPrimitive(element, option, painter, widget);
      return;
    }
    QStyleOptionButton seen = *button;
    seen.palette.setColor(QPalette::Window, kDarkTheme.muted);
    QProxyStyle::drawPrimitive(element, &seen, painter, widget);
  }
};

bool systemIsDark() {
  static const bool is_dark =
      QApplication::palette().color(QPalette::Window).lightness() < 128;  // before ours is set
  return is_dark;
}

}  // namespace

QString themeName(ThemeChoice choice) {
  switch (choice) {
    case ThemeChoice::kLight:
      return "light";
    case ThemeChoice::kDark:
      return "dark";
    case ThemeChoice::kSystem:
      break;
  }
  return "system";
}

std::optional<ThemeChoice> themeOfName(const QString& name) {
  for (const auto choice : {ThemeChoice::kSystem, ThemeChoice::kLight, ThemeChoice::kDark}) {
    if (themeName(choice) == name) {
      return choice;
    }
  }
  return std::nullopt;
}

void applyTheme(ThemeChoice choice) {
  const bool system_is_dark = systemIsDark();  // asked first, whatever is chosen
  const bool is_dark =
      choice == ThemeChoice::kDark || (choice == ThemeChoice::kSystem && system_is_dark);
  chosen() = is_dark ? kDarkTheme : kLightTheme;  // widgets look at it when the palette changes
  QApplication::setStyle(is_dark ? new DarkFusion : QStyleFactory::create("Fusion"));
  QApplication::setPalette(is_dark ? darkPalette() : lightPalette());
}

const Theme& theme() {
  return chosen();
}

QColor seriesColour(std::size_t style) {
  const std::string colour = series_colour(style);
  QColor found = colour.starts_with('#') ? QColor(QString::fromStdString(colour)) : theme().text;
  // The blue of the palette is made for paper.
  return theme().is_dark && found.lightness() < 100 ? found.lighter(145) : found;
}

QPen seriesPen(std::size_t style, double width) {
  static const std::array<QList<qreal>, 5> kDashes{
      {{}, {4, 2}, {1, 1.5}, {5, 1.5, 1, 1.5}, {8, 2}}};
  QPen pen(seriesColour(style), width);
  pen.setCosmetic(true);
  pen.setJoinStyle(Qt::RoundJoin);
  const QList<qreal>& dashes = kDashes[style % kDashes.size()];
  if (!dashes.isEmpty()) {
    pen.setDashPattern(dashes);
  }
  return pen;
}

QString spanKindName(SpanKind kind) {
  static const std::array<const char*, kSpanKinds> kNames{"compute", "send", "receive",
                                                          "wait",    "down", "other"};
  return kNames[static_cast<std::size_t>(kind)];
}

QColor spanColour(SpanKind kind) {
  switch (kind) {
    case SpanKind::kCompute:
      return seriesColour(0);
    case SpanKind::kSend:
      return seriesColour(4);
    case SpanKind::kReceive:
      return seriesColour(2);
    case SpanKind::kWait:
      return theme().is_dark ? QColor(0x55585d) : QColor(0xd0d3d7);
    case SpanKind::kDown:
      return seriesColour(1);
    case SpanKind::kOther:
      break;
  }
  return seriesColour(kTextStyle);
}

QColor heatColour(double share) {
  return QString::fromStdString(cividis(share).fill);
}

}  // namespace simgrad::gui
