#pragma once

#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

/// Clocks, repetitions and child processes. Children, since an engine serves one run and lives in a
/// process of its own.
namespace simgrad::bench {

/// A measured program gave a wrong answer: nothing is timed.
class WrongAnswer : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Throws: WrongAnswer with `text` unless `condition`.
void check(bool condition, const std::string& text);

double wall_clock_s();
/// Processor time of this process, all threads: others on the machine disturb it least.
double cpu_clock_s();

/// Median of several repetitions, and how far they lie apart.
struct Summary {
  double median = 0.0;
  double minimum = 0.0;
  double maximum = 0.0;
};
Summary summary(std::vector<double> repetitions);

/// Runs `body` in a child process and returns what it returned. To be called before this process
/// has started a thread.
/// Throws: WrongAnswer if that was the child's end, Error if it ended in any other way.
std::vector<double> in_child(const std::function<std::vector<double>()>& body);

/// What a shell command wrote to its standard output, and its exit status (−1: a signal).
struct CommandOutput {
  std::string text;
  int status = 0;
};
CommandOutput output_of(const std::string& command);

/// What a program took, from its start to its end.
struct Usage {
  int exit_status = 0;
  double wall_s = 0.0;
  double user_s = 0.0;
  double system_s = 0.0;
  double peak_mib = 0.0;  // resident; the largest of its own children, if that is more
};

/// Runs a program, its standard output and error to /dev/null.
Usage run_program(const std::vector<std::string>& words);

}  // namespace simgrad::bench
