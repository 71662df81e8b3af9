#pragma once

namespace simgrad::gui {

/// Whether a window can be shown here. Asked of a child process, since Qt aborts the one that finds
/// no screen, whichever of many reasons it has. Call it before anything starts a thread.
bool canShowWindows();

}  // namespace simgrad::gui
