#include <array>
#include <cstdio>
#include <cstring>

#include "kernels/error.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/parts.hpp"
#include "tests/bench/report.hpp"

/// bench [part …]: runs the parts named, or all. Exit 1 if a result was wrong, 2 for a mistake of
/// the user's or the machine's.
namespace {

using namespace simgrad;

struct Part {
  const char* name;
  void (*run)();
};

constexpr std::array<Part, 9> kParts{{{"peak", bench::peak},
                                      {"steps", bench::steps},
                                      {"tax", bench::tax},
                                      {"cores", bench::cores},
                                      {"messages", bench::messages},
                                      {"rings", bench::rings},
                                      {"runs", bench::whole_runs},
                                      {"sweep", bench::sweeps},
                                      {"gpu", bench::gpu}}};

bool is_asked_for(const Part& part, int count, char** words) {
  for (int i = 1; i < count; ++i) {
    if (std::strcmp(words[i], part.name) == 0) {
      return true;
    }
  }
  return count == 1;
}

bool is_part(const char* word) {
  for (const Part& part : kParts) {
    if (std::strcmp(word, part.name) == 0) {
      return true;
    }
  }
  return false;
}

void run_parts(int count, char** words) {
  bench::print_machine();
  for (const Part& part : kParts) {
    if (is_asked_for(part, count, words)) {
      bench::in_child([&part] {
        part.run();
        return std::vector<double>{};
      });
    }
  }
}

}  // namespace

int main(int count, char** words) {
  for (int i = 1; i < count; ++i) {
    if (!is_part(words[i])) {
      std::fprintf(stderr,
                   "usage: bench [peak|steps|tax|cores|messages|rings|runs|sweep|gpu] ...\n");
      return 2;
    }
  }
  try {
    run_parts(count, words);
    return 0;
  } catch (const bench::WrongAnswer&) {
    return 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench: %s\n", error.what());
    return 2;
  }
}
