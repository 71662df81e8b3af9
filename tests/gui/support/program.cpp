#include "tests/gui/support/program.hpp"

#include <QFile>

namespace simgrad::test {
namespace {

constexpr const char* kVariable = "SIMGRAD_PROGRAM";

}  // namespace

ProgramIs::ProgramIs(const QString& path)
    : before_(qgetenv(kVariable)), was_set_(qEnvironmentVariableIsSet(kVariable)) {
  qputenv(kVariable, path.toLocal8Bit());
}

ProgramIs::~ProgramIs() {
  if (was_set_) {
    qputenv(kVariable, before_);
  } else {
    qunsetenv(kVariable);
  }
}

QString writeProgram(const std::string& path, const std::string& lines) {
  QFile file(QString::fromStdString(path));
  file.open(QIODevice::WriteOnly);
  file.write(("#!/bin/sh\n" + lines).c_str());
  file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
  return file.fileName();
}

std::string quickScenario(const std::string& title, int rounds) {
  return "title = \"" + title + R"("
seed = 7

[platform]
generate = { kind = "star", hosts = 3, speed = "1 Mflop/s", bandwidth = "1 Mbit/s" }
server = "server"
workers = "host-*"

[data]
set = { kind = "gaussian_blobs", classes = 4, features = 20, samples = 240, test_samples = 80 }

[model]
kind = "softmax_regression"

[strategy]
kind = "federated"
rounds = )" +
         std::to_string(rounds) + "\nclients_per_round = 2\n";
}

}  // namespace simgrad::test
