#include "gui/views/convergence/run_legend_model.hpp"

#include <QFont>
#include <QIcon>
#include <QPainter>
#include <QPixmap>

#include "gui/theme/theme.hpp"

namespace simgrad::gui {
namespace {

constexpr double kInset = 2.0;
constexpr int kResolution = 2;  // pixels a pixel: sharp on dense screens too

/// On the ground of the plots, so that it can be seen in a chosen row too.
QIcon swatchOf(std::size_t style) {
  constexpr QSize kSwatch = RunLegendModel::kSwatch;
  QPixmap picture(kSwatch * kResolution);
  picture.setDevicePixelRatio(kResolution);
  picture.fill(theme().background);
  QPainter painter(&picture);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(seriesPen(style));
  painter.drawLine(QPointF(kInset, kSwatch.height() / 2.0),
                   QPointF(kSwatch.width() - kInset, kSwatch.height() / 2.0));
  painter.end();
  QIcon icon(picture);
  icon.addPixmap(picture, QIcon::Selected);  // else it would be tinted
  return icon;
}

QString toolTipOf(const OpenRun& run) {
  const RunSnapshot& data = *run.data;
  const QString file = QString::fromStdString(data.key.database.string());
  return QString("<p>%1<br>%2, run %3, %4</p>")
      .arg(run.label.toHtmlEscaped(), file.toHtmlEscaped())
      .arg(data.key.run)
      .arg(QString::fromStdString(data.run.status).toHtmlEscaped());
}

}  // namespace

RunLegendModel::RunLegendModel(Session& session) : session_(session) {
  connect(&session, &Session::runsChanged, this, &RunLegendModel::takeRuns);
  connect(&session, &Session::shownChanged, this, &RunLegendModel::takeChanges);
  connect(&session, &Session::currentChanged, this, &RunLegendModel::takeChanges);
  takeRuns();
}

void RunLegendModel::takeRuns() {
  beginResetModel();
  rows_ = static_cast<int>(session_.runs().size());
  endResetModel();
}

void RunLegendModel::takeChanges() {
  if (rows_ > 0 && rows_ == static_cast<int>(session_.runs().size())) {
    emit dataChanged(index(0), index(rows_ - 1));
  }
}

int RunLegendModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : rows_;
}

QVariant RunLegendModel::data(const QModelIndex& index, int role) const {
  const auto row = static_cast<std::size_t>(index.row());
  if (!index.isValid() || row >= session_.runs().size()) {
    return {};
  }
  const OpenRun& run = session_.runs()[row];
  switch (role) {
    case Qt::DisplayRole:
      return run.label.simplified();
    case Qt::DecorationRole:
      return swatchOf(run.style);
    case Qt::CheckStateRole:
      return run.is_shown ? Qt::Checked : Qt::Unchecked;
    case Qt::ToolTipRole:
      return toolTipOf(run);
    case Qt::FontRole: {
      QFont font;
      font.setBold(session_.currentIndex() == row);
      return font;
    }
    default:
      return {};
  }
}

bool RunLegendModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (!index.isValid() || role != Qt::CheckStateRole) {
    return false;
  }
  session_.setShown(static_cast<std::size_t>(index.row()), value.toInt() == Qt::Checked);
  return true;
}

Qt::ItemFlags RunLegendModel::flags(const QModelIndex& index) const {
  return index.isValid() ? QAbstractListModel::flags(index) | Qt::ItemIsUserCheckable
                         : Qt::NoItemFlags;
}

}  // namespace simgrad::gui
