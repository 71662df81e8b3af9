#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "sim/failures/failure.hpp"

namespace simgrad {

/// A stretch of simulated time: [begin_s, end_s). An infinite end never comes.
struct Interval {
  double begin_s = 0.0;
  double end_s = 0.0;
};

/// The k-th time that a host is off, k from 0, each after the one before; nullopt: no more of them.
using GivenOutages = std::function<std::optional<Interval>(std::uint64_t k)>;

/// Turns `host` off and on again at times that are known beforehand.
void schedule_outages(Engine& engine, const std::string& host, const std::string& cause,
                      const GivenOutages& outages);

}  // namespace simgrad
