#pragma once

#include "gui/charts/failure_mark_cache.hpp"
#include "gui/views/traffic/traffic_groups.hpp"
#include "gui/views/view.hpp"

class QLabel;
class QSplitter;
class QTableView;

namespace simgrad::gui {

class Chart;
class ChartGroup;
class GroupsModel;
class LinksModel;

/// How much groups of links carried over time, and which links carried most.
class TrafficView : public View {
  Q_OBJECT

 public:
  explicit TrafficView(Session& session);

  QString csv() const override;
  QWidget* picture() override;

  const Chart& chart() const { return *chart_; }

 protected:
  void refresh() override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  QWidget* makeTables();
  void takeRun(const RunPointer& run);
  void showCursor();
  void drawChart();

  RunPointer run_;
  TrafficGroups traffic_;
  FailureMarkCache marks_;
  QSplitter* shown_;
  QLabel* totals_;
  Chart* chart_;
  ChartGroup* charts_;
  GroupsModel* groups_;
  LinksModel* links_;
  QTableView* groups_table_;
  QTableView* links_table_;
};

extern const ViewInfo traffic_view_info;
std::unique_ptr<View> makeTrafficView(Session& session);

}  // namespace simgrad::gui
