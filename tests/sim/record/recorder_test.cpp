#include "sim/record/recorder.hpp"

#include <chrono>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <thread>
#include <utility>

#include <catch2/catch.hpp>

#include "kernels/error.hpp"
#include "sim/record/canonical.hpp"
#include "sim/record/reader.hpp"
#include "tests/sim/record/example_run.hpp"
#include "tests/support/error_text.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad {
namespace {

using Catch::Matchers::Contains;
using std::chrono::milliseconds;

/// Polls `condition` for ten seconds at most.
template <class Condition>
bool eventually(Condition condition) {
  for (int attempt = 0; attempt < 1000; ++attempt) {
    if (condition()) {
      return true;
    }
    std::this_thread::sleep_for(milliseconds(10));
  }
  return false;
}

TEST_CASE("recorder: every column of every table comes back as it was written") {
  const test::TemporaryFolder folder;
  const std::string nasty("a\0\"'\n;λ", 9);
  Recorder recorder(folder / "run.db", {.id = 3,
                                        .title = nasty,
                                        .scenario = "s",
                                        .overrides = "o",
                                        .seed = -5,
                                        .version = "v",
                                        .device = "cpu",
                                        .instruction_set = "avx2",
                                        .threads = 4,
                                        .network_model = "fluid"});
  recorder.node({.name = "n", .role = "r", .host = "h", .flop_per_s = 1e9});
  recorder.link({.name = "l",
                 .group_name = "g",
                 .bytes_per_s = 1.5,
                 .latency_s = 0.25,
                 .endpoint_a = "a",
                 .endpoint_b = "b"});
  recorder.evaluation({.simulated_s = 1.5,
                       .round = 2,
                       .step = 3,
                       .loss = 0.1,
                       .accuracy = 0.2,
                       .sent_bytes = std::int64_t{1} << 60,
                       .wall_s = 0.5});
  recorder.round({.round = 1,
                  .begin_s = 2,
                  .end_s = 3,
                  .selected = 4,
                  .completed = 5,
                  .late = 6,
                  .failed = 7,
                  .mean_staleness = 8.5,
                  .up_bytes = 9,
                  .down_bytes = 10,
                  .critical_node = "c"});
  recorder.traffic(0, 3.0, 3.5, 11);
  recorder.span({.node = "n", .kind = "wait", .begin_s = 1, .end_s = 2, .round = 3});
  recorder.event({.simulated_s = 4.5, .kind = "k", .subject = "s", .detail = "d"});
  recorder.node_round({.node = "n",
                       .round = 1,
                       .compute_s = 2,
                       .send_s = 3,
                       .receive_s = 4,
                       .latency_s = 5,
                       .wait_s = 6,
                       .down_s = 7,
                       .lost_s = 8,
                       .samples = 9,
                       .loss = 10,
                       .outcome = "o"});
  recorder.decision({.sequence = 1, .value = 2.5});
  recorder.metric({.simulated_s = 1, .name = "m", .value = 1e-300});
  recorder.artifact({.name = "a", .data = {std::byte{0}, std::byte{255}}});
  recorder.finish("interrupted", "by hand", 12.5, 0.75);

  const RunReader reader(folder / "run.db");
  const RunRow run = reader.runs().at(0);
  CHECK((run.id == 3 && run.title == nasty && run.scenario == "s" && run.overrides == "o"));
  CHECK((run.seed == -5 && run.version == "v" && run.device == "cpu" && run.threads == 4));
  CHECK((run.instruction_set == "avx2" && run.network_model == "fluid"));
  CHECK((run.status == "interrupted" && run.reason == "by hand"));
  CHECK((run.simulated_s == 12.5 && run.wall_s == 0.75));
  CHECK((run.started_utc.size() == 20 && run.finished_utc >= run.started_utc));
  const std::string text = canonical_tables(reader);
  for (const char* line :
       {"\n\t\"n\"\t\"r\"\t\"h\"\t1e+09\n", "\n\t\"l\"\t\"g\"\t1.5\t0.25\t\"a\"\t\"b\"\n",
        "\n\t1.5\t2\t3\t0.1\t0.2\t1152921504606846976\n",
        "\n\t1\t2\t3\t4\t5\t6\t7\t8.5\t9\t10\t\"c\"\n", "\n\t\"l\"\t3\t1\t11\n",
        "\n\t\"n\"\t\"wait\"\t1\t2\t3\n", "\n\t4.5\t\"k\"\t\"s\"\t\"d\"\n",
        "\n\t\"n\"\t1\t2\t3\t4\t5\t6\t7\t8\t9\t10\t\"o\"\n", "\n\t1\t2.5\n",
        "\n\t1\t\"m\"\t1e-300\n", "\n\t\"a\"\t2 bytes"}) {
    CHECK_THAT(text, Contains(line));
  }
  CHECK(reader.read<NodeRow>({.run = 3}).size() == 1);
  CHECK(reader.read<EvaluationRow>().at(0).wall_s == 0.5);
  CHECK(reader.artifact("a", 3) == Blob{std::byte{0}, std::byte{255}});
}

TEST_CASE("recorder: a loss that diverged to NaN or infinity is not lost") {
  const test::TemporaryFolder folder;
  Recorder recorder(folder / "run.db", {});
  recorder.evaluation({.loss = std::nan("")});
  recorder.evaluation({.loss = std::numeric_limits<double>::infinity()});
  recorder.evaluation({.loss = -std::numeric_limits<double>::infinity()});
  recorder.finish("finished", "", 0.0, 0.0);
  const auto rows = RunReader(folder / "run.db").read<EvaluationRow>();
  REQUIRE(rows.size() == 3);
  CHECK(std::isnan(rows[0].loss));
  CHECK(rows[1].loss == std::numeric_limits<double>::infinity());
  CHECK(rows[2].loss == -std::numeric_limits<double>::infinity());
}

TEST_CASE("recorder: contents do not depend on when flushes happen") {
  const test::TemporaryFolder folder;
  const auto contents = [&](const std::string& name, milliseconds interval, milliseconds pause) {
    RecorderOptions options{.flush_interval = interval, .span_limit = 100, .traffic_width_s = 0.25};
    Recorder recorder(folder / name, {.title = "t"}, options);
    record_example(recorder, 400);
    std::this_thread::sleep_for(pause);
    recorder.span({.node = "last", .round = 1024});
    recorder.traffic(0, 0.0, 1.0, 77);
    recorder.finish("finished", "", 99.0, 1.0);
    return canonical_tables(RunReader(folder / name));
  };
  const std::string often = contents("often.db", milliseconds(0), milliseconds(50));
  const std::string each_ms = contents("each_ms.db", milliseconds(1), milliseconds(50));
  const std::string once = contents("once.db", milliseconds(10'000), milliseconds(0));
  CHECK(often == once);
  CHECK(each_ms == once);
  CHECK_THAT(once, Contains("thinned"));
  CHECK_THAT(once, Contains("\"last\""));
}

TEST_CASE("recorder: a second connection follows a run while it is written") {
  const test::TemporaryFolder folder;
  Recorder recorder(folder / "run.db", {.title = "live"}, {.flush_interval = milliseconds(5)});
  const RunReader reader(folder / "run.db");
  CHECK(reader.runs().at(0).status == "running");
  std::int64_t last_rowid = 0;
  std::int64_t seen = 0;
  for (std::int64_t round = 1; round <= 20; ++round) {
    const std::int64_t version = reader.data_version();
    recorder.round({.round = round, .end_s = static_cast<double>(round)});
    REQUIRE(eventually([&] {
      const auto rows = reader.read<RoundRow>({.after_rowid = last_rowid});
      for (const RoundRow& row : rows) {
        CHECK(row.round == ++seen);
        last_rowid = row.rowid;
      }
      return seen == round;
    }));
    CHECK(reader.data_version() != version);
  }
  CHECK(reader.runs().at(0).simulated_s == 20.0);
  recorder.finish("finished", "target reached", 21.0, 1.0);
  CHECK(reader.runs().at(0).status == "finished");
}

TEST_CASE("recorder: whoever follows traffic by rowid knows all of it") {
  const test::TemporaryFolder folder;
  Recorder recorder(folder / "run.db", {}, {.flush_interval = milliseconds(0)});
  const RunReader reader(folder / "run.db");
  recorder.link({.name = "a"});
  recorder.link({.name = "b"});
  std::map<std::pair<std::string, double>, std::int64_t> known;
  std::int64_t last_rowid = 0;
  double length_s = 0.0;
  const auto follow = [&] {
    for (const TrafficRow& row : reader.read<TrafficRow>({.after_rowid = last_rowid})) {
      if (row.length_s != length_s) {
        known.clear();
      }
      length_s = row.length_s;
      last_rowid = row.rowid;
      known[{row.link, row.begin_s}] = row.bytes;
    }
  };
  Stream stream(1, Purpose::kTest);
  for (int transfer = 0; transfer < 2000; ++transfer) {
    const double begin_s = transfer + 5.0 * stream.uniform();
    recorder.traffic(stream.below(2), begin_s, begin_s + 9.0 * stream.uniform(), 1000);
    if (transfer % 40 == 0) {
      std::this_thread::sleep_for(milliseconds(2));  // most likely, a flush
      follow();
    }
  }
  recorder.finish("finished", "", 1.0, 1.0);
  follow();
  std::map<std::pair<std::string, double>, std::int64_t> whole;
  std::int64_t bytes = 0;
  for (const TrafficRow& row : reader.read<TrafficRow>()) {
    whole[{row.link, row.begin_s}] = row.bytes;
    bytes += row.bytes;
  }
  CHECK(length_s == 4.0);
  CHECK(known == whole);
  CHECK(bytes == 2'000'000);
}

TEST_CASE("recorder: spans are bounded, and events say by which stride") {
  const test::TemporaryFolder folder;
  Recorder recorder(folder / "run.db", {}, {.flush_interval = milliseconds(1), .span_limit = 10});
  for (std::int64_t round = 0; round < 50; ++round) {
    recorder.span({.node = "n", .end_s = static_cast<double>(round), .round = round});
    std::this_thread::sleep_for(milliseconds(round % 10 == 0 ? 5 : 0));
  }
  recorder.finish("finished", "", 60.0, 1.0);
  const RunReader reader(folder / "run.db");
  std::string rounds;
  for (const SpanRow& span : reader.read<SpanRow>()) {
    rounds += std::to_string(span.round) + ' ';
  }
  CHECK(rounds == "0 8 16 24 32 40 48 ");
  std::string events;
  for (const EventRow& event : reader.read<EventRow>()) {
    CHECK((event.kind == "thinned" && event.subject == "span"));
    events += std::to_string(static_cast<int>(event.simulated_s)) + ' ' + event.detail.substr(0, 9);
    events += '|';
  }
  CHECK(events == "10 stride 2:|20 stride 4:|40 stride 8:|60 stride 8:|");
}

TEST_CASE("recorder: more rows than may be pending at once all arrive, in order") {
  const test::TemporaryFolder folder;
  Recorder recorder(folder / "run.db", {}, {.flush_interval = std::chrono::hours(1)});
  std::this_thread::sleep_for(milliseconds(20));  // the background thread waits by now
  constexpr std::int64_t kRows = 700'000;
  for (std::int64_t sequence = 0; sequence < kRows; ++sequence) {
    recorder.decision({.sequence = sequence});
  }
  recorder.finish("finished", "", 1.0, 1.0);
  const Database database = Database::open_for_reading(folder / "run.db");
  CHECK(database.integer("SELECT count(*) FROM decision") == kRows);
  CHECK(database.integer("SELECT sum(rowid - 1 != sequence) FROM decision") == 0);
}

TEST_CASE("recorder: without finish a run stays 'running' with all its rows") {
  const test::TemporaryFolder folder;
  {
    Recorder recorder(folder / "run.db", {}, {.flush_interval = milliseconds(10'000)});
    recorder.round({.round = 1, .end_s = 5.0});
  }
  const RunReader reader(folder / "run.db");
  CHECK(reader.runs().at(0).status == "running");
  CHECK(reader.runs().at(0).simulated_s == 5.0);
  CHECK(reader.read<RoundRow>().size() == 1);
}

TEST_CASE("recorder: while a run goes on, its row tells the latest time, of left-out spans too") {
  const test::TemporaryFolder folder;
  {
    Recorder recorder(folder / "run.db", {}, {.span_limit = 1});
    recorder.span({.end_s = 1.0, .round = 0});
    recorder.span({.end_s = 9.0, .round = 1});
    recorder.span({.end_s = 11.0, .round = 1});
    recorder.metric({.simulated_s = 3.0});
    recorder.metric({.simulated_s = kNotANumber});
  }
  CHECK(RunReader(folder / "run.db").runs().at(0).simulated_s == 11.0);
}

TEST_CASE("recorder: a finished file can be copied alone") {
  const test::TemporaryFolder folder;
  Recorder recorder(folder / "run.db", {});
  const RunReader reader(folder / "run.db");
  record_example(recorder, 10);
  recorder.finish("finished", "", 1.0, 1.0);
  std::filesystem::copy_file(folder / "run.db", folder / "copy.db");
  CHECK(canonical_tables(RunReader(folder / "copy.db")) == canonical_tables(reader));
  CHECK(RunReader(folder / "copy.db").read<RoundRow>().size() == 10);
}

TEST_CASE("recorder: calls that break its contract are refused and harm nothing") {
  const test::TemporaryFolder folder;
  CHECK_THROWS_AS(Recorder(folder / "x.db", {.status = "finished"}), BrokenInvariant);
  Recorder recorder(folder / "run.db", {});
  CHECK_THROWS_AS(recorder.traffic(0, 0.0, 1.0, 1), BrokenInvariant);
  CHECK_THROWS_AS(recorder.link({}), BrokenInvariant);  // all links come before any traffic
  CHECK_THROWS_AS(recorder.finish("done", "", 1.0, 1.0), BrokenInvariant);
  recorder.round({.round = 1});
  recorder.finish("failed", "", 1.0, 1.0);
  CHECK_THROWS_AS(recorder.round({}), BrokenInvariant);
  CHECK_THROWS_AS(recorder.finish("finished", "", 1.0, 1.0), BrokenInvariant);
  CHECK(RunReader(folder / "run.db").runs().at(0).status == "failed");
}

TEST_CASE(
    "recorder: what stops the background thread is thrown by the next call, and by later ones") {
  const test::TemporaryFolder folder;
  Recorder recorder(folder / "run.db", {}, {.flush_interval = milliseconds(1)});
  Database::open_for_writing(folder / "run.db").execute("DROP TABLE metric");
  recorder.metric({.name = "m"});
  std::string text = "no error";
  CHECK(eventually([&] {
    text = error_text([&] {
      recorder.round({});
    });
    return text != "no error";
  }));
  CHECK_THAT(text, Contains("run.db") && Contains("no such table: metric"));
  CHECK(error_text([&] {
          recorder.span({});
        }) == text);
  CHECK(error_text([&] {
          recorder.finish("finished", "", 1.0, 1.0);
        }) == text);
}

}  // namespace
}  // namespace simgrad
