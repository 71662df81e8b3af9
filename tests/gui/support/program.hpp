#pragma once

#include <string>

#include <QByteArray>
#include <QString>

namespace simgrad::test {

/// While it lives, the dashboard takes this file as the program `simgrad`.
class ProgramIs {
 public:
  explicit ProgramIs(const QString& path = SIMGRAD_PROGRAM);
  ~ProgramIs();
  ProgramIs(const ProgramIs&) = delete;
  ProgramIs& operator=(const ProgramIs&) = delete;
  ProgramIs(ProgramIs&&) = delete;
  ProgramIs& operator=(ProgramIs&&) = delete;

 private:
  QByteArray before_;
  bool was_set_;
};

/// Writes a program of these lines for sh. Returns its path.
QString writeProgram(const std::string& path, const std::string& lines);

/// A scenario that is over in a moment, of `rounds` rounds; of a million it takes hours.
std::string quickScenario(const std::string& title = "quick", int rounds = 5);

/// For whatever takes a moment; much longer where the machine is busy.
inline constexpr int kLong_ms = 60'000;

}  // namespace simgrad::test
