#pragma once

#include <QObject>
#include <QStringList>

namespace simgrad::gui {

/// What was opened last, the latest first.
class RecentFiles : public QObject {
  Q_OBJECT

 public:
  static constexpr int kMost = 10;

  using QObject::QObject;

  const QStringList& paths() const { return paths_; }
  void set(const QStringList& paths);
  void add(const QString& path);

 signals:
  void changed();

 private:
  QStringList paths_;
};

}  // namespace simgrad::gui
