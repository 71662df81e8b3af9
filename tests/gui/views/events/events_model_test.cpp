#include "gui/views/events/events_model.hpp"

#include <QAbstractItemModelTester>
#include <catch2/catch.hpp>

#include "tests/gui/support/recorded.hpp"

namespace simgrad::gui {
namespace {

using Mode = QAbstractItemModelTester::FailureReportingMode;

TEST_CASE("events_model: keeps Qt's rules while runs come and go") {
  EventsModel model;
  const QAbstractItemModelTester tester(&model, Mode::Fatal);
  model.setRows(test::exampleRun(3, 5)->events);
  CHECK(model.rowCount() == 2);
  CHECK(model.data(model.index(0, EventsModel::kSubject)) == "worker-2");
  CHECK(model.data(model.index(0, EventsModel::kTime), Qt::UserRole) == 12.0);
  model.setRows(test::exampleRun(3, 1)->events);
  CHECK(model.rowCount() == 0);
}

}  // namespace
}  // namespace simgrad::gui
