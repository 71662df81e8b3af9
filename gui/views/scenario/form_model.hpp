#pragma once

#include <memory>

#include <QAbstractItemModel>

#include "gui/views/scenario/form_tree.hpp"

namespace simgrad::gui {

/// The keys of a scenario and their values, to look at and to change. What is changed comes as
/// edited() and shows once setText() brings the new text.
class FormModel : public QAbstractItemModel {
  Q_OBJECT

 public:
  enum Column { kKey, kValue, kColumns };
  enum Role {
    kChoicesRole = Qt::UserRole,  ///< QStringList, empty: anything may be entered
    kPathRole,                    ///< "strategy.rounds"
    kIsWrittenRole,               ///< whether the text has the key
    kIsOpenRole,                  ///< whether other values than the choices may be entered
  };

  explicit FormModel(QObject* parent = nullptr);

  void setDescription(const Description& description);
  void setText(const QString& text);

  const Description& description() const { return description_; }
  const TomlMap& map() const { return map_; }

  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& index) const override;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override;

  /// The value of this path; invalid if there is none.
  QModelIndex find(const QString& path) const;

 signals:
  void edited(simgrad::gui::TextEdit edit);

 private:
  void rebuild();
  const FormNode& nodeOf(const QModelIndex& index) const;
  QVariant valueData(const FormNode& node, int role) const;

  Description description_;
  TomlMap map_{""};
  std::unique_ptr<FormNode> root_;
};

}  // namespace simgrad::gui
