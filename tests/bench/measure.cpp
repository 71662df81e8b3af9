#include "tests/bench/measure.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernels/error.hpp"

namespace simgrad::bench {
namespace {

constexpr int kWrongAnswer = 1;
constexpr int kFailed = 2;

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

void write_all(int file, const std::vector<double>& numbers) {
  const char* bytes = reinterpret_cast<const char*>(numbers.data());
  std::size_t left = numbers.size() * sizeof(double);
  while (left > 0) {
    const ssize_t written = write(file, bytes, left);
    if (written <= 0) {
      throw Error("a child cannot write its result");
    }
    bytes += written;
    left -= static_cast<std::size_t>(written);
  }
}

std::vector<double> read_all(int file) {
  std::string bytes;
  std::vector<char> block(1U << 16U);
  ssize_t count = 0;
  while ((count = read(file, block.data(), block.size())) > 0) {
    bytes.append(block.data(), static_cast<std::size_t>(count));
  }
  std::vector<double> numbers(bytes.size() / sizeof(double));
  std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(numbers.data()));
  return numbers;
}

/// The child's whole life; ends the process.
[[noreturn]] void live(int file, const std::function<std::vector<double>()>& body) {
  int status = 0;
  try {
    write_all(file, body());
  } catch (const WrongAnswer& wrong) {
    std::printf("WRONG: %s\n", wrong.what());
    status = kWrongAnswer;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench: %s\n", error.what());
    status = kFailed;
  }
  std::fflush(stdout);
  _exit(status);
}

}  // namespace

void check(bool condition, const std::string& text) {
  if (!condition) {
    throw WrongAnswer(text);
  }
}

double wall_clock_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double cpu_clock_s() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

Summary summary(std::vector<double> repetitions) {
  std::sort(repetitions.begin(), repetitions.end());
  const std::size_t n = repetitions.size();
  return {0.5 * (repetitions[(n - 1) / 2] + repetitions[n / 2]), repetitions.front(),
          repetitions.back()};
}

std::vector<double> in_child(const std::function<std::vector<double>()>& body) {
  int ends[2] = {0, 0};
  if (pipe(ends) != 0) {
    throw Error("no pipe to a child");
  }
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    live(ends[1], body);
  }
  close(ends[1]);
  std::vector<double> numbers = child > 0 ? read_all(ends[0]) : std::vector<double>{};
  close(ends[0]);
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child) {
    throw Error("a child cannot be started");
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == kWrongAnswer) {
    throw WrongAnswer("as said above");
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw Error("a child ended with status " + std::to_string(status));
  }
  return numbers;
}

CommandOutput output_of(const std::string& command) {
  std::fflush(stdout);
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) {
    throw Error("cannot start: " + command);
  }
  CommandOutput output;
  std::array<char, 4096> block{};
  for (std::size_t n = 0; (n = std::fread(block.data(), 1, block.size(), pipe)) > 0;) {
    output.text.append(block.data(), n);
  }
  const int status = pclose(pipe);
  output.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return output;
}

Usage run_program(const std::vector<std::string>& words) {
  std::fflush(stdout);
  const double begin_s = wall_clock_s();
  const pid_t child = fork();
  if (child == 0) {
    std::vector<char*> arguments;
    for (const std::string& word : words) {
      arguments.push_back(const_cast<char*>(word.c_str()));
    }
    arguments.push_back(nullptr);
    const int null = open("/dev/null", O_WRONLY);
    dup2(null, STDOUT_FILENO);
    dup2(null, STDERR_FILENO);
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  int status = 0;
  rusage usage{};
  if (child < 0 || wait4(child, &status, 0, &usage) != child) {
    throw Error(words.front() + " cannot be started");
  }
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, wall_clock_s() - begin_s,
          seconds(usage.ru_utime), seconds(usage.ru_stime),
          static_cast<double>(usage.ru_maxrss) / 1024.0};
}

}  // namespace simgrad::bench
