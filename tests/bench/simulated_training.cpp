#include "tests/bench/simulated_training.hpp"

#include "sim/strategies/strategy.hpp"
#include "tests/bench/measure.hpp"

namespace simgrad::bench {

Trained timed(const std::function<std::vector<float>()>& train) {
  const std::vector<double> numbers = in_child([&] {
    const double begin_wall_s = wall_clock_s();
    const double begin_cpu_s = cpu_clock_s();
    const std::vector<float> parameters = train();
    std::vector<double> result{wall_clock_s() - begin_wall_s, cpu_clock_s() - begin_cpu_s};
    result.insert(result.end(), parameters.begin(), parameters.end());
    return result;
  });
  return {numbers.at(0), numbers.at(1), {numbers.begin() + 2, numbers.end()}};
}

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
