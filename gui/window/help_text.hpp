#pragma once

#include <QString>

#include "gui/views/view.hpp"

/// What the help menu says, as HTML.
namespace simgrad::gui {

QString viewHelp(const ViewInfo& view);
QString allViewsHelp();
QString keyboardHelp();
/// Versions and licences.
QString aboutText();

}  // namespace simgrad::gui
