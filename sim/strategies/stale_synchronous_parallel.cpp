#include "sim/strategies/gradient_server.hpp"
#include "sim/strategies/strategy.hpp"

/// Stale synchronous parallel training with parameter servers.
///
/// As asynchronous_parameter_server, but a worker that has done more than `staleness_bound` steps
/// more than the slowest member waits for it: a worker with c steps done reads every update of
/// everybody's first c − s steps, and whatever else has arrived.
///
/// With a bound of 0 everybody computes at the same parameters, as in synchronous_parameter_server:
/// its K updates by plain SGD with learning rate η are one step with their mean and K η. With a
/// bound that nobody reaches it is asynchronous_parameter_server.
///
/// With `cached_reads`, as in the paper's table, a worker goes on from the copy that it has, its
/// own updates in it, while that copy has every update of everybody's first c − s steps: it pulls
/// once in s + 1 steps where nobody is ahead. Without, every step begins with a pull, and the
/// parameters are as fresh as can be.
///
/// Differs from the paper: a worker waits until its update has been applied, and pulls the whole
/// model at once.
namespace simgrad {
namespace {

void launch(Training& training, const Arguments& arguments) {
  GradientServerOptions options = gradient_server_options(training, arguments);
  options.staleness_bound = arguments.integer("staleness_bound");
  options.reads_cache = arguments.boolean("cached_reads");
  launch_gradient_server(training, options);
}

}  // namespace

extern const StrategyInfo stale_synchronous_parallel_info;
const StrategyInfo stale_synchronous_parallel_info{
    {"strategy", "stale_synchronous_parallel",
     "Asynchronous, but nobody gets more than a few steps ahead of the slowest worker",
     "Ho et al. 2013 (NeurIPS), SSP",
     gradient_server_parameters(
         {{.name = "staleness_bound",
           .type = Type::kInteger,
           .summary =
               "steps a worker may be ahead of the slowest; 0: synchronous, 1000000: no bound",
           .range = {0, 1e9}},
          {.name = "cached_reads",
           .type = Type::kBoolean,
           .summary = "a worker pulls only when what it has is staler than the bound allows",
           .default_text = "false"}})},
    launch,
    gradient_server_faults("the others go ahead by `staleness_bound` steps, then they wait for it"),
    false,
    true};

}  // namespace simgrad
