#pragma once

#include <sys/types.h>  // processes: POSIX

namespace simgrad::gui {

/// Finds out whether a window can be shown here. A child process tries, since Qt aborts the one
/// that finds no screen, whichever of many reasons it has.
///
/// Keep it until the application is there: an X server begins anew when the last that is connected
/// leaves, and refuses others meanwhile. Make it before anything starts a thread.
class DisplayTrial {
 public:
  DisplayTrial();
  ~DisplayTrial();
  DisplayTrial(const DisplayTrial&) = delete;
  DisplayTrial& operator=(const DisplayTrial&) = delete;
  DisplayTrial(DisplayTrial&&) = delete;
  DisplayTrial& operator=(DisplayTrial&&) = delete;

  bool passed() const { return passed_; }

 private:
  pid_t child_ = -1;
  int line_ = -1;  // to the child, which ends when this does
  bool passed_ = false;
};

}  // namespace simgrad::gui
