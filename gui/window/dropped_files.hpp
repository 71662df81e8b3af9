#pragma once

#include <QStringList>

class QMimeData;

namespace simgrad::gui {

/// The files of this machine that are dragged; what is on others is left out.
QStringList droppedFiles(const QMimeData& data);

}  // namespace simgrad::gui
