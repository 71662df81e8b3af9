#include "sim/strategies/lockstep.hpp"

#include "sim/strategies/group.hpp"

namespace simgrad {

std::vector<Parameter> with_group_parameters(std::vector<Parameter> own) {
  std::vector<Parameter> parameters{{.name = "rounds",
                                     .type = Type::kInteger,
                                     .summary = "steps of the group",
                                     .range = {1, 1e9}}};
  parameters.insert(parameters.end(), own.begin(), own.end());
  parameters.push_back({.name = "on_failure",
                        .type = Type::kText,
                        .summary = "what the others do when one is lost: go on without it, wait "
                                   "until it is back, or end the run",
                        .default_text = "\"shrink\"",
                        .choices = {"shrink", "wait", "abort"}});
  parameters.push_back({.name = "checkpoint_every_rounds",
                        .type = Type::kInteger,
                        .summary = "rounds from one checkpoint, sent to the rendezvous, to the "
                                   "next; 0: none",
                        .default_text = "0",
                        .range = {0, 1e9}});
  return with_link_policy(std::move(parameters));
}

GroupOptions group_options(const Arguments& arguments) {
  const std::string& on_failure = arguments.text("on_failure");
  return {arguments.integer("rounds"),
          on_failure == "shrink" ? OnFailure::kShrink
          : on_failure == "wait" ? OnFailure::kWait
                                 : OnFailure::kAbort,
          arguments.integer("checkpoint_every_rounds"), link_policy(arguments)};
}

void launch_lockstep(Training& training, const GroupOptions& options,
                     std::shared_ptr<Lockstep> strategy) {
  auto group = std::make_shared<Group>(training, options, std::move(strategy));
  launch_server(training, options.links, group);
  for (Node* node : training.workers()) {
    node->run_always([node, group] {
      group->work(*node);
    });
  }
}

}  // namespace simgrad
