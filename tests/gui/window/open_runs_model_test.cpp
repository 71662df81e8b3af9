#include "gui/window/open_runs_model.hpp"

#include <QAbstractItemModelTester>
#include <QIcon>
#include <QSignalSpy>
#include <catch2/catch.hpp>

#include "tests/gui/support/recorded.hpp"

namespace simgrad::gui {
namespace {

using Mode = QAbstractItemModelTester::FailureReportingMode;

OpenRun openRun(std::int64_t number, const QString& label) {
  static const RunPointer recorded = test::exampleRun(2, 2);
  RunSnapshot run = *recorded;
  run.key = {"/runs/<b>a</b>.db", number};
  return {std::make_shared<const RunSnapshot>(run), label, static_cast<std::size_t>(number), true};
}

TEST_CASE("open_runs_model: keeps Qt's rules while runs come and go") {
  OpenRunsModel model;
  const QAbstractItemModelTester tester(&model, Mode::Fatal);
  const QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
  const OpenRun a = openRun(1, "a");
  const OpenRun b = openRun(2, "b");
  const OpenRun c = openRun(3, "c");
  const auto labels = [&model] {
    std::string text;
    for (int row = 0; row < model.rowCount(); ++row) {
      text += model.index(row).data().toString().section('\n', 0, 0).toStdString();
    }
    return text;
  };
  model.setRuns({a, b, c});
  CHECK(labels() == "abc");
  model.setRuns({a, c});
  CHECK(labels() == "ac");
  model.setRuns({c, b});  // one closed, one opened
  CHECK(labels() == "cb");
  model.setRuns({openRun(3, "other"), b});
  CHECK(labels() == "otherb");
  model.setNow(5);
  model.setRuns({});
  CHECK(model.rowCount() == 0);
  model.setNow(6);
  CHECK(resets.empty());  // the selection stays
}

TEST_CASE(
    "open_runs_model: a row is label, status, line, box and a tooltip without markup of others") {
  OpenRunsModel model;
  model.setRuns({openRun(1, "<i>name</i>")});
  const QModelIndex row = model.index(0);
  CHECK(row.data().toString().startsWith("<i>name</i>\nfinished: 2 rounds"));
  CHECK(row.data(Qt::CheckStateRole) == Qt::Checked);
  CHECK_FALSE(row.data(Qt::DecorationRole).value<QIcon>().isNull());
  const QString tip = row.data(Qt::ToolTipRole).toString();
  CHECK(tip.contains("&lt;i&gt;name"));
  CHECK(tip.contains("/runs/&lt;b&gt;a"));
}

TEST_CASE("open_runs_model: the box asks for a run to be hidden") {
  OpenRunsModel model;
  model.setRuns({openRun(1, "a"), openRun(2, "b")});
  QSignalSpy asked(&model, &OpenRunsModel::showRequested);
  CHECK(model.setData(model.index(1), Qt::Unchecked, Qt::CheckStateRole));
  REQUIRE(asked.size() == 1);
  CHECK(asked[0][0].toULongLong() == 1);
  CHECK(asked[0][1] == false);
  CHECK_FALSE(model.setData(model.index(1), "text", Qt::EditRole));
}

}  // namespace
}  // namespace simgrad::gui
