#pragma once

#include "gui/charts/failure_mark_cache.hpp"
#include "gui/views/convergence/convergence_plots.hpp"
#include "gui/views/view.hpp"

class QComboBox;
class QLayout;
class QSpinBox;
class QSplitter;

namespace simgrad::gui {

class Chart;
class ChartGroup;

/// How the open runs learn: losses and accuracies, one above the other.
class ConvergenceView : public View {
  Q_OBJECT

 public:
  explicit ConvergenceView(Session& session);

  QString csv() const override;
  QWidget* picture() override;

 protected:
  void refresh() override;

 private:
  QLayout* makeControls();
  void makeCharts();
  ConvergenceChoice choice() const;

  FailureMarkCache marks_;
  QComboBox* against_;
  QSpinBox* half_life_;
  QComboBox* loss_axis_;
  Chart* loss_;
  Chart* accuracy_;
  ChartGroup* charts_;
  QSplitter* shown_;  // both charts
};

extern const ViewInfo convergence_view_info;
std::unique_ptr<View> makeConvergenceView(Session& session);

}  // namespace simgrad::gui
