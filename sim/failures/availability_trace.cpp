#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "kernels/csv_reader.hpp"
#include "sim/engine/engine.hpp"
#include "sim/failures/given_outages.hpp"
#include "sim/failures/outage.hpp"

namespace simgrad {
namespace {

/// When a host is up, and the line that says so.
struct Up {
  Interval interval;
  std::string where;  // file:line
};

using Trace = std::map<std::string, std::vector<Up>>;  // by host, in order of time

Up read_line(const CsvReader& reader, const std::vector<std::string>& fields,
             std::optional<double> period_s) {
  if (fields.size() != 3) {
    throw Error(reader.where() + ": expected 3 fields (host,up,down), found " +
                std::to_string(fields.size()));
  }
  const Interval up{reader.number(fields[1], "up"), reader.number(fields[2], "down")};
  if (up.begin_s < 0.0 || up.begin_s >= up.end_s) {
    throw Error(reader.where() + ": expected 0 <= up < down, found " + fields[1] + " and " +
                fields[2]);
  }
  if (period_s && up.end_s > *period_s) {
    throw Error(reader.where() + ": expected 'down' within the period, found " + fields[2]);
  }
  return {up, reader.where()};
}

/// Sorts a host's intervals; those that touch are one.
void put_in_order(std::vector<Up>& ups) {
  std::stable_sort(ups.begin(), ups.end(), [](const Up& a, const Up& b) {
    return a.interval.begin_s < b.interval.begin_s;
  });
  std::vector<Up> joined;
  for (const Up& up : ups) {
    if (!joined.empty() && up.interval.begin_s < joined.back().interval.end_s) {
      throw Error(up.where + ": overlaps with " + joined.back().where +
                  "; intervals of one host apart from each other were expected");
    }
    if (!joined.empty() && up.interval.begin_s == joined.back().interval.end_s) {
      joined.back().interval.end_s = up.interval.end_s;
    } else {
      joined.push_back(up);
    }
  }
  ups = std::move(joined);
}

/// Throws: Error with file:line of what is wrong.
Trace read_trace(const std::string& file, std::optional<double> period_s) {
  CsvReader reader(file);
  std::vector<std::string> fields;
  if (!reader.next(fields) || fields != std::vector<std::string>{"host", "up", "down"}) {
    throw Error(file + ":1: expected the header host,up,down");
  }
  Trace trace;
  while (reader.next(fields)) {
    trace[fields[0]].push_back(read_line(reader, fields, period_s));
  }
  if (trace.empty()) {
    throw Error(file + ": expected at least one line after the header");
  }
  for (auto& [host, ups] : trace) {
    put_in_order(ups);
  }
  return trace;
}

std::optional<double> period_of(const Arguments& arguments) {
  return arguments.has("period") ? std::optional(arguments.real("period")) : std::nullopt;
}

/// A trace may be long, and GivenOutages are copied.
std::shared_ptr<const std::vector<Interval>> share(std::vector<Interval> intervals) {
  return std::make_shared<const std::vector<Interval>>(std::move(intervals));
}

/// Off between the intervals, before the first and after the last.
GivenOutages gaps(const std::vector<Up>& ups) {
  std::vector<Interval> off;
  double off_from_s = 0.0;
  for (const Up& up : ups) {
    if (up.interval.begin_s > off_from_s) {
      off.push_back({off_from_s, up.interval.begin_s});
    }
    off_from_s = up.interval.end_s;
  }
  off.push_back({off_from_s, std::numeric_limits<double>::infinity()});
  return [off = share(std::move(off))](std::uint64_t k) {
    return k < off->size() ? std::optional((*off)[k]) : std::nullopt;
  };
}

/// The same where the trace repeats: a gap at its end and one at its begin are one.
GivenOutages repeated_gaps(const std::vector<Up>& ups, double period_s) {
  std::vector<Interval> off;
  for (std::size_t i = 0; i < ups.size(); ++i) {
    const bool is_last = i + 1 == ups.size();
    const double next_s =
        is_last ? ups.front().interval.begin_s + period_s : ups[i + 1].interval.begin_s;
    if (next_s > ups[i].interval.end_s) {
      off.push_back({ups[i].interval.end_s, next_s});
    }
  }
  const double first_up_s = ups.front().interval.begin_s;
  return [off = share(std::move(off)), period_s,
          first_up_s](std::uint64_t k) -> std::optional<Interval> {
    if (first_up_s > 0.0 && k-- == 0) {
      return Interval{0.0, first_up_s};
    }
    if (off->empty()) {
      return std::nullopt;
    }
    const std::uint64_t periods = k / off->size();
    const double later_s = static_cast<double>(periods) * period_s;
    const Interval& gap = (*off)[k % off->size()];
    return Interval{gap.begin_s + later_s, gap.end_s + later_s};
  };
}

void arm(Engine& engine, const Arguments& arguments, FailureKey key) {
  const std::string cause = cause_of(key, "availability_trace");
  const std::optional<double> period_s = period_of(arguments);
  for (const auto& [host, ups] : read_trace(arguments.text("file"), period_s)) {
    schedule_outages(engine, host, cause, period_s ? repeated_gaps(ups, *period_s) : gaps(ups));
  }
}

std::string problem(const Arguments& arguments, const PlatformSummary& platform) {
  std::set<std::string> known;
  for (const HostSummary& host : platform.hosts) {
    known.insert(host.name);
  }
  try {
    for (const auto& [host, ups] : read_trace(arguments.text("file"), period_of(arguments))) {
      if (known.count(host) == 0) {
        return ups.front().where + ": no host called '" + host + "' in the platform";
      }
    }
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

extern const FailureInfo availability_trace_info;
const FailureInfo availability_trace_info{
    {"failure",
     "availability_trace",
     "Hosts are up when a file says so, and off else; those that it does not name are untouched",
     "FedScale (arXiv:2105.11367): traces of when devices are active",
     {{.name = "file",
       .type = Type::kPath,
       .summary = "CSV with the header host,up,down; up in [up, down), seconds of simulated time"},
      {.name = "period",
       .type = Type::kSeconds,
       .summary = "the trace repeats after this; without it, hosts stay off after its end",
       .default_text = kOptional,
       .range = kPositive}}},
    arm,
    problem};

}  // namespace simgrad
