#include "gui/views/events/events_model.hpp"

#include <QAbstractItemModelTester>
#include <catch2/catch.hpp>

#include "tests/gui/support/recorded.hpp"

namespace simgrad::gui {
namespace {

using Mode = QAbstractItemModelTester::FailureReportingMode;

Shared<std::vector<EventRow>> eventsAt(const std::vector<double>& times_s) {
  auto events = std::make_shared<std::vector<EventRow>>();
  for (const double time_s : times_s) {
    events->push_back({.simulated_s = time_s, .kind = "host_down", .subject = "a"});
  }
  return events;
}

TEST_CASE("events_model: keeps Qt's rules while runs come and go") {
  EventsModel model;
  const QAbstractItemModelTester tester(&model, Mode::Fatal);
  model.setRows(test::exampleRun(3, 5)->events);
  CHECK(model.rowCount() == 2);
  CHECK(model.data(model.index(0, EventsModel::kSubject)) == "worker-2");
  CHECK(model.data(model.index(0, EventsModel::kTime), EventsModel::kSortRole) == 12.0);
  CHECK(model.kinds() == QStringList{"host_down", "host_up"});
  model.setRows(test::exampleRun(3, 1)->events);
  CHECK(model.rowCount() == 0);
}

TEST_CASE("events_model: the row of a moment is the last up to then, in any order of rows") {
  EventsModel model;
  CHECK_FALSE(model.rowAt(1.0));
  model.setRows(eventsAt({5.0, 8.0, 5.0, 2.0}));
  CHECK_FALSE(model.rowAt(1.0));
  CHECK(model.rowAt(2.0) == 3);
  CHECK(model.rowAt(7.0) == 2);
  CHECK(model.rowAt(1e300) == 1);
}

TEST_CASE("events_model: what Qt would take for markup is shown as it is") {
  EventsModel model;
  model.setRows(std::make_shared<const std::vector<EventRow>>(
      std::vector<EventRow>{{.kind = "error", .detail = "<b>first</b>\nsecond"}}));
  const QModelIndex detail = model.index(0, EventsModel::kDetail);
  CHECK(detail.data() == "<b>first</b> second");
  CHECK(detail.data(Qt::ToolTipRole).toString().contains("&lt;b&gt;first"));
}

}  // namespace
}  // namespace simgrad::gui
