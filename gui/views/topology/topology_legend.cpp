#include "gui/views/topology/topology_legend.hpp"

#include <array>

#include <QLineF>
#include <QPainter>

#include "gui/theme/theme.hpp"
#include "gui/views/topology/moment.hpp"
#include "gui/views/topology/strand_item.hpp"

namespace simgrad::gui {
namespace {

constexpr int kRow = 24;
constexpr int kMargin = 8;
constexpr int kGap = 6;
constexpr int kBetween = 12;
constexpr int kSymbol = 18;
constexpr int kLine = 40;
constexpr int kLetter = 12;

struct Entry {
  QString text;
  int symbol_width = kSymbol;
  HostState state = HostState::kIdle;
  Load load = {};
  bool is_link = false;
  bool is_slow = false;
};

Entry linkEntry(const QString& text, double share, Condition condition) {
  Entry entry{.text = text, .symbol_width = kLine, .is_link = true};
  entry.load.bytes = share;
  entry.load.capacity_bytes = 1.0;
  entry.load.worst = condition;
  return entry;
}

std::vector<Entry> entries() {
  std::vector<Entry> list;
  for (const HostState state : {HostState::kCompute, HostState::kSend, HostState::kReceive,
                                HostState::kWait, HostState::kDown, HostState::kIdle}) {
    list.push_back({.text = hostStateName(state), .state = state});
  }
  list.push_back({.text = "slow", .is_slow = true});
  list.push_back(linkEntry("link unused", 0.0, Condition::kNormal));
  list.push_back(linkEntry("1 %", 0.01, Condition::kNormal));
  list.push_back(linkEntry("10 %", 0.1, Condition::kNormal));
  list.push_back(linkEntry("100 % of its bandwidth", 1.0, Condition::kNormal));
  list.push_back(linkEntry("degraded", 0.0, Condition::kImpaired));
  list.push_back(linkEntry("down", 0.0, Condition::kDown));
  return list;
}

void paintHost(QPainter& painter, const QRectF& box, HostState state, bool is_slow) {
  painter.setPen(QPen(theme().muted, 1.5, is_slow ? Qt::DashLine : Qt::SolidLine));
  painter.setBrush(hostStateColour(state));
  const QRectF body = box.adjusted(1.0, 1.0, -1.0, -1.0);
  if (state == HostState::kDown) {
    painter.drawRect(body);
  } else {
    painter.drawEllipse(body);
  }
  QFont font = painter.font();
  font.setPixelSize(kLetter);
  painter.save();
  painter.setFont(font);
  painter.setPen(hostStateTextColour(state));
  painter.drawText(body, Qt::AlignCenter, hostStateLetter(state));
  painter.restore();
}

}  // namespace

TopologyLegend::TopologyLegend(QWidget* parent) : QWidget(parent) {
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  setAccessibleName("Legend of the topology");
  setToolTip(
      "Hosts by what they do, links by the part of their bandwidth that is used at this "
      "moment.");
}

QSize TopologyLegend::sizeHint() const {
  return {4 * kRow, kRow + kMargin};
}

int TopologyLegend::heightForWidth(int width) const {
  return layEntries(width, nullptr);
}

void TopologyLegend::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  layEntries(width(), &painter);
}

int TopologyLegend::layEntries(int width, QPainter* painter) const {
  int x = kMargin;
  int y = kMargin / 2;
  for (const Entry& entry : entries()) {
    const int text = fontMetrics().horizontalAdvance(entry.text);
    const int needed = entry.symbol_width + kGap + text;
    if (x > kMargin && x + needed + kMargin > width) {
      x = kMargin;
      y += kRow;
    }
    if (painter != nullptr) {
      const QRectF box(x, y + (kRow - kSymbol) / 2.0, entry.symbol_width, kSymbol);
      if (entry.is_link) {
        const double middle = box.center().y();
        paintLane(*painter, {box.left(), middle, box.right(), middle}, entry.load, false);
      } else {
        paintHost(*painter, box, entry.state, entry.is_slow);
      }
      painter->setPen(theme().text);
      painter->setFont(font());
      painter->drawText(QRectF(x + entry.symbol_width + kGap, y, text + kGap, kRow),
                        Qt::AlignVCenter | Qt::AlignLeft, entry.text);
    }
    x += needed + kBetween;
  }
  return y + kRow + kMargin / 2;
}

}  // namespace simgrad::gui
