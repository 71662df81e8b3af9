#include "gui/tables/table_filter.hpp"

#include <array>
#include <cmath>
#include <limits>

#include <QAbstractItemModelTester>
#include <catch2/catch.hpp>

#include "gui/tables/rows_model.hpp"

namespace simgrad::gui {
namespace {

using Mode = QAbstractItemModelTester::FailureReportingMode;

struct Fact {
  std::optional<double> number;
  QString name;
};

std::optional<double> numberOf(const Fact& fact) {
  return fact.number;
}

QString nameOf(const Fact& fact) {
  return fact.name;
}

constexpr std::array<TableColumn<Fact>, 2> kFactColumns{
    {{"number", "", Unit::kSeconds, numberOf}, {.title = "name", .text = nameOf}}};

class FactsModel : public RowsModel<Fact> {
 public:
  FactsModel() : RowsModel(kFactColumns, nullptr) {}

  void set(const std::vector<Fact>& facts) {
    setRows(std::make_shared<const std::vector<Fact>>(facts));
  }

  double time(int row) const override { return row; }
  std::optional<TimeRange> range(int /*row*/) const override { return std::nullopt; }
  std::optional<int> rowAt(double simulated_s) const override {
    return static_cast<int>(simulated_s);
  }

 protected:
  bool isSame(const Fact& a, const Fact& b) const override { return a.name == b.name; }
  bool isEqual(const Fact& a, const Fact& b) const override {
    return isSame(a, b) && a.number == b.number;
  }
};

QStringList namesOf(const TableFilter& filter) {
  QStringList names;
  for (int row = 0; row < filter.rowCount(); ++row) {
    names += filter.index(row, 1).data().toString();
  }
  return names;
}

const std::vector<Fact> kFacts{{2.0, "client-10"},
                               {std::nan(""), "client-2"},
                               {std::nullopt, "a,b"},
                               {std::numeric_limits<double>::infinity(), "Server"},
                               {-1.0, "client-1"}};

TEST_CASE("table_filter: unknown, then numbers, infinity, what is no number; the other way round") {
  FactsModel model;
  TableFilter filter(&model, nullptr);
  model.set(kFacts);
  filter.sort(0);
  const QStringList rising{"a,b", "client-1", "client-10", "Server", "client-2"};
  CHECK(namesOf(filter) == rising);
  filter.sort(0, Qt::DescendingOrder);
  CHECK(namesOf(filter) == QStringList(rising.rbegin(), rising.rend()));
}

TEST_CASE("table_filter: names are sorted by their numbers") {
  FactsModel model;
  TableFilter filter(&model, nullptr);
  model.set(kFacts);
  filter.sort(1);
  CHECK(namesOf(filter) == QStringList{"Server", "a,b", "client-1", "client-2", "client-10"});
}

TEST_CASE("table_filter: looks for text in all columns, and for a value in one") {
  FactsModel model;
  TableFilter filter(&model, nullptr);
  model.set(kFacts);
  filter.setText(" SERV ");
  CHECK(namesOf(filter) == QStringList{"Server"});
  filter.setText("not a num");
  CHECK(namesOf(filter) == QStringList{"client-2"});
  filter.setText("");
  filter.setOnly(1, "client-1");
  CHECK(namesOf(filter) == QStringList{"client-1"});
}

TEST_CASE("table_filter: the csv holds exact values of the rows that are shown") {
  FactsModel model;
  TableFilter filter(&model, nullptr);
  CHECK(filter.csv().isEmpty());
  model.set({{0.1, "a,b"}, {std::nan(""), "say \"hi\""}, {std::nullopt, "c"}, {4.0, "hidden"}});
  filter.sort(1, Qt::DescendingOrder);
  CHECK(filter.csv() == "number,name\nnan,\"say \"\"hi\"\"\"\n4,hidden\n,c\n0.1,\"a,b\"\n");
}

TEST_CASE("table_filter: keeps Qt's rules while rows come in few places and in many") {
  FactsModel model;
  TableFilter filter(&model, nullptr);
  const QAbstractItemModelTester tester(&filter, Mode::Fatal);
  filter.sort(0, Qt::DescendingOrder);
  std::vector<Fact> facts;
  for (int size : {1, 2, 3, 10, 12, 100, 101, 180, 400}) {
    while (static_cast<int>(facts.size()) < size) {
      const auto number = static_cast<double>(facts.size() * 7919 % 1000);
      facts.push_back({number, QString::number(number)});
    }
    model.set(facts);
    CHECK(filter.rowCount() == size);
    double last = 1e300;
    for (int row = 0; row < size; ++row) {
      const double number = filter.index(row, 0).data(TimeTableModel::kSortRole).toDouble();
      CHECK(number < last);
      last = number;
    }
  }
  const auto knows_places = [&] {
    return filter.mapFromSource(filter.mapToSource(filter.index(5, 1))) == filter.index(5, 1);
  };
  CHECK(knows_places());
  filter.sort(0, Qt::AscendingOrder);
  CHECK(knows_places());
  filter.setText("9");
  CHECK(knows_places());
  CHECK_FALSE(filter.mapFromSource(model.index(0, 0)).isValid());
}

TEST_CASE("table_filter: knows where rows are after some came that are not wanted") {
  FactsModel model;
  TableFilter filter(&model, nullptr);
  const QAbstractItemModelTester tester(&filter, Mode::Fatal);
  filter.setText("wanted");
  model.set({{1.0, "wanted"}});
  CHECK(filter.mapFromSource(model.index(0, 0)).row() == 0);
  model.set({{1.0, "wanted"}, {2.0, "other"}});
  CHECK_FALSE(filter.mapFromSource(model.index(1, 0)).isValid());
  CHECK(filter.mapFromSource(model.index(0, 0)).row() == 0);
}

TEST_CASE("rows_model: rows that are added leave those that were there alone") {
  FactsModel model;
  const QAbstractItemModelTester tester(&model, Mode::Fatal);
  TableFilter filter(&model, nullptr);
  const QAbstractItemModelTester filter_tester(&filter, Mode::Fatal);
  filter.sort(0, Qt::DescendingOrder);
  model.set({{1.0, "a"}, {2.0, "b"}});
  const QPersistentModelIndex of_a(model.index(0, 1));
  const QPersistentModelIndex shown_a(filter.mapFromSource(of_a));
  model.set({{1.0, "a"}, {2.0, "b"}, {3.0, "c"}});
  CHECK(of_a.isValid());
  CHECK(shown_a.row() == 2);
  model.set({{5.0, "a"}, {2.0, "b"}, {3.0, "c"}});
  CHECK(shown_a.row() == 0);
  filter.setText("5 s");
  CHECK(namesOf(filter) == QStringList{"a"});
  model.set({{2.0, "b"}});
  CHECK_FALSE(of_a.isValid());
  CHECK(model.rowCount() == 1);
}

}  // namespace
}  // namespace simgrad::gui
