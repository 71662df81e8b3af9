#include "tests/bench/simulated.hpp"

#include "sim/strategies/strategy.hpp"
#include "tests/bench/measure.hpp"

namespace simgrad::bench {

std::vector<float> simulated(const Plan& plan, const TrainingSetup& setup, Device& device,
                             const std::filesystem::path& database) {
  Recorder recorder(database, RunRow{});
  Engine engine(plan.platform, device);
  Training training(engine, setup, &recorder);
  plan.strategy.as<StrategyInfo>().launch(training, *plan.strategy.arguments);
  const RunEnd end = engine.run();
  training.settle();
  recorder.finish("finished", end.reason, end.simulated_s, 0.0);
  check(end.status == RunStatus::kFinished, "the simulated training: " + end.reason);
  return device.read(training.parameters());
}

}  // namespace simgrad::bench
