#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include <QApplication>
#include <QPixmap>

#include "gui/theme/theme.hpp"
#include "gui/views/view.hpp"
#include "kernels/error.hpp"
#include "sim/record/reader.hpp"
#include "tests/bench/large_run.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/report.hpp"
#include "tests/support/temporary_folder.hpp"

/// bench_dashboard: what the dashboard needs, and what watching costs the run that is watched. Exit
/// status as of `bench`.
namespace simgrad::bench {
namespace {

constexpr int kOpenings = 3;
constexpr int kRefreshes = 9;
constexpr int kPairs = 7;
constexpr int kPoints = 100'000;

// What ten thousand clients leave: 1,000,000 spans and 200,000 rows of traffic.
constexpr LargeRun kLarge{.traffic_bins = 200};

std::vector<std::string> opening(const std::string& view, const std::filesystem::path& database,
                                 const std::filesystem::path& picture) {
  std::vector<double> walls;
  std::vector<double> peaks;
  for (int i = 0; i < kOpenings; ++i) {
    std::filesystem::remove(picture);
    const Usage usage = run_program(
        {SIMGRAD_DASHBOARD, "--screenshot", picture.string(), "--view", view, database.string()});
    check(usage.exit_status == 0 && std::filesystem::exists(picture), view + " was drawn");
    walls.push_back(usage.wall_s);
    peaks.push_back(usage.peak_mib);
  }
  return {view, text("%.2f", summary(walls)), text("%.0f", summary(peaks))};
}

void openings() {
  print_heading(
      "The program from its start to a picture of 1,000,000 spans and 200,000 rows of traffic: "
      "median (minimum to maximum) of 3. Aims: 2 s, 500 MiB");
  const test::TemporaryFolder folder;
  write_large_run(folder / "large.db", kLarge);
  const RunReader reader(folder / "large.db");
  check(reader.read<SpanRow>().size() == 1'000'000, "there are 1,000,000 spans");
  check(reader.read<TrafficRow>().size() == 200'000, "there are 200,000 rows of traffic");
  std::vector<std::vector<std::string>> rows{{"view", "wall, s", "peak memory, MiB"}};
  for (const char* view : {"convergence", "traffic", "topology", "timeline", "rounds", "events"}) {
    rows.push_back(opening(view, folder / "large.db", folder / "picture.png"));
  }
  print_table(rows);
}

/// Time of the GUI's thread for new data of all open runs, drawn included, ms.
std::vector<double> refresh_ms(gui::Session& session, gui::View& view) {
  std::vector<double> times;
  for (int i = 0; i < kRefreshes; ++i) {
    for (std::size_t run = 0; run < session.runs().size(); ++run) {
      Q_EMIT session.runUpdated(run);
    }
    Q_EMIT session.currentChanged();
    const double begin_s = wall_clock_s();
    view.bringUpToDate();
    view.grab();
    times.push_back(1e3 * (wall_clock_s() - begin_s));
  }
  return times;
}

void refreshes() {
  print_heading(
      "A live refresh of 100,000 points a series, by the GUI's thread: median (minimum "
      "to maximum) of 9. Aim: 50 ms");
  const test::TemporaryFolder folder;
  gui::Session session;
  std::vector<std::vector<std::string>> rows{{"view", "runs", "series", "ms"}};
  for (const int runs : {1, 2, 4}) {
    while (static_cast<int>(session.runs().size()) < runs) {
      const auto path = folder / ("run-" + std::to_string(session.runs().size()) + ".db");
      write_large_run(path, {.workers = 10, .evaluations = kPoints});
      session.open(QString::fromStdString(path.string()));
      while (session.isLoading()) {
        QApplication::processEvents(QEventLoop::WaitForMoreEvents);
      }
    }
    for (const gui::ViewMaker& maker : gui::viewMakers()) {
      if (std::string(maker.info->key) == "convergence") {
        const auto view = maker.make(session);
        view->resize(1200, 700);
        rows.push_back({maker.info->key, std::to_string(runs), std::to_string(2 * runs),
                        text("%.1f", summary(refresh_ms(session, *view)))});
      }
    }
  }
  print_table(rows);
}

/// The dashboard without a screen, from now to the end of this.
class Watcher {
 public:
  explicit Watcher(const std::filesystem::path& database) : process_(fork()) {
    if (process_ == 0) {
      setenv("QT_QPA_PLATFORM", "offscreen", 1);
      if (std::freopen("/dev/null", "w", stderr) == nullptr) {
        _exit(1);
      }
      execl(SIMGRAD_DASHBOARD, SIMGRAD_DASHBOARD, database.c_str(), nullptr);
      _exit(1);
    }
    // It has started, read the old run and come to rest.
    std::this_thread::sleep_for(std::chrono::seconds(3));
  }
  ~Watcher() {
    kill(process_, SIGTERM);
    waitpid(process_, nullptr, 0);
  }
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;
  Watcher(Watcher&&) = delete;
  Watcher& operator=(Watcher&&) = delete;

  /// Processor time so far.
  double cpu_s() const {
    clockid_t clock = 0;
    timespec time{};
    check(clock_getcpuclockid(process_, &clock) == 0 && clock_gettime(clock, &time) == 0,
          "the dashboard is still there");
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
  }

 private:
  pid_t process_;
};

double run_quickstart(const std::filesystem::path& database) {
  const Usage usage = run_program(
      {SIMGRAD_PROGRAM, "run", SIMGRAD_QUICKSTART, "--quiet", "--out", database.string()});
  check(usage.exit_status == 0, "the quickstart came to its end");
  return usage.wall_s;
}

void watching() {
  print_heading(
      "The quickstart while the dashboard shows its convergence, and without: median "
      "(minimum to maximum) of 7 pairs. Aim: less than 2 %");
  const test::TemporaryFolder folder;
  run_quickstart(folder / "run.db");
  std::vector<double> slowdowns;
  std::vector<double> shares;
  for (int i = 0; i < kPairs; ++i) {
    const double alone_s = run_quickstart(folder / "run.db");
    const Watcher watcher(folder / "run.db");
    const double before_s = watcher.cpu_s();
    const double watched_s = run_quickstart(folder / "run.db");
    slowdowns.push_back(100.0 * (watched_s / alone_s - 1.0));
    shares.push_back(100.0 * (watcher.cpu_s() - before_s) / watched_s);
  }
  print_table({{"", "longer by, %", "the dashboard's processor time / wall, %"},
               {"quickstart", text("%.1f", summary(slowdowns)), text("%.1f", summary(shares))}});
}

}  // namespace
}  // namespace simgrad::bench

int main(int count, char** words) {
  using namespace simgrad;
  qputenv("QT_QPA_PLATFORM", "offscreen");
  try {
    bench::print_machine();
    bench::openings();
    bench::watching();
    const QApplication application(count, words);
    gui::applyTheme(gui::ThemeChoice::kLight);
    bench::refreshes();
    return 0;
  } catch (const bench::WrongAnswer&) {
    return 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_dashboard: %s\n", error.what());
    return 2;
  }
}
