#include "sim/report/run_report.hpp"

#include "sim/report/html.hpp"
#include "sim/report/run_sections.hpp"

namespace simgrad {

std::string run_report(const RunData& data) {
  HtmlPage page(data.run.title.empty() ? "Run without a title" : data.run.title);
  add_summary(page, data);
  add_convergence(page, data);
  add_time_shares(page, data);
  add_rounds(page, data);
  add_traffic(page, data);
  add_timeline(page, data);
  add_events(page, data);
  add_metrics(page, data);
  add_scenario(page, data);
  return page.finish();
}

}  // namespace simgrad
