#include "sim/failures/given_outages.hpp"

#include <cmath>

#include "sim/engine/engine.hpp"

namespace simgrad {
namespace {

void schedule_from(Engine& engine, const std::string& host, const std::string& cause,
                   const GivenOutages& outages, std::uint64_t k) {
  const std::optional<Interval> outage = outages(k);
  if (!outage) {
    return;
  }
  engine.at(outage->begin_s, [&engine, host, cause] {
    engine.host_down(host, cause);
  });
  if (std::isfinite(outage->end_s)) {
    engine.at(outage->end_s, [&engine, host, cause, outages, k] {
      engine.host_up(host, cause);
      schedule_from(engine, host, cause, outages, k + 1);
    });
  }
}

}  // namespace

void schedule_outages(Engine& engine, const std::string& host, const std::string& cause,
                      const GivenOutages& outages) {
  schedule_from(engine, host, cause, outages, 0);
}

}  // namespace simgrad
