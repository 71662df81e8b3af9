#include "sim/engine/platform_file.hpp"

#include <algorithm>
#include <array>
#include <expat.h>
#include <fstream>
#include <memory>
#include <utility>

#include "sim/engine/platform_checker.hpp"

namespace simgrad {
namespace {

constexpr std::string_view kDoctypes =
    "https://simgrid.org/simgrid.dtd http://simgrid.gforge.inria.fr/simgrid/simgrid.dtd";
constexpr const char* kDoctypeExpected =
    "expected <!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\"> before <platform>, to "
    "the letter: SimGrid wants it";

/// One pass of expat over a file; its handlers feed the checker.
class Reading {
 public:
  Reading() : parser_(XML_ParserCreate(nullptr), &XML_ParserFree) {
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(parser_.get(), on_begin, on_end);
    XML_SetCharacterDataHandler(parser_.get(), on_text);
    XML_SetDoctypeDeclHandler(parser_.get(), on_doctype, nullptr);
  }

  std::vector<PlatformChecker::Problem> read(std::istream& in) {
    std::array<char, 65536> block{};
    bool last = false;
    while (!last) {
      in.read(block.data(), static_cast<std::streamsize>(block.size()));
      last = in.eof();
      if (in.bad() || (in.fail() && !last)) {
        checker_.problems.push_back({0, "cannot be read to its end"});
        return std::move(checker_.problems);
      }
      if (XML_Parse(parser_.get(), block.data(), static_cast<int>(in.gcount()), last ? 1 : 0) !=
          XML_STATUS_OK) {
        add_syntax_error();
        return std::move(checker_.problems);
      }
    }
    checker_.end_document(line());
    return std::move(checker_.problems);
  }

 private:
  static Reading& self(void* data) { return *static_cast<Reading*>(data); }

  static void on_begin(void* data, const XML_Char* name, const XML_Char** attributes) {
    Reading& reading = self(data);
    if (!std::exchange(reading.seen_element_, true) && !reading.seen_doctype_) {
      reading.checker_.problems.push_back({reading.line(), kDoctypeExpected});
    }
    AttributeValues values;
    for (; *attributes != nullptr; attributes += 2) {
      values.emplace(attributes[0], attributes[1]);
    }
    reading.checker_.begin_element(reading.line(), name, values);
  }

  static void on_end(void* data, const XML_Char*) { self(data).checker_.end_element(); }

  static void on_text(void* data, const XML_Char* text, int length) {
    Reading& reading = self(data);
    reading.checker_.character_data(reading.line(), {text, static_cast<std::size_t>(length)});
  }

  // An internal subset may hold entities that expand to gigabytes: nothing after it is read.
  static void on_doctype(void* data, const XML_Char*, const XML_Char* system, const XML_Char* pub,
                         int has_internal_subset) {
    Reading& reading = self(data);
    reading.seen_doctype_ = true;
    if (has_internal_subset != 0) {
      reading.checker_.problems.push_back(
          {reading.line(), "declarations inside <!DOCTYPE …> (entities and the like) are refused"});
      reading.stopped_ = true;
      XML_StopParser(reading.parser_.get(), XML_FALSE);
    } else if (pub != nullptr || system == nullptr || !is_one_of(system, kDoctypes)) {
      reading.checker_.problems.push_back({reading.line(), kDoctypeExpected});
    }
  }

  void add_syntax_error() {
    if (!stopped_) {
      checker_.problems.push_back({line(), std::string("not well-formed XML: ") +
                                               XML_ErrorString(XML_GetErrorCode(parser_.get()))});
    }
  }

  int line() const { return static_cast<int>(XML_GetCurrentLineNumber(parser_.get())); }

  std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser_;
  PlatformChecker checker_;
  bool seen_doctype_ = false;
  bool seen_element_ = false;
  bool stopped_ = false;
};

std::string problem_of_whole(const std::filesystem::path& file) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status)) {
    return "no such file";
  }
  if (!std::filesystem::is_regular_file(status)) {
    return "not a regular file; expected a SimGrid platform file (XML)";
  }
  if (std::filesystem::file_size(file, error) == 0 && !error) {
    return "the file is empty; expected a SimGrid platform file (XML)";
  }
  return "";
}

}  // namespace

std::vector<PlatformProblem> check_platform_file(const std::filesystem::path& file) {
  if (std::string problem = problem_of_whole(file); !problem.empty()) {
    return {{file.string(), 0, std::move(problem)}};
  }
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    return {{file.string(), 0, "cannot be opened for reading"}};
  }
  std::vector<PlatformChecker::Problem> found = Reading().read(in);
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return a.line < b.line;
  });
  std::vector<PlatformProblem> problems;
  problems.reserve(found.size());
  for (PlatformChecker::Problem& one : found) {
    problems.push_back({file.string(), one.line, std::move(one.text)});
  }
  return problems;
}

}  // namespace simgrad
