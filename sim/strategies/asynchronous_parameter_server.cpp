#include "sim/strategies/gradient_server.hpp"
#include "sim/strategies/strategy.hpp"

/// Asynchronous SGD with parameter servers, Downpour SGD of Dean et al. 2012.
///
/// No barrier: a worker pulls, computes, pushes, and gets the newest parameters back as soon as
/// its gradient is applied. Nobody waits for a straggler; the price is staleness.
///
/// Differs from the paper: a worker pulls and pushes at every step (n_fetch = n_push = 1), the
/// servers' optimizer is the scenario's, not Adagrad.
namespace simgrad {
namespace {

void launch(Training& training, const Arguments& arguments) {
  GradientServerOptions options = gradient_server_options(training, arguments);
  options.staleness_aware = arguments.boolean("staleness_aware");
  launch_gradient_server(training, options);
}

}  // namespace

extern const StrategyInfo asynchronous_parameter_server_info;
const StrategyInfo asynchronous_parameter_server_info{
    {"strategy", "asynchronous_parameter_server",
     "Workers pull and push without a barrier; a server steps with each gradient as it arrives",
     "Dean et al. 2012 (NeurIPS), Downpour SGD; Zhang et al. 2016 (arXiv:1511.05950)",
     gradient_server_parameters(
         {{.name = "staleness_aware",
           .type = Type::kBoolean,
           .summary = "an update's learning rate is divided by its staleness (Zhang et al. 2016)",
           .default_text = "false"}})},
    launch,
    gradient_server_faults("nobody waits for it; its gradients come stale"),
    false,
    true};

}  // namespace simgrad
