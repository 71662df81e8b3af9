#pragma once

#include "gui/views/topology/topology_model.hpp"
#include "gui/views/view.hpp"

class QLabel;
class QStackedLayout;

namespace simgrad::gui {

class PlaybackBar;
class TopologyCanvas;

/// The cluster as a picture: what hosts do and how much links carry at the cursor's moment.
class TopologyView : public View {
  Q_OBJECT

 public:
  explicit TopologyView(Session& session);

  QString csv() const override;
  QWidget* picture() override { return picture_; }

  const TopologyModel& model() const { return model_; }
  TopologyCanvas& canvas() const { return *canvas_; }

 protected:
  void refresh() override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void showMoment();
  void toggleAt(const Place& place);
  void showChosen();

  TopologyModel model_;
  QWidget* picture_;
  TopologyCanvas* canvas_;
  PlaybackBar* bar_;
  QLabel* chosen_;
  QLabel* empty_;
};

extern const ViewInfo topology_view_info;
std::unique_ptr<View> makeTopologyView(Session& session);

}  // namespace simgrad::gui
