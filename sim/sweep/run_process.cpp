#include "sim/sweep/run_process.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "kernels/error.hpp"
#include "sim/experiment/experiment.hpp"
#include "sim/experiment/record_run.hpp"
#include "sim/experiment/text.hpp"
#include "sim/sweep/child_process.hpp"

namespace simgrad {
namespace {

constexpr int kInterrupted = 130;

/// The last line of a file that is not empty, without the program's name.
std::string last_line(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string last;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty()) {
      last = line;
    }
  }
  constexpr std::string_view kName = "simgrad: ";
  return last.rfind(kName, 0) == 0 ? last.substr(kName.size()) : last;
}

/// What a run says that memory was denied to: the program, or the system to one of its libraries.
bool is_of_memory(const std::string& words) {
  for (const char* sign : {"out of memory", "Cannot allocate memory", "bad_alloc",
                           "Resource temporarily unavailable"}) {
    if (words.find(sign) != std::string::npos) {
      return true;
    }
  }
  return false;
}

}  // namespace

int run_here(const RunProcess& process, const Plan& plan,
             const std::shared_ptr<const Dataset>& data) {
  if (process.sweep.limits.memory_bytes) {
    limit_memory(*process.sweep.limits.memory_bytes);
  }
  RunRecording recording;
  recording.device = "cpu";
  recording.threads = process.threads;
  recording.database = process.database;
  recording.options.span_limit = kSpansOfSweepRun;
  recording.options.parameters = process.keep_parameters;
  return exit_status(record_run(plan, load(plan, data), recording, {}).end.status);
}

std::vector<std::string> run_words(const RunProcess& process,
                                   const std::vector<std::string>& overrides,
                                   const std::string& device) {
  std::vector<std::string> words{"simgrad", "run", process.sweep.scenario.string()};
  for (const std::string& argument : overrides) {
    words.insert(words.end(), {"--set", argument});
  }
  words.insert(words.end(), {"--device", device, "--threads", std::to_string(process.threads),
                             "--quiet", "--out", process.database.string(), "--span-limit",
                             std::to_string(kSpansOfSweepRun)});
  if (!process.keep_parameters) {
    words.emplace_back("--no-parameters");
  }
  return words;
}

int run_as_program(const RunProcess& process, const std::vector<std::string>& overrides,
                   const std::string& device) {
  std::vector<std::string> words = run_words(process, overrides, device);
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) {
    arguments.push_back(word.data());
  }
  arguments.push_back(nullptr);
  if (process.sweep.limits.memory_bytes) {
    limit_memory(*process.sweep.limits.memory_bytes);
  }
  execv("/proc/self/exe", arguments.data());
  throw Error(fmt::format("cannot start simgrad once more: {}", std::strerror(errno)));
}

std::string run_fault(int status, const std::filesystem::path& log, const RunLimits& limits) {
  if (WIFEXITED(status) && WEXITSTATUS(status) <= 1) {
    return "";
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == kInterrupted) {
    return kInterruptedRun;
  }
  const std::string words = last_line(log);
  if (limits.memory_bytes && is_of_memory(words)) {
    return fmt::format("needs more than {} of memory, the limit",
                       bytes_text(static_cast<double>(*limits.memory_bytes)));
  }
  return WIFSIGNALED(status) || words.empty() ? end_text(status) : words;
}

std::string wall_limit_text(const RunLimits& limits) {
  return fmt::format("ended after {} of wall time, the limit", duration_text(*limits.wall_s));
}

void kill_run(pid_t process) {
  kill(-process, SIGKILL);
  kill(process, SIGKILL);  // where it has no session of its own yet
}

}  // namespace simgrad
