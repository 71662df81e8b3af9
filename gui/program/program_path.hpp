#pragma once

#include <QString>

namespace simgrad::gui {

/// Where the program `simgrad` is, or why it is not known.
struct ProgramPath {
  QString path = {};
  QString problem = {};  ///< for the user; empty if there is a path
};

/// SIMGRAD_PROGRAM of the environment, else `simgrad` beside this program, else in PATH.
///
/// What SIMGRAD_PROGRAM names wrongly is a problem: nobody wants another program instead.
ProgramPath findProgram();

}  // namespace simgrad::gui
