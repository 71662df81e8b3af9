#include "sim/report/event_marks.hpp"

#include <cmath>
#include <map>

#include <fmt/format.h>

namespace simgrad {
namespace {

constexpr double kDistance = 3.0;
constexpr std::size_t kMostTold = 6;
constexpr std::size_t kMostLong = 60;  // more lines than these would hide the plot
constexpr double kShort = 9.0;

}  // namespace

void draw_event_marks(Svg& svg, const Plot& plot, const Scale& x,
                      const std::vector<EventMark>& marks) {
  struct Group {
    std::size_t count = 0;
    std::string text;
  };
  std::map<long, Group> groups;
  for (const EventMark& mark : marks) {
    Group& group = groups[std::lround(plot.x(x.share(mark.x)) / kDistance)];
    if (++group.count <= kMostTold) {
      group.text += (group.text.empty() ? "" : "\n") + mark.text;
    }
  }
  const double bottom = groups.size() > kMostLong ? plot.top + kShort : plot.bottom();
  for (const auto& [column, group] : groups) {
    const double at = kDistance * static_cast<double>(column);
    const std::string more =
        group.count > kMostTold ? fmt::format("\nand {} more here", group.count - kMostTold) : "";
    svg.line(at, plot.top, at, bottom, kEventStroke, group.text + more);
  }
}

}  // namespace simgrad
