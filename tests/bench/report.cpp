#include "tests/bench/report.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <sched.h>

namespace simgrad::bench {
namespace {

std::string processor() {
  std::ifstream cpuinfo("/proc/cpuinfo");
  for (std::string line; std::getline(cpuinfo, line);) {
    if (line.rfind("model name", 0) == 0) {
      return line.substr(line.find(':') + 2);
    }
  }
  return "an unknown processor";
}

int cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  return sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 0;
}

}  // namespace

std::string text(const char* format, double number) {
  std::array<char, 64> buffer{};
  const int length = std::snprintf(buffer.data(), buffer.size(), format, number);
  return {buffer.data(), static_cast<std::size_t>(length)};
}

std::string text(const char* format, const Summary& summary) {
  return text(format, summary.median) + " (" + text(format, summary.minimum) + " to " +
         text(format, summary.maximum) + ")";
}

void print_heading(const std::string& title) {
  std::printf("\n%s\n\n", title.c_str());
}

void print_table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths(rows.front().size(), 0);
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], row[i].size());
    }
  }
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      const int width = static_cast<int>(widths[i]);
      std::printf("  %*s", i == 0 ? -width : width, row[i].c_str());
    }
    std::printf("\n");
  }
  std::fflush(stdout);
}

void print_machine() {
  std::string load;
  std::getline(std::ifstream("/proc/loadavg"), load);
  std::printf("%s, %d cores for this process; g++ %s; load average %s\n", processor().c_str(),
              cores(), __VERSION__, load.substr(0, load.find(' ')).c_str());
}

}  // namespace simgrad::bench
