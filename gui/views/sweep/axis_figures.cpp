#include "gui/views/sweep/axis_figures.hpp"

#include <algorithm>
#include <cmath>

#include "gui/text/text.hpp"

namespace simgrad::gui {
namespace {

constexpr std::size_t kMostNamedTicks = 8;
constexpr std::size_t kMostCells = 10'000;

QString nameAndValue(const SweepAxis& axis, std::size_t value) {
  return QString::fromStdString(axis.name + ' ' + axis.values[value].label);
}

QString where(const ComparedSweep& sweep, const AxisTable& table, std::size_t row, std::size_t v) {
  const QString at = nameAndValue(sweep.axes[table.x], v);
  return table.series ? nameAndValue(sweep.axes[*table.series], row) + ", " + at : at;
}

AxisTable tableOf(const ComparedSweep& sweep, const AxisQuestion& question) {
  return axis_table(sweep.results(), sweep.axes, question.x, question.series,
                    sweep.metrics[question.metric]);
}

/// A label beside a mark at the border, where there are few.
QString beyondText(const SweepMetric& metric, const Estimate& estimate) {
  return std::isinf(estimate.median) ? medianText(metric, estimate) : QString();
}

/// Whether each value of an axis is that of one point, which differs from its neighbours in other
/// axes too.
bool isScattered(const ComparedSweep& sweep, const AxisTable& table) {
  const std::size_t points = sweep.results().points.size();
  return !table.series && points > 1 && sweep.axes[table.x].values.size() == points &&
         std::any_of(sweep.axes.begin(), sweep.axes.end(), [&](const SweepAxis& axis) {
           return axis.key != sweep.axes[table.x].key && axis.values.size() > 1;
         });
}

/// A metric that is infinite itself has its own word for it: a loss has not never come, but
/// diverged.
QString inWordsOf(const SweepMetric& metric, QString caption) {
  if (metric.value == metric.end) {
    const QString never = QString::fromStdString(metric.never);
    caption.replace("“never”", "“" + never + "”").replace("never got there", never);
  }
  return caption;
}

QString captionOf(const ComparedSweep& sweep, const SweepMetric& metric, const AxisTable& table,
                  bool is_scattered, const char* mark) {
  const std::string text =
      is_scattered ? "Each mark is a point of the sweep, whose neighbours differ in the other axes "
                     "too, so no line joins them; " +
                         marks_caption(table, mark)
                   : axis_caption(sweep.axes, table, mark);
  return inWordsOf(metric, QString::fromStdString(text)) + rungText(sweep);
}

LinePoint pointOf(const ComparedSweep& sweep, const SweepMetric& metric, const AxisTable& table,
                  std::size_t row, std::size_t v) {
  const AxisCell& cell = table.rows[row][v];
  return {sweep.axes[table.x].values[v].number,
          cell.estimate.median,
          cell.estimate.interval,
          cellWords(sweep, metric, where(sweep, table, row, v), cell),
          beyondText(metric, cell.estimate),
          runsOf(cell)};
}

QString shortStatus(const ComparedSweep& sweep, const AxisCell& cell) {
  if (cell.others.empty()) {
    return "no run";
  }
  return QString::fromStdString(sweep.results().runs[cell.others.front()].status);
}

/// Where a number lies between others, 0 to 1.
double shareOf(const Extent& extent, bool is_logarithmic, double value) {
  const auto place = [&](double number) {
    return is_logarithmic ? std::log(number) : number;
  };
  const double low = place(extent.low());
  const double span = place(extent.high()) - low;
  return span > 0.0 ? std::clamp((place(value) - low) / span, 0.0, 1.0) : 0.5;
}

MapCell mapCell(const ComparedSweep& sweep, const SweepMetric& metric, const AxisTable& table,
                std::size_t row, std::size_t column) {
  const AxisCell& cell = table.rows[row][column];
  MapCell found;
  found.words = cellWords(sweep, metric, where(sweep, table, row, column), cell);
  found.runs = runsOf(cell);
  found.text = cell.estimate.n == 0 ? shortStatus(sweep, cell) : medianText(metric, cell.estimate);
  if (cell.estimate.n > 0) {
    found.kind =
        std::isfinite(cell.estimate.median) ? MapCell::Kind::kValue : MapCell::Kind::kNever;
  }
  return found;
}

QString missingText(const MapFigure& figure) {
  const bool any = std::any_of(figure.cells.begin(), figure.cells.end(), [](const MapCell& cell) {
    return cell.kind == MapCell::Kind::kMissing;
  });
  return any ? " Dotted: no run has a result there." : "";
}

/// Why two axes make no map; empty if they do.
QString mapProblem(const ComparedSweep& sweep, const AxisQuestion& question) {
  if (!question.series) {
    return "A map needs two axes, and this sweep has fewer. Choose lines.";
  }
  const std::size_t rows = sweep.axes[*question.series].values.size();
  const std::size_t columns = sweep.axes[question.x].values.size();
  if (rows * columns > kMostCells) {
    return QString("%1 times %2 values are too many for a map. Choose lines, or the table.")
        .arg(rows)
        .arg(columns);
  }
  return whyNothing(sweep);
}

}  // namespace

LineFigure lineFigure(const ComparedSweep& sweep, const AxisQuestion& question) {
  LineFigure figure;
  figure.problem = whyNothing(sweep);
  if (!figure.problem.isEmpty()) {
    return figure;
  }
  const SweepMetric& metric = sweep.metrics[question.metric];
  const SweepAxis& axis = sweep.axes[question.x];
  const AxisTable table = tableOf(sweep, question);
  figure.title = QString::fromStdString(axis_title(metric, axis));
  figure.x = {axis.name, axis.unit, axis.is_logarithmic, false, {}};
  for (std::size_t v = 0; axis.values.size() <= kMostNamedTicks && v < axis.values.size(); ++v) {
    figure.x.names.push_back({axis.values[v].number, axis.values[v].label});
  }
  figure.y = metric_axis(metric, table);
  figure.never = QString::fromStdString(metric.never);
  figure.is_joined = !isScattered(sweep, table);
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    FigureLine line;
    line.label = table.series ? nameAndValue(sweep.axes[*table.series], row) : QString();
    for (std::size_t v = 0; v < table.rows[row].size(); ++v) {
      if (table.rows[row][v].estimate.n > 0) {
        line.points.push_back(pointOf(sweep, metric, table, row, v));
      }
    }
    figure.lines.push_back(std::move(line));
  }
  figure.caption =
      captionOf(sweep, metric, table, !figure.is_joined, figure.is_joined ? "band" : "bar");
  return figure;
}

