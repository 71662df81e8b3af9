#include "gui/views/events/events_view.hpp"

#include <QComboBox>
#include <QSignalBlocker>
#include <QTableView>
#include <QVBoxLayout>

#include "gui/tables/table_filter.hpp"
#include "gui/tables/time_table.hpp"
#include "gui/views/events/events_model.hpp"

namespace simgrad::gui {

const ViewInfo events_view_info{"events", "&Events",
                                "What happened and when. A click moves every view there."};

EventsView::EventsView(Session& session)
    : View(session, events_view_info),
      model_(new EventsModel(this)),
      table_(new TimeTable(session, *model_, "event", this)),
      kind_(new QComboBox(this)) {
  kind_->setToolTip("Only events of this kind");
  kind_->setAccessibleName("Kind of events");
  kind_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  table_->addControl(kind_);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(table_);
  connect(kind_, &QComboBox::currentIndexChanged, this, [this] {
    table_->setOnly(EventsModel::kKind, kind_->currentData().toString());
  });
  connect(&session, &Session::currentChanged, this, &EventsView::refreshLater);
  connect(&session.time(), &TimeFocus::cursorChanged, this, [this] {
    if (!isVisible()) {
      refreshLater();  // the table follows the cursor itself while it is seen
    }
  });
  refreshLater();
}

QString EventsView::csv() const {
  return table_->filter().csv();
}

QWidget* EventsView::picture() {
  return &table_->table();
}

void EventsView::refresh() {
  const OpenRun* run = session().current();
  if (run == nullptr) {
    model_->setRows(std::make_shared<const std::vector<EventRow>>());
  } else {
    model_->setRows(run->data->events, run->data->key);
  }
  table_->setNotice(run == nullptr        ? "No run is open."
                    : run->data->isLive() ? "No event yet."
                                          : "Nothing happened in this run but what it planned.");
  showKinds();
  table_->showRows();
}

/// Offers the kinds that occur; the one that was chosen stays so, even if it does not occur.
void EventsView::showKinds() {
  const QSignalBlocker blocker(kind_);
  const QString chosen = kind_->currentData().toString();
  QStringList kinds = model_->kinds();
  if (!chosen.isEmpty() && !kinds.contains(chosen)) {
    kinds += chosen;
  }
  kind_->clear();
  kind_->addItem("All kinds");
  for (const QString& kind : kinds) {
    kind_->addItem(kind, kind);
  }
  kind_->setCurrentIndex(chosen.isEmpty() ? 0 : kind_->findData(chosen));
}

std::unique_ptr<View> makeEventsView(Session& session) {
  return std::make_unique<EventsView>(session);
}

}  // namespace simgrad::gui
