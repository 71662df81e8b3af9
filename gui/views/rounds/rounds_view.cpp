#include "gui/views/rounds/rounds_view.hpp"

#include <QTableView>
#include <QVBoxLayout>

#include "gui/tables/table_filter.hpp"
#include "gui/tables/time_table.hpp"
#include "gui/views/rounds/rounds_model.hpp"

namespace simgrad::gui {

const ViewInfo rounds_view_info{
    "rounds", "&Rounds",
    "Every round with its length, parts and results. A click moves every view to its end, a double "
    "click zooms to it."};

RoundsView::RoundsView(Session& session)
    : View(session, rounds_view_info),
      model_(new RoundsModel(this)),
      table_(new TimeTable(session, *model_, "round", this)) {
  table_->offerZoom();
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(table_);
  connect(&session, &Session::currentChanged, this, &RoundsView::refreshLater);
  connect(&session.time(), &TimeFocus::cursorChanged, this, [this] {
    if (!isVisible()) {
      refreshLater();  // the table follows the cursor itself while it is seen
    }
  });
  refreshLater();
}

QString RoundsView::csv() const {
  return table_->filter().csv();
}

QWidget* RoundsView::picture() {
  return &table_->table();
}

void RoundsView::refresh() {
  const OpenRun* run = session().current();
  if (run == nullptr) {
    model_->setRows(std::make_shared<const std::vector<EvaluatedRound>>());
  } else {
    model_->setRows(evaluatedRounds(*run->data->rounds, *run->data->evaluations), run->data->key);
  }
  table_->setNotice(run == nullptr        ? "No run is open."
                    : run->data->isLive() ? "No round was closed yet."
                                          : "No round was closed in this run.");
  table_->showRows();
}

std::unique_ptr<View> makeRoundsView(Session& session) {
  return std::make_unique<RoundsView>(session);
}

}  // namespace simgrad::gui
