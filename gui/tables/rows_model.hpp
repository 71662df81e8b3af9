#pragma once

#include <algorithm>
#include <cmath>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <QBrush>

#include "gui/reading/run_snapshot.hpp"
#include "gui/tables/time_table_model.hpp"
#include "gui/text/text.hpp"
#include "gui/theme/theme.hpp"

namespace simgrad::gui {

/// A column of a table: a number, or a text.
template <class Row>
struct TableColumn {
  const char* title = "";
  const char* help = "";  ///< what it means, in one sentence
  Unit unit = Unit::kNone;
  std::optional<double> (*number)(const Row&) = nullptr;  ///< none where nothing is known
  QString (*text)(const Row&) = nullptr;                  ///< of a column without numbers
};

/// A table of rows that are added to at the end. To be had: what makes two rows the same.
template <class Row>
class RowsModel : public TimeTableModel {
 public:
  using Rows = std::shared_ptr<const std::vector<Row>>;

  RowsModel(std::span<const TableColumn<Row>> columns, QObject* parent)
      : TimeTableModel(parent), columns_(columns) {}

  /// Rows that were there stay, changed or not, if these are the same and more of the same run.
  void setRows(const Rows& rows, const RunKey& run = {}) {
    const std::size_t before = rows_->size();
    const bool is_extended =
        std::exchange(run_, run) == run && rows->size() >= before &&
        std::equal(rows_->begin(), rows_->end(), rows->begin(), [this](const Row& a, const Row& b) {
          return isSame(a, b);
        });
    if (!is_extended) {
      beginResetModel();
      rows_ = rows;
      forgetSearchTexts(0);
      endResetModel();
    } else {
      replaceChanged(rows);
      append(rows);
    }
  }

  const Row& row(int row) const { return rows_->at(static_cast<std::size_t>(row)); }
  const std::vector<Row>& rows() const { return *rows_; }

  int rowCount(const QModelIndex& parent = {}) const override {
    return parent.isValid() ? 0 : static_cast<int>(rows_->size());
  }

  int columnCount(const QModelIndex& parent = {}) const override {
    return parent.isValid() ? 0 : static_cast<int>(columns_.size());
  }

  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override {
    if (!index.isValid()) {
      return {};
    }
    const auto& column = columns_[static_cast<std::size_t>(index.column())];
    const Row& of_row = row(index.row());
    if (column.number == nullptr) {
      return textData(column.text(of_row), role);
    }
    if (role == Qt::TextAlignmentRole) {
      return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    }
    const std::optional<double> number = column.number(of_row);
    return number ? numberData(column.unit, *number, role) : QVariant();
  }

  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override {
    if (orientation != Qt::Horizontal) {
      return {};
    }
    const auto& column = columns_[static_cast<std::size_t>(section)];
    switch (role) {
      case Qt::DisplayRole:
        return column.title;
      case Qt::ToolTipRole:
        return column.help;
      case Qt::TextAlignmentRole:
        return QVariant((column.number == nullptr ? Qt::AlignLeft : Qt::AlignRight) |
                        Qt::AlignVCenter);
      default:
        return {};
    }
  }

 protected:
  /// Whether two rows are about the same thing, though they may say other things of it.
  virtual bool isSame(const Row& a, const Row& b) const = 0;
  /// Whether they say the same of it.
  virtual bool isEqual(const Row& a, const Row& b) const = 0;

 private:
  static QVariant textData(const QString& text, int role) {
    switch (role) {
      case Qt::DisplayRole:
        return text.simplified();
      case Qt::ToolTipRole:
        return plainToolTip(text);
      case kSortRole:
        return text;
      default:
        return {};
    }
  }

  static QVariant numberData(Unit unit, double number, int role) {
    switch (role) {
      case Qt::DisplayRole:
        return quantityText(unit, number);
      case Qt::ToolTipRole:
        return exactText(unit, number);
      case kSortRole:
        return number;
      case Qt::ForegroundRole:
        return std::isfinite(number) ? QVariant() : QBrush(theme().fault);
      default:
        return {};
    }
  }

  /// Takes the rows that were there before.
  void replaceChanged(const Rows& rows) {
    const auto [was, is] = std::mismatch(rows_->begin(), rows_->end(), rows->begin(),
                                         [this](const Row& a, const Row& b) {
                                           return isEqual(a, b);
                                         });
    if (was == rows_->end()) {
      return;
    }
    const auto first = static_cast<int>(was - rows_->begin());
    const auto count = static_cast<std::ptrdiff_t>(rows_->size());
    rows_ = std::make_shared<const std::vector<Row>>(rows->begin(), rows->begin() + count);
    forgetSearchTexts(first);
    emit dataChanged(index(first, 0), index(rowCount() - 1, columnCount() - 1));
  }

  void append(const Rows& rows) {
    if (rows->size() == rows_->size()) {
      rows_ = rows;
      return;
    }
    beginInsertRows({}, rowCount(), static_cast<int>(rows->size()) - 1);
    forgetSearchTexts(rowCount());
    rows_ = rows;
    endInsertRows();
  }

  std::span<const TableColumn<Row>> columns_;
  RunKey run_ = {};
  Rows rows_ = std::make_shared<const std::vector<Row>>();
};

}  // namespace simgrad::gui
