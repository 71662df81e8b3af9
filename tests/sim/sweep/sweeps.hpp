#pragma once

#include <fstream>
#include <iterator>
#include <string>

#include "sim/sweep/sweep.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad::test {

/// A folder with small.toml, a scenario of four workers that takes a blink, for sweeps beside it.
class SweepFolder {
 public:
  SweepFolder() { write("small.toml", scenario()); }

  /// The text of small.toml.
  static std::string scenario() {
    std::ifstream file("tests/sim/sweep/small.toml");
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::string write(const std::string& name, const std::string& text) const {
    return folder_.write(name, text);
  }

  /// Reads a sweep over small.toml.
  Sweep read(const std::string& text) const {
    return read_sweep(write("sweep.toml", "scenario = \"small.toml\"\n" + text), {});
  }

  /// A message with the names of files alone.
  std::string without_path(std::string message) const {
    const std::string path = folder_.path().string() + "/";
    for (std::size_t at = 0; (at = message.find(path)) != std::string::npos;) {
      message.erase(at, path.size());
    }
    return message;
  }

 private:
  TemporaryFolder folder_;
};

}  // namespace simgrad::test
