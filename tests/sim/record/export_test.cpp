#include "sim/record/export.hpp"

#include <cmath>
#include <csignal>
#include <filesystem>
#include <limits>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "sim/record/output_file.hpp"
#include "sim/record/recorder.hpp"
#include "tests/support/error_text.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace simgrad {
namespace {

using Catch::Matchers::Contains;

/// A run with strings that break careless quoting.
void write_nasty_run(const std::filesystem::path& path) {
  Recorder recorder(path, {.title = "a,b", .scenario = "x = \"1\"\r\n\ty = 'λ'\n"});
  recorder.event(
      {.simulated_s = 0.1, .kind = "\\", .subject = "\xFF", .detail = std::string(1, 0)});
  recorder.event({.simulated_s = 1e300, .detail = " spaces "});
  recorder.metric({.name = "m", .value = std::nan("")});
  recorder.metric({.name = "m", .value = -std::numeric_limits<double>::infinity()});
  recorder.metric({.name = "m", .value = 0.1 + 0.2});
  recorder.artifact({.name = kInitialParametersArtifact, .data = Blob(3, std::byte{'s'})});
  recorder.artifact({.name = kFinalParametersArtifact, .data = Blob(4, std::byte{'e'})});
  recorder.finish("finished", "", 1.0, 1.0);
}

TEST_CASE("export_csv: one file a table, quoted as RFC 4180 says") {
  const test::TemporaryFolder folder;
  write_nasty_run(folder / "run.db");
  export_csv(RunReader(folder / "run.db"), {}, folder / "csv" / "deep");
  CHECK(read_text(folder / "csv/deep/event.csv") ==
        std::string("run,simulated_s,kind,subject,detail\r\n1,0.1,\\,\xFF,") + '\0' +
            "\r\n1,1e+300,,, spaces \r\n");
  CHECK(read_text(folder / "csv/deep/metric.csv") ==
        "run,simulated_s,name,value\r\n1,0,m,nan\r\n1,0,m,-inf\r\n1,0,m,0.30000000000000004\r\n");
  CHECK_THAT(read_text(folder / "csv/deep/run.csv"),
             Contains("\r\n1,\"a,b\",\"x = \"\"1\"\"\r\n\ty = 'λ'\n\",,0,"));
  CHECK(read_text(folder / "csv/deep/artifact.csv") ==
        "run,name,data_bytes\r\n1,initial_parameters,3\r\n1,final_parameters,4\r\n");
  CHECK(read_text(folder / "csv/deep/node.csv") == "run,name,role,host,flop_per_s\r\n");
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& file :
       std::filesystem::directory_iterator(folder / "csv/deep")) {
    ++files;
  }
  CHECK(files == tables().size());
}

TEST_CASE("export_json: one document, escaped, without NaN") {
  const test::TemporaryFolder folder;
  write_nasty_run(folder / "run.db");
  export_json(RunReader(folder / "run.db"), {}, folder / "run.json");
  const std::string text = read_text(folder / "run.json");
  CHECK_THAT(text, Contains(R"("event": [
{"run": 1, "simulated_s": 0.1, "kind": "\\", "subject": ")"
                            "\xEF\xBF\xBD"
                            R"(", "detail": "\u0000"},
{"run": 1, "simulated_s": 1e+300, "kind": "", "subject": "", "detail": " spaces "}],)"));
  CHECK_THAT(text, Contains(R"("title": "a,b", "scenario": "x = \"1\"\r\n\ty = 'λ'\n")"));
  CHECK_THAT(text, Contains(R"({"run": 1, "simulated_s": 0, "name": "m", "value": null},)"));
  CHECK_THAT(text, Contains(R"({"run": 1, "name": "final_parameters", "data_bytes": 4}])"));
  CHECK_THAT(text, Contains("\"node\": [],\n"));
}

TEST_CASE("export_safetensors: the parameters of the start and of the end, as stored") {
  const test::TemporaryFolder folder;
  write_nasty_run(folder / "run.db");
  const RunReader reader(folder / "run.db");
  export_safetensors(reader, {}, ParametersAt::kStart, folder / "start");
  export_safetensors(reader, 1, ParametersAt::kEnd, folder / "end");
  CHECK(read_text(folder / "start") == "sss");
  CHECK(read_text(folder / "end") == "eeee");
  CHECK_THAT(error_text([&] {
               export_safetensors(reader, 2, ParametersAt::kEnd, folder / "x");
             }),
             Contains("run.db: holds no run 2; there is run 1"));
  CHECK_FALSE(std::filesystem::exists(folder / "x"));
}

TEST_CASE("output_file: what is not committed leaves the old file, and no other") {
  const test::TemporaryFolder folder;
  write_text(folder / "a", "old");
  {
    OutputFile file(folder / "a");
    file.write("new");
  }
  CHECK(read_text(folder / "a") == "old");
  CHECK_FALSE(std::filesystem::exists(folder / "a.partial"));
  OutputFile file(folder / "a");
  file.write("new");
  file.commit();
  CHECK(read_text(folder / "a") == "new");
}

TEST_CASE("output_file: a folder, a device and a missing folder are refused by name") {
  const test::TemporaryFolder folder;
  CHECK_THAT(error_text([&] {
               OutputFile file(folder.path());
             }),
             Contains("not a file"));
  CHECK_THAT(error_text([&] {
               OutputFile file("/dev/null");
             }),
             Contains("/dev/null"));
  CHECK_THAT(error_text([&] {
               OutputFile file(folder / "none" / "x");
             }),
             Contains("none/x") && Contains("No such file"));
  write_text(folder / "file", "");
  write_nasty_run(folder / "run.db");
  const RunReader reader(folder / "run.db");
  CHECK_THAT(error_text([&] {
               export_csv(reader, {}, folder / "file");
             }),
             Contains("folder"));
}

TEST_CASE("output_file: a full disk is an Error with the path and the reason") {
  // Long texts are written at once, short ones when the file is closed.
  const std::size_t length = GENERATE(std::size_t{1500}, std::size_t{50});
  const test::TemporaryFolder folder;
  const pid_t child = fork();
  if (child == 0) {
    // A limit on the size of files stands for the full disk.
    signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1000, 1000};
    setrlimit(RLIMIT_FSIZE, &limit);
    const std::string text = error_text([&] {
      OutputFile file(folder / "a");
      for (std::size_t written = 0; written < 1500; written += length) {
        file.write(std::string(length, 'x'));
      }
      file.commit();
    });
    const bool is_told = text.find("/a: cannot write: File too large") != std::string::npos;
    _exit(is_told && std::filesystem::is_empty(folder.path()) ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(status == 0);
}

}  // namespace
}  // namespace simgrad
