#include "gui/views/scenario/form_panel.hpp"

#include <functional>

#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include "gui/views/scenario/form_delegate.hpp"

namespace simgrad::gui {
namespace {

constexpr int kIndent = 14;      // pixels
constexpr int kKeyColumn = 145;  // pixels

void forEach(const QAbstractItemModel& model, const QModelIndex& parent,
             const std::function<void(const QModelIndex&)>& visit) {
  for (int row = 0; row < model.rowCount(parent); ++row) {
    const QModelIndex child = model.index(row, FormModel::kKey, parent);
    visit(child);
    forEach(model, child, visit);
  }
}

QString pathOf(const QModelIndex& index) {
  return index.data(FormModel::kPathRole).toString();
}

}  // namespace

FormPanel::FormPanel(QWidget* parent)
    : QWidget(parent),
      model_(new FormModel(this)),
      tree_(new QTreeView(this)),
      note_(new QLabel(this)),
      add_failure_(new QToolButton(this)),
      failures_(new QMenu(this)) {
  tree_->setModel(model_);
  tree_->setItemDelegate(new FormDelegate(tree_));
  tree_->setAccessibleName("keys of the scenario and their values");
  tree_->setIndentation(kIndent);
  tree_->setUniformRowHeights(true);
  tree_->setAlternatingRowColors(true);
  tree_->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::SelectedClicked |
                         QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);
  tree_->setSelectionBehavior(QAbstractItemView::SelectItems);
  tree_->header()->resizeSection(FormModel::kKey, kKeyColumn);
  note_->setWordWrap(true);
  note_->setTextFormat(Qt::PlainText);
  note_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  add_failure_->setText("Add f&ailure");
  add_failure_->setToolTip("Adds a [[failure]] of a kind at the end of the text");
  add_failure_->setPopupMode(QToolButton::InstantPopup);
  add_failure_->setMenu(failures_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins({});
  layout->addWidget(note_);
  layout->addWidget(tree_);
  layout->addWidget(add_failure_, 0, Qt::AlignLeft);
  connect(model_, &FormModel::edited, this, &FormPanel::edited);
  connect(tree_, &QTreeView::expanded, this, [this](const QModelIndex& index) {
    rememberFold(index, true);
  });
  connect(tree_, &QTreeView::collapsed, this, [this](const QModelIndex& index) {
    rememberFold(index, false);
  });
  connect(model_, &QAbstractItemModel::modelReset, this, &FormPanel::unfold);
  setMissing("Asking simgrad for the keys of scenarios …");
}

void FormPanel::setDescription(const Description& description) {
  missing_.clear();
  model_->setDescription(description);
  failures_->clear();
  for (const ComponentInfo& kind : description.family("failure").components) {
    QAction* action = failures_->addAction(kind.name);
    action->setToolTip(kind.summary);
    connect(action, &QAction::triggered, this, [this, name = kind.name] {
      emit edited(furtherFailure(model_->description(), model_->map(), name));
    });
  }
  failures_->setToolTipsVisible(true);
  say();
}

void FormPanel::setMissing(const QString& why) {
  missing_ = why;
  say();
}

void FormPanel::setText(const QString& text) {
  model_->setText(text);
  say();
}

void FormPanel::finishEditing() {
  const QWidget* focus = focusWidget();
  if (focus != nullptr && tree_->viewport()->isAncestorOf(focus)) {
    tree_->setFocus();  // an editor that loses it commits
  }
}

void FormPanel::rememberFold(const QModelIndex& index, bool is_open) {
  if (!is_unfolding_) {
    open_[pathOf(index)] = is_open;
  }
}

/// What the text has is open, unless the user has said otherwise.
void FormPanel::unfold() {
  is_unfolding_ = true;
  forEach(*model_, {}, [this](const QModelIndex& index) {
    const bool is_written = index.data(FormModel::kIsWrittenRole).toBool();
    tree_->setExpanded(index, open_.value(pathOf(index), is_written));
  });
  is_unfolding_ = false;
}

void FormPanel::say() {
  const bool is_sweep = isSweep(model_->map());
  note_->setText(!missing_.isEmpty() ? missing_
                 : is_sweep          ? "This is a sweep: it is edited in the text."
                                     : "");
  const bool has_form = note_->text().isEmpty();
  note_->setVisible(!has_form);
  tree_->setVisible(has_form);
  add_failure_->setVisible(has_form);
  add_failure_->setEnabled(!model_->map().isUnsure("failure"));
}

}  // namespace simgrad::gui
