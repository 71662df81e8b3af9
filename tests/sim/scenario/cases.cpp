#include "tests/sim/scenario/cases.hpp"

#include <sstream>
#include <stdexcept>

#include "tests/support/text_file.hpp"

namespace simgrad {
namespace {

/// Builds one case line by line.
class CaseBuilder {
 public:
  CaseBuilder(std::string name, std::string base) {
    case_.name = std::move(name);
    case_.text = std::move(base);
  }

  void take(const std::string& line) {
    const std::string word = line.substr(0, line.find(' '));
    const std::string rest = line.size() > word.size() ? line.substr(word.size() + 1) : "";
    if (word == "-") {
      if (!added_.empty()) {
        apply();
      }
      removed_ += rest + "\n";
    } else if (word == "+") {
      added_ += rest + "\n";
    } else {
      apply();
      direct(word, rest);
    }
  }

  Case finish() {
    apply();
    if (crlf_) {
      std::string text;
      for (const char c : case_.text) {
        text += c == '\n' ? "\r\n" : std::string(1, c);
      }
      case_.text = text;
    }
    if (bom_) {
      case_.text = "\xEF\xBB\xBF" + case_.text;
    }
    return case_;
  }

 private:
  void direct(const std::string& word, const std::string& rest) {
    if (word == "whole") {
      case_.text.clear();
    } else if (word == "crlf") {
      crlf_ = true;
    } else if (word == "bom") {
      bom_ = true;
    } else if (word == "path") {
      case_.path = rest;
    } else if (word == "set") {
      case_.overrides.push_back(rest);
    } else if (word == "at") {
      case_.expectations.push_back({rest, ""});
    } else if (word == "says" && !case_.expectations.empty()) {
      case_.expectations.back().fragment = rest;
    } else {
      throw std::runtime_error(case_.name + ": unknown line: " + word);
    }
  }

  void apply() {
    std::size_t at = case_.text.size();
    if (!removed_.empty()) {
      const std::string text = "\n" + case_.text;
      at = text.find("\n" + removed_);
      if (at == std::string::npos || text.find("\n" + removed_, at + 1) != std::string::npos) {
        throw std::runtime_error(case_.name + ": not exactly once in the text: " + removed_);
      }
    }
    case_.text.replace(at, removed_.size(), added_);
    removed_.clear();
    added_.clear();
  }

  Case case_;
  std::string removed_;
  std::string added_;
  bool crlf_ = false;
  bool bom_ = false;
};

}  // namespace

std::vector<Case> read_cases(const std::filesystem::path& folder) {
  const std::string base = read_text(folder / "base.toml");
  std::istringstream lines(read_text(folder / "cases.txt"));
  std::vector<CaseBuilder> builders;
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.front() == '#') {
      continue;
    }
    if (line.rfind("case ", 0) == 0) {
      builders.emplace_back(line.substr(5), base);
    } else {
      builders.back().take(line);
    }
  }
  std::vector<Case> cases;
  for (CaseBuilder& builder : builders) {
    cases.push_back(builder.finish());
  }
  return cases;
}

}  // namespace simgrad
