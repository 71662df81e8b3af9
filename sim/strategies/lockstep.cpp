#include "sim/strategies/lockstep.hpp"

#include "sim/strategies/common_parameters.hpp"
#include "sim/strategies/group.hpp"

namespace simgrad {

std::vector<Parameter> with_group_parameters(std::vector<Parameter> own) {
  std::vector<Parameter> parameters{rounds_parameter("steps of the group")};
  parameters.insert(parameters.end(), own.begin(), own.end());
  parameters.push_back({.name = "on_failure",
                        .type = Type::kText,
                        .summary = "what the others do when one is lost: go on without it, wait "
                                   "until it is back, or end the run",
                        .default_text = "\"shrink\"",
                        .choices = {"shrink", "wait", "abort"}});
  parameters.push_back(checkpoint_parameter("sent to the rendezvous, which writes them"));
  return with_link_policy(std::move(parameters));
}

GroupOptions group_options(const Training& training, const Arguments& arguments) {
  const std::string& on_failure = arguments.text("on_failure");
  return {arguments.integer("rounds"),
          on_failure == "shrink" ? OnFailure::kShrink
          : on_failure == "wait" ? OnFailure::kWait
                                 : OnFailure::kAbort,
          checkpoint_policy(training.setup(), arguments), link_policy(arguments, training.seed())};
}

void launch_lockstep(Training& training, const GroupOptions& options,
                     std::shared_ptr<Lockstep> strategy) {
  launch_group(training, options.links,
               std::make_shared<Group>(training, options, std::move(strategy)));
}

}  // namespace simgrad
