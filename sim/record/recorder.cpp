#include "sim/record/recorder.hpp"

#include <condition_variable>
#include <ctime>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "kernels/error.hpp"
#include "sim/record/pending_rows.hpp"
#include "sim/record/run_file.hpp"

namespace simgrad {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kRowsWorthAFlush = 50'000;  // do not wait for the interval's end
constexpr std::size_t kMostPendingRows = 500'000;

std::unique_ptr<RunFile> open(const std::filesystem::path& path, const RunRow& run,
                              const RecorderOptions& options) {
  return options.goes_on ? RunFile::go_on(path, run)
                         : std::make_unique<RunFile>(
                               path, run, options.settings ? &*options.settings : nullptr);
}

std::string utc_now() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::string text(32, '\0');
  text.resize(std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts));
  return text;
}

RunRow started(RunRow run) {
  SIMGRAD_REQUIRE(run.status == "running", "a run that starts is running");
  run.rowid = 1;
  if (run.started_utc.empty()) {
    run.started_utc = utc_now();
  }
  return run;
}

}  // namespace

/// The pending rows, the mutex that guards them, and the thread that writes them.
class Recorder::Writer {
 public:
  Writer(const std::filesystem::path& path, RunRow run, const RecorderOptions& options)
      : begin_(Clock::now() - std::chrono::duration_cast<Clock::duration>(
                                  std::chrono::duration<double>(run.wall_s))),
        run_(started(std::move(run))),
        flush_interval_(options.flush_interval),
        pending_(run_.id, options.span_limit, options.traffic_width_s),
        file_(open(path, run_, options)),
        thread_([this] {
          write_until_stopped();
        }) {}

  ~Writer() {
    if (!thread_.joinable()) {
      return;
    }
    stop_thread();
    try {
      write_rest();
    } catch (const std::exception&) {
      // The run has broken off already; what earlier transactions wrote is kept.
    }
  }

  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  Writer(Writer&&) = delete;
  Writer& operator=(Writer&&) = delete;

  /// Calls `change` with the pending rows, when there is room for more.
  template <class Change>
  auto apply(Change change) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] {
      return failure_ || pending_.row_count() < kMostPendingRows;
    });
    rethrow_failure();
    if (pending_.row_count() >= kRowsWorthAFlush) {
      wake_.notify_one();
    }
    return change(pending_);
  }

  void end_replay() {
    const std::lock_guard file_lock(file_mutex_);
    write_pending();
    file_->end_replay();
  }

  void save(std::uint64_t advances, std::uint64_t submissions,
            const std::function<void(SavedStateWriter&)>& write) {
    const std::lock_guard file_lock(file_mutex_);
    file_->save({advances, submissions, wall_s()}, write);
  }

  void finish(const std::string& status, const std::string& reason, double simulated_s,
              double wall_s, bool is_over) {
    stop_thread();
    rethrow_failure();
    pending_.report_thinning(simulated_s);
    write_rest();
    run_.status = status;
    run_.reason = reason;
    run_.finished_utc = utc_now();
    run_.simulated_s = simulated_s;
    run_.wall_s = wall_s;
    file_->end(run_, is_over);
  }

 private:
  void write_until_stopped() {
    std::unique_lock lock(mutex_);
    while (!is_stopping_ && !failure_) {
      wake_.wait_for(lock, flush_interval_, [this] {
        return is_stopping_ || pending_.row_count() >= kRowsWorthAFlush;
      });
      lock.unlock();
      std::exception_ptr failure;
      try {
        const std::lock_guard file_lock(file_mutex_);
        write_pending();
      } catch (const std::exception&) {
        failure = std::current_exception();
      }
      lock.lock();
      failure_ = failure;
      room_.notify_all();
    }
  }

  /// Under file_mutex_: batches are written in the order in which they are taken.
  void write_pending() {
    std::unique_lock lock(mutex_);
    const Batch batch = pending_.take(wall_s());
    lock.unlock();
    file_->write(batch);
  }

  void stop_thread() {
    {
      const std::lock_guard lock(mutex_);
      is_stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }

  void write_rest() {
    if (!failure_) {
      write_pending();
    }
  }

  void rethrow_failure() const {
    if (failure_) {
      std::rethrow_exception(failure_);
    }
  }

  double wall_s() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }

  const Clock::time_point begin_;
  RunRow run_;
  std::chrono::milliseconds flush_interval_;
  std::mutex mutex_;  // guards pending_, is_stopping_ and failure_
  std::condition_variable wake_;
  std::condition_variable room_;
  PendingRows pending_;
  bool is_stopping_ = false;
  std::exception_ptr failure_;
  std::mutex file_mutex_;  // guards file_
  std::unique_ptr<RunFile> file_;
  std::thread thread_;
};

Recorder::Recorder(const std::filesystem::path& path, RunRow run, const RecorderOptions& options)
    : wants_parameters_(options.parameters),
      writer_(std::make_unique<Writer>(path, std::move(run), options)) {}

Recorder::~Recorder() = default;

template <class Row>
void Recorder::add(Row row) {
  writer().apply([&row](PendingRows& pending) {
    pending.add(std::move(row));
  });
}

Recorder::Writer& Recorder::writer() {
  SIMGRAD_REQUIRE(writer_, "nothing is recorded after a run's end");
  return *writer_;
}

void Recorder::node(NodeRow row) {
  add(std::move(row));
}
void Recorder::evaluation(EvaluationRow row) {
  add(row);
}
void Recorder::round(RoundRow row) {
  add(std::move(row));
}
void Recorder::event(EventRow row) {
  add(std::move(row));
}
void Recorder::node_round(NodeRoundRow row) {
  add(std::move(row));
}
void Recorder::decision(DecisionRow row) {
  add(row);
}
void Recorder::metric(MetricRow row) {
  add(std::move(row));
}
void Recorder::artifact(ArtifactRow row) {
  add(std::move(row));
}

std::size_t Recorder::link(LinkRow row) {
  return writer().apply([&](PendingRows& pending) {
    return pending.add_link(std::move(row));
  });
}

void Recorder::traffic(std::size_t link_index, double begin_s, double end_s, std::int64_t bytes) {
  writer().apply([&](PendingRows& pending) {
    pending.add_traffic(link_index, begin_s, end_s, bytes);
  });
}

void Recorder::span(SpanRow row) {
  writer().apply([&](PendingRows& pending) {
    pending.add_span(std::move(row));
  });
}

void Recorder::end_replay() {
  writer().end_replay();
}

void Recorder::save(std::uint64_t advances, std::uint64_t submissions,
                    const std::function<void(SavedStateWriter&)>& write) {
  writer().save(advances, submissions, write);
}

void Recorder::finish(const std::string& status, const std::string& reason, double simulated_s,
                      double wall_s, bool is_over) {
  SIMGRAD_REQUIRE(status == "finished" || status == "interrupted" || status == "failed",
                  "a run ends as finished, interrupted or failed");
  writer();
  const std::unique_ptr<Writer> last = std::move(writer_);
  last->finish(status, reason, simulated_s, wall_s, is_over);
}

}  // namespace simgrad
