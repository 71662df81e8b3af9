#include <algorithm>
#include <cmath>

#include "kernels/rng.hpp"
#include "sim/engine/engine.hpp"
#include "sim/failures/given_outages.hpp"
#include "sim/failures/outage.hpp"
#include "sim/record/fnv_hash.hpp"

/// Phones at night: idle, charging and on an unmetered network, at about the same time each day.
///
/// Host h is up for available · period around peak + spread · Z_h, Z_h ~ N(0, 1) drawn by its name,
/// in every period; simulated time 0 is the begin of a day. With spread 0 all are up at once; with
/// a spread of half a period or more, nearly the same share is up at any time.
namespace simgrad {
namespace {

/// Off from `first_s`, which may lie before 0, for `length_s`, in every period.
GivenOutages daily(double first_s, double length_s, double period_s) {
  return [=](std::uint64_t k) -> std::optional<Interval> {
    const double begin_s = first_s + static_cast<double>(k) * period_s;
    return Interval{std::max(0.0, begin_s), begin_s + length_s};
  };
}

/// x in [0, period).
double in_period(double x, double period) {
  const double rest = x - std::floor(x / period) * period;
  return rest < period ? rest : 0.0;
}

void arm(Engine& engine, const Arguments& arguments, FailureKey key) {
  const std::string cause = cause_of(key, "diurnal_availability");
  const double period_s = arguments.real("period");
  const double up_s = arguments.real("available") * period_s;
  const double off_s = period_s - up_s;
  if (off_s <= 0.0) {
    return;
  }
  for (const std::string& host : arguments.get<std::vector<std::string>>("hosts")) {
    Stream stream(key.seed, Purpose::kFailure, key.entry, fnv_hash(host));
    const double centre_s = arguments.real("peak") + arguments.real("spread") * stream.normal();
    const double off_from_s = in_period(centre_s + 0.5 * up_s, period_s);
    const bool begins_off = off_from_s + off_s > period_s;
    schedule_outages(engine, host, cause,
                     daily(begins_off ? off_from_s - period_s : off_from_s, off_s, period_s));
  }
}

std::string problem(const Arguments& arguments, const PlatformSummary& /*platform*/) {
  return arguments.real("peak") < arguments.real("period")
             ? ""
             : "'peak' is a time of day: less than 'period' was expected";
}

}  // namespace

extern const FailureInfo diurnal_availability_info;
const FailureInfo diurnal_availability_info{
    {"failure",
     "diurnal_availability",
     "Hosts are up for a part of each day, each around its own time: phones that charge at night",
     "Bonawitz et al. 2019 (arXiv:1902.01046): devices are idle and charging at night; 4 times as "
     "many take part at the best hour as at the worst",
     {{.name = "hosts", .type = Type::kNames, .summary = "names or globs of hosts"},
      {.name = "period",
       .type = Type::kSeconds,
       .summary = "a day",
       .default_text = "\"24 h\"",
       .range = kPositive},
      {.name = "available",
       .type = Type::kReal,
       .summary = "share of the day that a host is up, without a break; 1: always",
       .range = {0.0, 1.0, true}},
      {.name = "peak",
       .type = Type::kSeconds,
       .summary = "time of day at which most are up; the simulation begins at 0",
       .default_text = "\"2 h\"",
       .range = kNotNegative},
      {.name = "spread",
       .type = Type::kSeconds,
       .summary = "standard deviation over the hosts of the middle of the time up",
       .default_text = "\"0 s\"",
       .range = kNotNegative}}},
    arm,
    problem};

}  // namespace simgrad
