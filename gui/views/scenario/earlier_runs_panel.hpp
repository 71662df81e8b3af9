#pragma once

#include <optional>
#include <set>

#include <QWidget>

#include "gui/session/session.hpp"

class QLabel;
class QTableView;

namespace simgrad::gui {

class EarlierRunsModel;

/// Earlier runs of the scenario, to be opened beside the new one.
class EarlierRunsPanel : public QWidget {
  Q_OBJECT

 public:
  explicit EarlierRunsPanel(Session& session, QWidget* parent = nullptr);

  /// Looks, on another thread, for runs with this title in this folder.
  void look(const QString& folder, const QString& title);
  /// Shows none, and forgets what it is looking for.
  void forget();

  EarlierRunsModel* model() const { return model_; }

 private:
  void say();
  void showOpen();
  void open(const QString& path, bool is_open);
  void noteCurrent();
  void giveBackCurrent(const QString& path);

  Session& session_;
  EarlierRunsModel* model_;
  QTableView* table_;
  QLabel* label_;
  std::uint64_t looks_ = 0;        // only the last one's answer counts
  std::set<QString> comparing_;    // being opened to compare with
  std::optional<RunKey> current_;  // the last current run that is none of these
};

}  // namespace simgrad::gui
