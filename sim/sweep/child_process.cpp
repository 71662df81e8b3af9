#include "sim/sweep/child_process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fcntl.h>
#include <fstream>
#include <new>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

#include <fmt/format.h>

#include "kernels/error.hpp"

namespace simgrad {
namespace {

constexpr int kUserError = 2;
constexpr int kOwnError = 3;

int open_log(const std::filesystem::path& log) {
  if (log.empty()) {
    return -1;
  }
  const int descriptor = open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0) {
    throw Error(fmt::format("{}: cannot be written: {}", log.string(), std::strerror(errno)));
  }
  return descriptor;
}

/// A child that its parent left before it said so would live on.
void die_with(pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) {
    _exit(kOwnError);
  }
}

void take_default_signals() {
  for (const int signal : {SIGINT, SIGTERM, SIGCHLD, SIGPIPE}) {
    std::signal(signal, SIG_DFL);
  }
  sigset_t none{};
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

int guarded(const std::function<int()>& body) {
  try {
    return body();
  } catch (const Error& error) {
    std::fputs(fmt::format("simgrad: {}\n", error.what()).c_str(), stderr);
    return kUserError;
  } catch (const std::bad_alloc&) {
    std::fputs("simgrad: out of memory\n", stderr);
    return kUserError;
  } catch (const std::system_error& error) {
    std::fputs(fmt::format("simgrad: {}\n", error.what()).c_str(), stderr);
    return kUserError;
  } catch (const std::exception& error) {
    std::fputs(fmt::format("simgrad: this is a defect of simgrad: {}\n", error.what()).c_str(),
               stderr);
    return kOwnError;
  }
}

std::int64_t data_bytes() {
  std::ifstream file("/proc/self/status");
  std::string word;
  while (file >> word) {
    if (word == "VmData:") {
      std::int64_t kib = 0;
      file >> kib;
      return kib * 1024;
    }
  }
  return 0;
}

}  // namespace

std::optional<pid_t> start_child(const std::function<int()>& body,
                                 const std::filesystem::path& log) {
  const int descriptor = open_log(log);
  std::fflush(nullptr);  // what is buffered would be written twice
  const pid_t parent = getpid();
  const pid_t child = fork();
  const int reason = errno;
  if (child == 0) {
    die_with(parent);
    setsid();
    if (descriptor >= 0) {
      dup2(descriptor, STDOUT_FILENO);
      dup2(descriptor, STDERR_FILENO);
    }
    take_default_signals();
    const int status = guarded(body);
    std::fflush(nullptr);
    _exit(status);  // nothing of the parent's is to be ended here
  }
  if (descriptor >= 0) {
    close(descriptor);
  }
  if (child > 0) {
    return child;
  }
  if (reason != EAGAIN && reason != ENOMEM) {
    throw Error(fmt::format("cannot start a process: {}", std::strerror(reason)));
  }
  return std::nullopt;
}

std::string end_text(int status) {
  if (WIFSIGNALED(status)) {
    return fmt::format("ended by signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)));
  }
  return fmt::format("ended with exit status {}", WEXITSTATUS(status));
}

void limit_memory(std::int64_t bytes) {
  const auto most = static_cast<rlim_t>(data_bytes() + bytes);
  const rlimit limit{most, most};
  setrlimit(RLIMIT_DATA, &limit);
}

}  // namespace simgrad
