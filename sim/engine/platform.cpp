#include "sim/engine/platform.hpp"

#include <xbt/log.h>

#include "sim/engine/engine_state.hpp"

namespace simgrad {

namespace {

/// A factor of 1 leaves a link as it is, to the last bit.
void scale(s4u::Link& link, const PlatformChoice& choice) {
  if (link.get_name().rfind("__", 0) == 0) {
    return;  // SimGrid's own, as __loopback__
  }
  if (choice.latency_factor != 1.0) {
    link.set_latency(link.get_latency() * choice.latency_factor);
  }
  if (choice.bandwidth_factor != 1.0) {
    link.set_bandwidth(link.get_bandwidth() * choice.bandwidth_factor);
  }
}

}  // namespace

std::unique_ptr<s4u::Engine> load_platform(const PlatformChoice& choice) {
  // SimGrid reads its own switches from the command line; it gets none of ours. What it would
  // print about configuration, deadlocks and killed actors is said by our own messages.
  static std::string program = "simgrad";
  static std::string log = "--log=root.thres:critical";
  static std::string log_file = "--log=root.app:file:/dev/null";
  std::vector<char*> arguments{program.data(), log.data()};
  if (!choice.show_log) {
    arguments.push_back(log_file.data());
  }
#ifdef __SANITIZE_ADDRESS__
  static std::string threads = "--cfg=contexts/factory:thread";  // other stacks are strange to it
  arguments.push_back(threads.data());
#endif
  int count = static_cast<int>(arguments.size());
  auto engine = std::make_unique<s4u::Engine>(&count, arguments.data());
  for (const std::string& setting :
       choice.network_model.as<NetworkModelInfo>().settings(*choice.network_model.arguments)) {
    s4u::Engine::set_config(setting);
  }
  // SimGrid 3.32's default solver, Lazy, solves what changed. When several transfers over one link
  // end their latency at the same instant, it forgets the other links of all but the first, and
  // they run too fast. It is right where no two routes share a link, and there much faster.
  const bool disjoint =
      !choice.file && !choice.workers_talk &&
      choice.generator.as<GeneratorInfo>().routes_are_disjoint(*choice.generator.arguments);
  s4u::Engine::set_config(disjoint ? "network/optim:Lazy" : "network/optim:Full");
  s4u::Engine::set_config("contexts/stack-size:256");
  if (choice.file) {
    engine->load_platform(choice.file->string());
  } else {
    choice.generator.as<GeneratorInfo>().build(*choice.generator.arguments, choice.seed);
  }
  engine->seal_platform();  // routes are known from here on
  for (s4u::Link* link : engine->get_all_links()) {
    scale(*link, choice);
  }
  return engine;
}

}  // namespace simgrad
