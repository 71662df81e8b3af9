#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "sim/report/glyphs.hpp"
#include "sim/report/run_sections.hpp"
#include "sim/results/faults.hpp"
#include "sim/results/quantity.hpp"

namespace simgrad {
namespace {

constexpr std::size_t kMostRows = 60;
constexpr std::size_t kMostKinds = 30;

std::string kinds_sentence(const std::vector<EventRow>& events) {
  std::map<std::string, std::size_t> counts;
  for (const EventRow& event : events) {
    ++counts[event.kind];
  }
  std::string text;
  std::size_t told = 0;
  for (const auto& [kind, count] : counts) {
    if (told++ < kMostKinds) {
      text += fmt::format("{}{} × {}", text.empty() ? "" : ", ", count,
                          shorten(clean_text(kind), 40.0, 1.0));
    }
  }
  const std::string more = counts.size() > kMostKinds
                               ? fmt::format(" and {} more kinds", counts.size() - kMostKinds)
                               : "";
  return fmt::format("{} events: {}{}.", events.size(), text, more);
}

std::vector<Cell> row_of(const EventGroup& group) {
  const std::string lasted =
      std::isnan(group.lasted_s)
          ? ""
          : quantity_text(Unit::kSeconds, group.lasted_s) + (group.is_open ? ", not over" : "");
  return {text_cell(group.kind),
          text_cell(group.subject),
          number_cell(std::to_string(group.count), static_cast<double>(group.count)),
          number_cell(quantity_text(Unit::kSeconds, group.first_s), group.first_s),
          number_cell(quantity_text(Unit::kSeconds, group.last_s), group.last_s),
          number_cell(lasted, group.lasted_s),
          text_cell(group.detail)};
}

}  // namespace

void add_events(HtmlPage& page, const RunData& data) {
  page.section("Failures and other events");
  if (data.events.empty()) {
    page.paragraph("Nothing failed and nothing else was noted.");
    return;
  }
  page.paragraph(kinds_sentence(data.events));
  const std::vector<EventGroup> groups = group_events(data.events, data.run.simulated_s);
  HtmlTable table{
      .columns = {"kind", "subject", "count", "first", "last", "lasted in all", "last detail"}};
  for (std::size_t i = 0; i < std::min(groups.size(), kMostRows); ++i) {
    table.rows.push_back(row_of(groups[i]));
  }
  const std::string left_out =
      groups.size() > kMostRows
          ? fmt::format(" {} more pairs are left out.", groups.size() - kMostRows)
          : "";
  page.table(table,
             "By kind and subject, the longest first. An event that ends another (host_up) counts "
             "in how long that lasted." +
                 left_out);
}

}  // namespace simgrad
