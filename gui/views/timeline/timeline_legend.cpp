#include "gui/views/timeline/timeline_legend.hpp"

#include <array>

#include <QPainter>

#include "gui/theme/theme.hpp"
#include "gui/views/timeline/span_painting.hpp"

namespace simgrad::gui {
namespace {

constexpr int kSwatch = 26;  // its width
constexpr int kGap = 6;
constexpr int kBetween = 16;  // entries
constexpr int kMarkRow = 14;  // of a height that marks have a place in
constexpr std::array kKinds{SpanKind::kCompute, SpanKind::kSend, SpanKind::kReceive,
                            SpanKind::kWait,    SpanKind::kDown, SpanKind::kOther};

struct MarkEntry {
  EventRole role;
  const char* text;
};

constexpr std::array<MarkEntry, 3> kMarks{{{EventRole::kFailure, "failure"},
                                           {EventRole::kRecovery, "recovery, restart"},
                                           {EventRole::kOther, "other event"}}};

}  // namespace

TimelineLegend::TimelineLegend(QWidget* parent) : QWidget(parent) {
  setAccessibleName("Legend: what the timeline's colours and marks mean");
  setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

QSize TimelineLegend::sizeHint() const {
  return {0, fontMetrics().height() + kGap};
}

void TimelineLegend::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  painter.fillRect(rect(), theme().background);
  int x = kGap;
  const auto write = [&](const QString& text) {
    x += kSwatch + kGap;
    painter.setPen(theme().text);
    painter.drawText(QRect(x, 0, width(), height()), Qt::AlignLeft | Qt::AlignVCenter, text);
    x += fontMetrics().horizontalAdvance(text) + kBetween;
  };
  for (const SpanKind kind : kKinds) {
    const QRect place(x, 1, kSwatch, height() - 2);
    paintSpans(painter, kind, {laneRect(kind, place)});
    write(spanKindName(kind));
  }
  for (const MarkEntry& mark : kMarks) {
    const QRect place(x, (height() - kMarkRow) / 2, kSwatch, kMarkRow);
    paintEventMark(painter, mark.role, x + kSwatch / 2, place);
    write(mark.text);
  }
}

}  // namespace simgrad::gui
