#include "gui/views/events/events_view.hpp"

#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include "gui/views/events/events_model.hpp"

namespace simgrad::gui {

const ViewInfo events_view_info{"events", "&Events",
                                "What happened and when. A click moves every view there."};

EventsView::EventsView(Session& session) : View(session, events_view_info) {
  model_ = new EventsModel(this);
  sorted_ = new QSortFilterProxyModel(this);
  sorted_->setSourceModel(model_);
  sorted_->setSortRole(Qt::UserRole);
  table_ = new QTableView(this);
  table_->setModel(sorted_);
  table_->setSortingEnabled(true);
  table_->setTabKeyNavigation(false);  // Tab leaves the table
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(table_);
  connect(table_, &QTableView::clicked, this, [this](const QModelIndex& index) {
    this->session().time().setCursor(model_->time(sorted_->mapToSource(index).row()));
  });
  connect(&session, &Session::currentChanged, this, &EventsView::refreshLater);
  refreshLater();
}

QString EventsView::csv() const {
  return {};
}

void EventsView::refresh() {
  const OpenRun* run = session().current();
  model_->setEvents(run == nullptr ? std::make_shared<const std::vector<EventRow>>()
                                   : run->data->events);
}

std::unique_ptr<View> makeEventsView(Session& session) {
  return std::make_unique<EventsView>(session);
}

}  // namespace simgrad::gui
