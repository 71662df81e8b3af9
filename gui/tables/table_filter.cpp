#include "gui/tables/table_filter.hpp"

#include <algorithm>
#include <utility>

#include <QStringList>

#include "gui/text/text.hpp"

namespace simgrad::gui {
namespace {

constexpr std::size_t kFewPlaces = 16;  // each costs the table that is looked at O(rows)

QString csvValue(const QModelIndex& index) {
  const QVariant value = index.data(TimeTableModel::kSortRole);
  return value.typeId() == QMetaType::Double ? exactText(value.toDouble())
                                             : csvField(value.toString());
}

bool areSameRows(std::vector<int> a, std::vector<int> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return a == b;
}

}  // namespace

TableFilter::TableFilter(TimeTableModel* rows, QObject* parent)
    : QAbstractProxyModel(parent), rows_(rows) {
  setSourceModel(rows);
  connect(rows, &QAbstractItemModel::modelReset, this, [this] {
    order_.read(*rows_, 0);
    chooseRows();
  });
  connect(rows, &QAbstractItemModel::rowsInserted, this,
          [this](const QModelIndex& /*parent*/, int first) {
            insertRows(first);
          });
  connect(rows, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex& from) {
    changeRows(from.row());
  });
  order_.read(*rows_, 0);
  chooseRows();
}

void TableFilter::setText(const QString& text) {
  const QString wanted = text.trimmed().toLower();
  if (wanted != text_) {
    text_ = wanted;
    chooseRows();
  }
}

void TableFilter::setOnly(int column, const QString& value) {
  if (column != only_column_ || value != only_) {
    only_column_ = column;
    only_ = value;
    chooseRows();
  }
}

void TableFilter::sort(int column, Qt::SortOrder direction) {
  order_ = RowOrder(std::clamp(column, 0, columnCount() - 1), direction);
  order_.read(*rows_, 0);
  arrange(wantedFrom(0));
}

bool TableFilter::isWanted(int row) const {
  if (!only_.isEmpty() &&
      rows_->index(row, only_column_).data(TimeTableModel::kSortRole).toString() != only_) {
    return false;
  }
  return text_.isEmpty() || rows_->searchText(row).contains(text_);
}

/// In their order.
std::vector<int> TableFilter::wantedFrom(int row) const {
  std::vector<int> wanted;
  for (; row < rows_->rowCount(); ++row) {
    if (isWanted(row)) {
      wanted.push_back(row);
    }
  }
  std::sort(wanted.begin(), wanted.end(), [this](int a, int b) {
    return order_.isBefore(a, b);
  });
  return wanted;
}

void TableFilter::chooseRows() {
  beginResetModel();
  shown_ = wantedFrom(0);
  knows_places_ = false;
  endResetModel();
}

/// Shows rows from `first` on, which are new.
void TableFilter::insertRows(int first) {
  knows_places_ = false;  // even if none is wanted: there are more rows there
  order_.read(*rows_, first);
  const std::vector<int> added = wantedFrom(first);
  const auto is_before = [this](int a, int b) {
    return order_.isBefore(a, b);
  };
  std::vector<std::pair<std::size_t, std::vector<int>>> groups;  // those that come to one place
  for (const int row : added) {
    const auto place = static_cast<std::size_t>(
        std::lower_bound(shown_.begin(), shown_.end(), row, is_before) - shown_.begin());
    if (groups.empty() || groups.back().first != place) {
      groups.push_back({place, {}});
    }
    groups.back().second.push_back(row);
  }
  if (groups.size() > kFewPlaces) {
    chooseRows();
    return;
  }
  std::for_each(groups.rbegin(), groups.rend(), [this](const auto& group) {
    insertAt(group.first, group.second);
  });
}

void TableFilter::insertAt(std::size_t place, const std::vector<int>& rows) {
  const auto begin = static_cast<int>(place);
  beginInsertRows({}, begin, begin + static_cast<int>(rows.size()) - 1);
  shown_.insert(shown_.begin() + begin, rows.begin(), rows.end());
  knows_places_ = false;
  endInsertRows();
}

/// Rows from `first` on say other things than before.
void TableFilter::changeRows(int first) {
  order_.read(*rows_, first);
  std::vector<int> wanted = wantedFrom(0);
  if (wanted == shown_) {
    if (!shown_.empty()) {
      emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
  } else if (areSameRows(wanted, shown_)) {
    arrange(std::move(wanted));
  } else {
    chooseRows();
  }
}

/// @param rows  the same as are shown, in another order
void TableFilter::arrange(std::vector<int> rows) {
  emit layoutAboutToBeChanged({}, VerticalSortHint);
  const QModelIndexList before = persistentIndexList();
  QModelIndexList of_source;
  for (const QModelIndex& index : before) {
    of_source += mapToSource(index);
  }
  shown_ = std::move(rows);
  knows_places_ = false;
  QModelIndexList after;
  for (const QModelIndex& index : of_source) {
    after += mapFromSource(index);
  }
  changePersistentIndexList(before, after);
  emit layoutChanged({}, VerticalSortHint);
}

QModelIndex TableFilter::mapToSource(const QModelIndex& index) const {
  return index.isValid()
             ? rows_->index(shown_.at(static_cast<std::size_t>(index.row())), index.column())
             : QModelIndex();
}

QModelIndex TableFilter::mapFromSource(const QModelIndex& index) const {
  if (!index.isValid()) {
    return {};
  }
  if (!knows_places_) {
    place_of_.assign(static_cast<std::size_t>(rows_->rowCount()), -1);
    for (std::size_t i = 0; i < shown_.size(); ++i) {
      place_of_[static_cast<std::size_t>(shown_[i])] = static_cast<int>(i);
    }
    knows_places_ = true;
  }
  const int place = place_of_.at(static_cast<std::size_t>(index.row()));
  return place < 0 ? QModelIndex() : createIndex(place, index.column());
}

QModelIndex TableFilter::index(int row, int column, const QModelIndex& parent) const {
  return hasIndex(row, column, parent) ? createIndex(row, column) : QModelIndex();
}

int TableFilter::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(shown_.size());
}

int TableFilter::columnCount(const QModelIndex& parent) const {
  return rows_->columnCount(parent);
}

QVariant TableFilter::headerData(int section, Qt::Orientation orientation, int role) const {
  return rows_->headerData(section, orientation, role);
}

QString TableFilter::csv() const {
  QStringList lines;
  for (int row = -1; row < rowCount(); ++row) {
    QStringList fields;
    for (int column = 0; column < columnCount(); ++column) {
      fields += row < 0 ? csvField(headerData(column, Qt::Horizontal, Qt::DisplayRole).toString())
                        : csvValue(mapToSource(index(row, column)));
    }
    lines += fields.join(',');
  }
  return rowCount() == 0 ? QString() : lines.join('\n') + '\n';
}

}  // namespace simgrad::gui
