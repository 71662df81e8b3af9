#include "gui/program/program_path.hpp"

#include <QCoreApplication>
#include <QFileInfo>
#include <QStandardPaths>

namespace simgrad::gui {
namespace {

constexpr const char* kVariable = "SIMGRAD_PROGRAM";
constexpr const char* kName = "simgrad";

bool isProgram(const QString& path) {
  const QFileInfo file(path);
  return file.isFile() && file.isExecutable();
}

}  // namespace

ProgramPath findProgram() {
  const QString named = qEnvironmentVariable(kVariable);
  if (!named.isEmpty()) {
    if (isProgram(named)) {
      return {QFileInfo(named).absoluteFilePath(), {}};
    }
    return {{}, QString("%1: no program that can be run; %2 names it").arg(named, kVariable)};
  }
  const QString folder = QCoreApplication::applicationDirPath();
  for (const QStringList& folders : {QStringList{folder}, QStringList{}}) {  // {}: PATH
    const QString found = QStandardPaths::findExecutable(kName, folders);
    if (!found.isEmpty()) {
      return {found, {}};
    }
  }
  return {{},
          QString("The program %1 was found neither in %2 nor in PATH; %3=/path/to/%1 names it.")
              .arg(kName, folder, kVariable)};
}

}  // namespace simgrad::gui
