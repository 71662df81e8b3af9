#pragma once

#include <memory>
#include <vector>

#include <QObject>
#include <QString>
#include <QTimer>

#include "gui/reading/run_reading.hpp"
#include "gui/reading/sweep_reading.hpp"

namespace simgrad::gui {

/// Reads what is open, again and again, on a thread of its own: move it to one. Never blocks a
/// writer.
///
/// A run that is being written is read about once a second, and seldom enough that reading takes
/// at most a fiftieth of one core. What is finished is only watched for being replaced.
class Follower : public QObject {
  Q_OBJECT

 public:
  Follower();
  ~Follower() override;

 public slots:
  /// A run database, a sweep's database or a sweep's folder: runRead or sweepRead follows.
  /// False if it failed.
  bool open(const QString& path);
  bool openRun(const simgrad::gui::RunKey& key);
  void closeRun(const simgrad::gui::RunKey& key);
  void closeSweep();
  /// Looks now.
  void poll();

 signals:
  void runRead(simgrad::gui::RunPointer run);
  void sweepRead(simgrad::gui::SweepPointer sweep);
  /// What is wrong with a file, once until it is read again; it stays watched if it was read once.
  void failed(QString path, QString message);
  /// A file that had failed was read again, or nobody wants it any more.
  void recovered(QString path);

 private:
  struct Followed;
  void fail(QString& known, const std::filesystem::path& file, const char* what);
  void recover(QString& known, const std::filesystem::path& file);
  bool pollRun(Followed& followed);
  bool pollSweep();

  std::unique_ptr<QTimer> timer_;
  std::vector<std::unique_ptr<Followed>> runs_;
  std::unique_ptr<SweepReading> sweep_;
  QString sweep_problem_;
};

}  // namespace simgrad::gui

Q_DECLARE_METATYPE(simgrad::gui::RunKey)
Q_DECLARE_METATYPE(simgrad::gui::RunPointer)
Q_DECLARE_METATYPE(simgrad::gui::SweepPointer)
