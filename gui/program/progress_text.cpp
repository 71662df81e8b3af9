#include "gui/program/progress_text.hpp"

#include <QStringList>

#include "gui/text/text.hpp"

namespace simgrad::gui {
std::optional<double> leftSeconds(const Progress& progress, double wall_s) {
  if (progress.done <= 0 || progress.planned < progress.done) {
    return std::nullopt;
  }
  return wall_s / static_cast<double>(progress.done) *
         static_cast<double>(progress.planned - progress.done);
}

QString progressText(const Progress& progress, double wall_s) {
  const bool is_sweep = progress.simulated_s <= 0.0 && !progress.quality;
  QStringList parts{QString(is_sweep ? "run %1 of %2" : "round %1 of %2")
                        .arg(progress.done)
                        .arg(progress.planned)};
  if (progress.simulated_s > 0.0) {
    QString simulated = "simulated " + quantityText(Unit::kSeconds, progress.simulated_s);
    if (wall_s > 0.0) {
      simulated +=
          ", " + quantityText(Unit::kNone, progress.simulated_s / wall_s) + " times wall time";
    }
    parts += simulated;
  }
  if (progress.quality) {
    parts += "loss " + quantityText(Unit::kNone, progress.quality->loss);
    parts += QString("accuracy %1 (round %2)")
                 .arg(quantityText(Unit::kFraction, progress.quality->accuracy))
                 .arg(progress.quality->round);
  }
  if (progress.failed > 0) {
    parts += QString("%1 failed").arg(progress.failed);
  }
  return parts.join(" · ");
}

QString leftText(const Progress& progress, double wall_s) {
  const std::optional<double> left = leftSeconds(progress, wall_s);
  return left ? quantityText(Unit::kSeconds, *left) + " left" : QString();
}

}  // namespace simgrad::gui
