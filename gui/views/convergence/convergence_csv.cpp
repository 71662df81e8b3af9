#include <QTextStream>

#include "gui/views/convergence/convergence_plots.hpp"

namespace simgrad::gui {
namespace {

constexpr int kDigits = 17;  // every double comes back as it was

QString quoted(QString text) {
  return '"' + text.replace('"', "\"\"") + '"';
}

}  // namespace

QString convergenceCsv(const std::vector<OpenRun>& runs) {
  QString csv;
  QTextStream out(&csv);
  out.setRealNumberPrecision(kDigits);
  for (const OpenRun& run : runs) {
    if (!run.is_shown) {
      continue;
    }
    const QString name = quoted(run.label);
    for (const EvaluationRow& row : *run.data->evaluations) {
      out << name << ',' << row.simulated_s << ',' << row.round << ',' << row.step << ','
          << row.sent_bytes << ',' << row.wall_s << ',' << row.loss << ',' << row.accuracy << '\n';
    }
  }
  return csv.isEmpty() ? csv : "run,simulated_s,round,step,sent_bytes,wall_s,loss,accuracy\n" + csv;
}

}  // namespace simgrad::gui
