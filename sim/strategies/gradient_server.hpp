#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "sim/strategies/parameter_servers.hpp"
#include "sim/strategies/strategy.hpp"

/// Parameter servers that step with each gradient as it arrives: what the strategies without a
/// barrier have in common.
///
/// A worker's step is a pull of the newest parameters, the gradient of a mini-batch and a push.
/// Each server applies the slices that come to it one by one, in the order in which they arrive, so
/// that with several servers no two need to have applied the same gradients at any instant. A
/// worker may begin its next step as soon as every slice of its gradient is applied, unless it is
/// too far ahead.
///
/// Staleness of an update: the server's steps between the pull of the parameters that its gradient
/// was computed at and its application; the mean over the servers. Each is a row "staleness" of
/// table `metric`.
///
/// A round, for evaluations, goals and progress, is as many updates as there are workers in the
/// scenario, whoever they come from. A worker's row of `node_round` covers the steps whose
/// gradients were applied in the round, so it may begin before the round does.
///
/// Failures. A worker's crash loses its gradient; after the detection delay it is no member any
/// more. A transfer whose link is down is tried again; when it is given up, the worker is no member
/// either. Repaired or given up, a worker asks to join until it succeeds, and begins at the step of
/// the slowest member. For the servers' crashes see parameter_servers.hpp.
namespace simgrad {

/// A worker is never this far ahead of another.
inline constexpr std::int64_t kNoBound = std::numeric_limits<std::int64_t>::max();

struct GradientServerOptions {
  ParameterServerOptions servers;
  bool staleness_aware = false;             // an update's learning rate is divided by its staleness
  std::int64_t staleness_bound = kNoBound;  // steps that a worker may be ahead of the slowest
  bool reads_cache = false;  // a copy serves while it is of at most that many steps before
};

/// `own` parameters of a strategy with those of every gradient server, and how to read the latter.
std::vector<Parameter> gradient_server_parameters(std::vector<Parameter> own);
GradientServerOptions gradient_server_options(const Training& training, const Arguments& arguments);

/// @param slow  what becomes of a slow worker's gradients
constexpr FaultResponses gradient_server_faults(std::string_view slow) {
  return {"its gradient is lost, the others go on; repaired, it joins at the slowest member's step",
          kServerLost,
          "transfers are tried again; given up, the worker leaves, and asks to join until it gets "
          "through",
          slow, "each step of a server with such a gradient takes them in"};
}

/// Starts the servers' actors and the workers'.
void launch_gradient_server(Training& training, const GradientServerOptions& options);

}  // namespace simgrad