DotFigure dotFigure(const ComparedSweep& sweep, const AxisQuestion& question) {
  DotFigure figure;
  figure.problem = whyNothing(sweep);
  if (!figure.problem.isEmpty()) {
    return figure;
  }
  const SweepMetric& metric = sweep.metrics[question.metric];
  const SweepAxis& axis = sweep.axes[question.x];
  const AxisTable table = tableOf(sweep, question);
  figure.title = QString::fromStdString(axis_title(metric, axis));
  figure.x = metric_axis(metric, table);
  figure.never = QString::fromStdString(metric.never);
  for (std::size_t row = 0; table.series && row < table.rows.size(); ++row) {
    figure.groups.push_back(nameAndValue(sweep.axes[*table.series], row));
  }
  for (std::size_t v = 0; v < axis.values.size(); ++v) {
    DotRow dots{QString::fromStdString(axis.values[v].label), {}};
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      if (table.rows[row][v].estimate.n > 0) {
        LinePoint point = pointOf(sweep, metric, table, row, v);
        dots.dots.push_back({point.y, point.range, row, std::move(point.words),
                             std::move(point.beyond), std::move(point.runs)});
      }
    }
    figure.rows.push_back(std::move(dots));
  }
  figure.caption = captionOf(sweep, metric, table, false, "line through a dot");
  return figure;
}

MapFigure mapFigure(const ComparedSweep& sweep, const AxisQuestion& question) {
  MapFigure figure;
  figure.problem = mapProblem(sweep, question);
  if (!figure.problem.isEmpty()) {
    return figure;
  }
  const SweepMetric& metric = sweep.metrics[question.metric];
  const SweepAxis& row_axis = sweep.axes[*question.series];
  const SweepAxis& column_axis = sweep.axes[question.x];
  const AxisTable table = tableOf(sweep, question);
  figure.title =
      QString::fromStdString(metric.label + " by " + row_axis.name + " and " + column_axis.name);
  figure.title[0] = figure.title[0].toUpper();
  figure.row_axis = QString::fromStdString(row_axis.name);
  figure.column_axis = QString::fromStdString(column_axis.name);
  for (const AxisSetting& value : row_axis.values) {
    figure.rows.push_back(QString::fromStdString(value.label));
  }
  for (const AxisSetting& value : column_axis.values) {
    figure.columns.push_back(QString::fromStdString(value.label));
  }
  Extent extent;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    for (std::size_t column = 0; column < table.rows[row].size(); ++column) {
      extent.add(table.rows[row][column].estimate.median);
      figure.cells.push_back(mapCell(sweep, metric, table, row, column));
    }
  }
  const bool is_logarithmic = metric_axis(metric, table).logarithmic;
  for (std::size_t i = 0; i < figure.cells.size(); ++i) {
    const std::size_t columns = figure.columns.size();
    figure.cells[i].share =
        shareOf(extent, is_logarithmic, table.rows[i / columns][i % columns].estimate.median);
  }
  figure.value = QString::fromStdString("median " + metric.label);
  if (extent.low() < extent.high()) {
    figure.least = quantityText(metric.unit, extent.low());
    figure.most = quantityText(metric.unit, extent.high());
  }
  figure.caption =
      inWordsOf(metric, QString::fromStdString(map_caption(sweep.axes, table, "Hatched"))) +
      missingText(figure) + rungText(sweep);
  return figure;
}

}  // namespace simgrad::gui
