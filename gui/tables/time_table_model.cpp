#include "gui/tables/time_table_model.hpp"

#include <algorithm>

namespace simgrad::gui {

const QString& TimeTableModel::searchText(int row) const {
  const auto place = static_cast<std::size_t>(row);
  if (place >= search_texts_.size()) {
    search_texts_.resize(static_cast<std::size_t>(rowCount()));
  }
  QString& text = search_texts_.at(place);
  if (text.isNull()) {
    QString all = "";  // not null, even if no column says anything
    for (int column = 0; column < columnCount(); ++column) {
      all += data(index(row, column), Qt::DisplayRole).toString() + '\n';
    }
    text = all.toLower();
  }
  return text;
}

void TimeTableModel::forgetSearchTexts(int row) {
  search_texts_.resize(std::min(search_texts_.size(), static_cast<std::size_t>(row)));
}

}  // namespace simgrad::gui
