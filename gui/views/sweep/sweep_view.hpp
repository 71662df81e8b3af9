#pragma once

#include <QThreadPool>

#include "gui/views/sweep/compared_sweep.hpp"
#include "gui/views/view.hpp"

class QLabel;
class QStackedWidget;

namespace simgrad::gui {

class DotPicture;
class LinePicture;
class MapPicture;
class MarkedPicture;
class PointsTables;
class SweepControls;

/// A sweep's points compared: along its axes, as they learnt, and as tables; each opens its runs.
class SweepView : public View {
  Q_OBJECT

 public:
  explicit SweepView(Session& session);
  ~SweepView() override;

  QString csv() const override;
  QWidget* picture() override { return picture_; }
  bool isReady() const override { return View::isReady() && !is_working_; }

 protected:
  void refresh() override;

 private:
  void addPicture(MarkedPicture* picture);
  void showMessage(const QString& text);
  void showAxes();
  void showTables();
  /// Draws what `make` returns, which may take a while, once it is there and if the same is still
  /// chosen then.
  template <class Picture, class Make>
  void showLater(Picture* picture, Make make);
  template <class Picture, class Figure>
  void showFigure(Picture* picture, Figure figure);
  void openRuns(const SweepPointer& sweep, const RunIndices& runs);

  ComparedSweep sweep_;
  SweepPointer drawn_;  // the one that the picture is of: an earlier one while the next is made
  QThreadPool pool_;    // of one thread
  int asked_ = 0;       // the number of the last picture asked for
  int chosen_ = 0;      // the number of times that something else was chosen
  bool is_working_ = false;
  SweepControls* controls_;
  QWidget* picture_;
  QStackedWidget* pages_;
  QLabel* message_;
  LinePicture* lines_;
  DotPicture* dots_;
  MapPicture* map_;
  PointsTables* tables_;
  QLabel* caption_;
  QLabel* words_;
};

extern const ViewInfo sweep_view_info;
std::unique_ptr<View> makeSweepView(Session& session);

}  // namespace simgrad::gui
