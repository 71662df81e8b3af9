#pragma once

#include <memory>

#include <QString>
#include <QWidget>

#include "gui/session/session.hpp"

// To add a view:
//  1. a folder gui/views/NAME with a class that derives from View;
//  2. a line in views/registry.cpp, in the order of the tabs.
// views/events is the smallest.

namespace simgrad::gui {

/// What a view is called and what it is for.
struct ViewInfo {
  const char* key;    ///< for --view: "convergence"
  const char* title;  ///< of its tab: "&Convergence", with the letter that Alt chooses it by
  const char* help;   ///< what it shows and how to use it, in one or two sentences
};

/// One picture of what is open. It draws anew only while it can be seen.
class View : public QWidget {
  Q_OBJECT

 public:
  View(Session& session, const ViewInfo& info) : session_(session), info_(info) {}

  const ViewInfo& info() const { return info_; }

  /// What it shows as text, comma separated with a header line; empty if it shows nothing.
  virtual QString csv() const = 0;

  /// The part of it that is saved as a picture: without buttons.
  virtual QWidget* picture() { return this; }

  /// Whether it shows all that is open: no work is under way elsewhere.
  virtual bool isReady() const { return !is_stale_; }

  /// Asks the user before the window closes, if something would be lost by it. False: it stays.
  virtual bool mayClose() { return true; }

  /// Draws now if something changed since it last did, even if it cannot be seen.
  void bringUpToDate();

 signals:
  /// isReady() has become true.
  void ready();

 protected:
  /// Draws what the session holds.
  virtual void refresh() = 0;

  /// refresh() follows: soon if the view can be seen, else when it is. Many calls give one.
  void refreshLater();

  void showEvent(QShowEvent* event) override;
  void changeEvent(QEvent* event) override;

  Session& session() const { return session_; }

 private:
  Session& session_;
  const ViewInfo& info_;
  bool is_stale_ = false;
  bool is_queued_ = false;
};

/// How a view comes to be.
struct ViewMaker {
  const ViewInfo* info;
  std::unique_ptr<View> (*make)(Session& session);
};

/// Every view, in the order of the tabs.
const std::vector<ViewMaker>& viewMakers();

}  // namespace simgrad::gui
