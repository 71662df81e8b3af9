#include "sim/sweep/slurm.hpp"

#include <charconv>
#include <sstream>
#include <string_view>

#include <fmt/format.h>

#include "kernels/error.hpp"
#include "sim/sweep/program.hpp"

namespace simgrad::slurm {
namespace {

/// The last line of what a program complained of.
std::string complaint(const ProgramEnd& end) {
  std::istringstream lines(end.errors);
  std::string last = fmt::format("exit status {}", end.status);
  for (std::string line; std::getline(lines, line);) {
    last = line.empty() ? last : line;
  }
  return last;
}

std::optional<std::size_t> number_in(std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number)
                                                                  : std::nullopt;
}

/// The word after `name` in a text of NAME=WORD pairs.
std::string value_of(const std::string& text, const std::string& name) {
  const std::size_t begin = text.find(name + "=");
  if (begin == std::string::npos) {
    return "";
  }
  const std::size_t from = begin + name.size() + 1;
  return text.substr(from, text.find_first_of(" \n", from) - from);
}

}  // namespace

std::size_t most_tasks() {
  const ProgramEnd end = run_program({"scontrol", "show", "config"});
  if (end.status != 0) {
    throw Error(
        fmt::format("--executor slurm: no answer from Slurm here: {}; --executor local "
                    "needs none",
                    complaint(end)));
  }
  std::istringstream lines(end.output);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("MaxArraySize", 0) == 0) {
      return number_in(line.substr(line.find_last_of("= ") + 1)).value_or(kUsualMostTasks);
    }
  }
  return kUsualMostTasks;
}

std::string submit(const std::filesystem::path& script) {
  const ProgramEnd end = run_program({"sbatch", "--parsable", script.string()});
  if (end.status != 0) {
    throw Error(fmt::format("{}: sbatch refuses it: {}", script.string(), complaint(end)));
  }
  return end.output.substr(0, end.output.find_first_of(";\n"));
}

std::optional<std::map<std::size_t, Task>> tasks(const std::string& name) {
  const ProgramEnd end =
      run_program({"squeue", "--noheader", "--array", "--name", name, "--format", "%i|%T|%r"});
  if (end.status != 0) {
    return std::nullopt;
  }
  std::map<std::size_t, Task> found;
  std::istringstream lines(end.output);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t under = line.find('_');
    const std::size_t first = line.find('|');
    const std::size_t second = line.find('|', first + 1);
    if (under > first || second == std::string::npos) {
      continue;
    }
    if (const auto index = number_in(std::string_view(line).substr(under + 1, first - under - 1))) {
      found[*index] = {line.substr(0, under), line.substr(first + 1, second - first - 1),
                       line.substr(second + 1)};
    }
  }
  return found;
}

std::string end_state(const std::string& job, std::size_t task) {
  const ProgramEnd end =
      run_program({"scontrol", "--oneliner", "show", "job", fmt::format("{}_{}", job, task)});
  return end.status == 0 ? value_of(end.output, "JobState") : "";
}

void cancel(const std::string& name) {
  (void)run_program({"scancel", "--quiet", "--name", name});
}

}  // namespace simgrad::slurm
