#include <array>
#include <cmath>

#include "sim/engine/engine.hpp"
#include "sim/failures/crash_rates.hpp"
#include "sim/failures/outage.hpp"

/// Crashes of hosts at rates that were measured and published.
///
/// llama3_16k  419 unexpected interruptions in 54 days of 2,048 nodes of 8 GPUs (arXiv:2407.21783,
///             table 5): 3.79 per 1,000 node-days, taken as memoryless. A cold recovery at 16,000
///             GPUs takes 200 s (FT-HSDP, arXiv:2602.00277).
/// meta_rsc    6.50 failures per 1,000 node-days (arXiv:2410.21680), memoryless; it says nothing of
///             recovery: the same 200 s.
/// spot_instances  10 % of the instances preempted in an hour, the mildest trace of Bamboo (Thorpe
///             et al., NSDI 2023), memoryless: mean = −1 h / ln 0.9. Its others have 16 and 33 %:
///             an acceleration of 1.655 and 3.801. Another instance is there after 45 s, as in
///             Bamboo's own simulator: capacity is always there.
/// lanl        Weibull of shape 0.7, repair lognormal with a median of 54 min and a mean of 355 min
///             (Schroeder and Gibson 2006, section 5.3 and table 2). 23,000 failures of 4,750 nodes
///             in 9 years: 1.86 years a node, though not all were there all the time.
/// fl_phones   6 to 10 % of the devices drop out of a round of 2 to 3 minutes (Bonawitz et al.
///             2019, arXiv:1902.01046, sections 8 and 9): 8 % in 150 s, memoryless, mean = −150 s /
///             ln 0.92. How long they are away is not published: the rest of a round, 150 s.
namespace simgrad {
namespace {

constexpr double kMinute_s = 60.0;
constexpr double kHour_s = 3600.0;
constexpr double kDay_s = 24.0 * kHour_s;
constexpr double kYear_s = 365.25 * kDay_s;

/// Mean of a memoryless time of which `share` have gone by after `period_s`.
double mean_of(double share, double period_s) {
  return -period_s / std::log(1.0 - share);
}

using Draw = std::shared_ptr<const Distribution>;

Draw make(std::string_view kind, const std::vector<std::pair<std::string, double>>& parameters) {
  Arguments arguments;
  for (const auto& [name, value] : parameters) {
    arguments.set(name, value);
  }
  return find_component(distributions(), kind)->make(arguments);
}

Draw memoryless(double mean_s) {
  return make("exponential", {{"mean", mean_s}});
}

Draw always(double value_s) {
  return make("constant", {{"value", value_s}});
}

/// median · exp(σ² / 2) = mean.
Draw lognormal(double median_s, double mean_s) {
  return make("lognormal",
              {{"median", median_s}, {"sigma", std::sqrt(2.0 * std::log(mean_s / median_s))}});
}

struct Figures {
  Draw time_to_failure;
  Draw time_to_repair;
};

/// @param a  acceleration
Figures figures(std::string_view name, double a) {
  if (name == "llama3_16k") {
    return {memoryless(1000.0 * kDay_s / 3.79 / a), always(200.0 / a)};
  }
  if (name == "meta_rsc") {
    return {memoryless(1000.0 * kDay_s / 6.50 / a), always(200.0 / a)};
  }
  if (name == "spot_instances") {
    return {memoryless(mean_of(0.10, kHour_s) / a), always(45.0 / a)};
  }
  if (name == "lanl") {
    const double mean_s = 9.0 * kYear_s * 4750.0 / 23000.0;
    return {make("weibull", {{"shape", 0.7}, {"mean", mean_s / a}}),
            lognormal(54.0 * kMinute_s / a, 355.0 * kMinute_s / a)};
  }
  SIMGRAD_REQUIRE(name == "fl_phones", "figures that are known");
  return {memoryless(mean_of(0.08, 150.0) / a), always(150.0 / a)};
}

void arm(Engine& engine, const Arguments& arguments, FailureKey key) {
  const std::string& name = arguments.text("figures");
  const Figures drawn = figures(name, arguments.real("acceleration"));
  crash_hosts(engine, arguments, Outage(key, drawn.time_to_failure, drawn.time_to_repair),
              cause_of(key, "published_rates") + ", " + name);
}

CrashRate crash_rate(const Arguments& arguments, const std::vector<std::string>& hosts) {
  const Figures drawn = figures(arguments.text("figures"), arguments.real("acceleration"));
  return crash_rate_of_each(arguments, hosts,
                            {drawn.time_to_failure->mean(), drawn.time_to_repair->mean()});
}

}  // namespace

extern const FailureInfo published_rates_info;
const FailureInfo published_rates_info{
    {"failure",
     "published_rates",
     "Hosts crash and come back as was measured on real clusters, clouds and phones",
     "llama3_16k: arXiv:2407.21783; meta_rsc: arXiv:2410.21680; spot_instances: Bamboo, NSDI 2023; "
     "lanl: Schroeder and Gibson 2006; fl_phones: arXiv:1902.01046",
     {{.name = "hosts", .type = Type::kNames, .summary = "names or globs of hosts"},
      {.name = "figures",
       .type = Type::kText,
       .summary =
           "time to failure and to repair of a host: llama3_16k, exponential of mean 264 days "
           "(3.79 per 1,000 node-days), 200 s; meta_rsc, 154 days (6.50), 200 s; spot_instances, "
           "9.49 h "
           "(10 % an hour), 45 s; lanl, Weibull of shape 0.7 and mean 1.86 years, lognormal of "
           "median 54 min and mean 355 min; fl_phones, 30 min (8 % in a round of 150 s), 150 s",
       .choices = {"llama3_16k", "meta_rsc", "spot_instances", "lanl", "fl_phones"}},
      {.name = "acceleration",
       .type = Type::kReal,
       .summary = "all these times are divided by this, so that a short study meets failures",
       .default_text = "1.0",
       .range = {0.0, 1e9, true}}}},
    arm,
    nullptr,
    crash_rate};

}  // namespace simgrad
