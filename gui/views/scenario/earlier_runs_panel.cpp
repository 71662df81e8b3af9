#include "gui/views/scenario/earlier_runs_panel.hpp"

#include <QCoreApplication>
#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QPointer>
#include <QTableView>
#include <QThreadPool>
#include <QVBoxLayout>

#include "gui/views/scenario/earlier_runs_model.hpp"

namespace simgrad::gui {
namespace {

constexpr int kRowGap = 8;  // pixels

QString pathOf(const OpenRun& run) {
  return QFileInfo(QString::fromStdString(run.data->key.database.string())).absoluteFilePath();
}

}  // namespace

EarlierRunsPanel::EarlierRunsPanel(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      model_(new EarlierRunsModel(this)),
      table_(new QTableView(this)),
      label_(new QLabel(this)) {
  table_->setModel(model_);
  table_->setToolTip(
      "Run databases beside the scenario with its title; a tick opens one beside "
      "the others");
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + kRowGap);
  table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setTabKeyNavigation(false);
  label_->setBuddy(table_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins({});
  layout->addWidget(label_);
  layout->addWidget(table_);
  connect(model_, &EarlierRunsModel::openWanted, this, &EarlierRunsPanel::open);
  connect(&session, &Session::runsChanged, this, &EarlierRunsPanel::showOpen);
  connect(&session, &Session::currentChanged, this, &EarlierRunsPanel::noteCurrent);
  connect(&session, &Session::opened, this, &EarlierRunsPanel::giveBackCurrent);
  connect(&session, &Session::problem, this, [this](const QString&, const QString& path) {
    comparing_.erase(path);
  });
  connect(model_, &QAbstractItemModel::modelReset, this, &EarlierRunsPanel::say);
  say();
  showOpen();
  noteCurrent();
}

void EarlierRunsPanel::say() {
  label_->setText(model_->rowCount() == 0 ? "Run&s of this scenario: none beside it yet"
                                          : "Run&s of this scenario: tick those to compare");
}

void EarlierRunsPanel::look(const QString& folder, const QString& title) {
  const std::uint64_t look = ++looks_;
  const QPointer<EarlierRunsPanel> self(this);
  QThreadPool::globalInstance()->start([self, look, folder, title] {
    const std::vector<EarlierRun> runs = findEarlierRuns(folder, title);
    QMetaObject::invokeMethod(QCoreApplication::instance(), [self, look, runs] {
      if (self && self->looks_ == look) {
        self->model_->setRuns(runs);
      }
    });
  });
}

void EarlierRunsPanel::forget() {
  ++looks_;
  model_->setRuns({});
}

void EarlierRunsPanel::showOpen() {
  std::set<QString> open;
  for (const OpenRun& run : session_.runs()) {
    open.insert(pathOf(run));
  }
  model_->setOpen(open);
}

void EarlierRunsPanel::open(const QString& path, bool is_open) {
  if (is_open) {
    comparing_.insert(path);
    session_.open(path);
    return;
  }
  for (std::size_t i = 0; i < session_.runs().size(); ++i) {
    if (pathOf(session_.runs()[i]) == path) {
      session_.close(i);
      return;
    }
  }
}

void EarlierRunsPanel::noteCurrent() {
  const OpenRun* run = session_.current();
  if (run != nullptr && !comparing_.contains(pathOf(*run))) {
    current_ = run->data->key;
  }
}

/// A run that is opened to compare with does not take the place of the one that is looked at.
void EarlierRunsPanel::giveBackCurrent(const QString& path) {
  if (comparing_.erase(path) == 0) {
    return;
  }
  for (std::size_t i = 0; i < session_.runs().size(); ++i) {
    if (session_.runs()[i].data->key == current_) {
      session_.setCurrent(i);
    }
  }
}

}  // namespace simgrad::gui
