#include "gui/text/text.hpp"
#include "gui/views/convergence/convergence_plots.hpp"

namespace simgrad::gui {

QString convergenceCsv(const std::vector<OpenRun>& runs) {
  QString lines;
  for (const OpenRun& run : runs) {
    if (!run.is_shown) {
      continue;
    }
    for (const EvaluationRow& row : *run.data->evaluations) {
      lines += csvLine({run.label, exactText(row.simulated_s), QString::number(row.round),
                        QString::number(row.step), QString::number(row.sent_bytes),
                        exactText(row.wall_s), exactText(row.loss), exactText(row.accuracy)});
    }
  }
  return lines.isEmpty() ? lines
                         : "run,simulated_s,round,step,sent_bytes,wall_s,loss,accuracy\n" + lines;
}

}  // namespace simgrad::gui
