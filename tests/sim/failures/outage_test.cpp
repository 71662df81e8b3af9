#include "sim/failures/outage.hpp"

#include <cmath>
#include <functional>
#include <sstream>

#include <catch2/catch.hpp>

#include "sim/engine/engine.hpp"
#include "tests/support/child.hpp"
#include "tests/support/generated_platform.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace simgrad;

/// What is drawn is what happens: times between failures are taken from the simulated clock.
namespace {

constexpr std::size_t kDraws = 10'000;

/// Mean and its standard error.
struct Sample {
  double sum = 0.0;
  double squares = 0.0;
  std::size_t count = 0;

  void add(double x) {
    sum += x;
    squares += x * x;
    ++count;
  }
  [[nodiscard]] double mean() const { return sum / static_cast<double>(count); }
  [[nodiscard]] double standard_error() const {
    const auto n = static_cast<double>(count);
    return std::sqrt(std::max(0.0, squares / n - mean() * mean()) / n);
  }
};

/// The time between each begin and the end before it, and how long each lasted.
struct Times {
  Sample to_failure;
  Sample to_repair;
};

class Clock : public Observer {
 public:
  void activity(const Node& /*node*/, Activity /*activity*/, double /*begin_s*/, double /*end_s*/,
                bool /*lost*/) override {}
  void transfer(const TransferRecord& /*record*/) override {}
  void event(double simulated_s, std::string_view kind, std::string_view /*subject*/,
             std::string_view /*detail*/) override {
    if (kind == "host_down") {
      times.to_failure.add(simulated_s - last_s_);
    } else if (kind == "host_up") {
      times.to_repair.add(simulated_s - last_s_);
    }
    last_s_ = simulated_s;
  }
  Times times;

 private:
  double last_s_ = 0.0;
};

PlatformChoice one_host() {
  return test::generated("star", {{"hosts", test::integer(1)},
                                  {"speed", test::real(1e6)},
                                  {"bandwidth", test::real(1e6)},
                                  {"latency", test::real(0.01)},
                                  {"server_bandwidth", test::real(1e6)},
                                  {"server_latency", test::real(0.0)}});
}

/// Lets `arm` crash and repair host-0 kDraws times, in a child process: "mean error mean error".
std::vector<double> measure(const std::function<void(Engine&)>& arm) {
  const std::string told = test::in_child([&] {
    const auto device = make_cpu_device({.threads = 1});
    Clock clock;
    Engine engine(one_host(), *device);
    engine.observe(clock);
    Node& server = engine.add_node("server", "server", "server");
    arm(engine);
    server.run_once([&] {
      while (clock.times.to_repair.count < kDraws) {
        server.sleep(1e4);
      }
      engine.stop(RunStatus::kFinished, "");
    });
    (void)engine.run();
    std::ostringstream text;
    text.precision(17);
    for (const Sample& sample : {clock.times.to_failure, clock.times.to_repair}) {
      text << sample.mean() << ' ' << sample.standard_error() << ' ';
    }
    return text.str();
  });
  INFO(told);
  std::istringstream numbers(told);
  std::vector<double> read(4);
  for (double& number : read) {
    REQUIRE(numbers >> number);
  }
  return read;
}

using Reals = std::vector<std::pair<std::string, Argument>>;

Chosen drawn(const std::string& kind, const Reals& parameters) {
  const auto arguments = std::make_shared<Arguments>();
  for (const auto& [name, value] : parameters) {
    arguments->set(name, value);
  }
  return {find_component(distributions(), kind), arguments};
}

void check_means(const std::vector<double>& measured, double to_failure_s, double to_repair_s) {
  CHECK(std::abs(measured[0] - to_failure_s) <= 3.0 * measured[1] + 1e-6 * to_failure_s);
  CHECK(std::abs(measured[2] - to_repair_s) <= 3.0 * measured[3] + 1e-6 * to_repair_s);
}

}  // namespace

TEST_CASE("outage: over 10,000 failures the mean times are those of each distribution") {
  const test::TemporaryFolder folder;
  const std::string file = folder.write("seconds.csv", "1\n2\n3\n10\n");
  const struct {
    std::string kind;
    Reals parameters;
    double mean_s;
  } cases[] = {
      {"constant", {{"value", 7.0}}, 7.0},
      {"uniform", {{"minimum", 2.0}, {"maximum", 6.0}}, 4.0},
      {"exponential", {{"mean", 5.0}}, 5.0},
      {"weibull", {{"shape", 0.7}, {"mean", 5.0}}, 5.0},
      {"lognormal", {{"median", 2.0}, {"sigma", 0.5}}, 2.0 * std::exp(0.125)},
      {"gamma", {{"shape", 3.0}, {"mean", 6.0}}, 6.0},
      {"empirical", {{"path", file}}, 4.0},
  };
  REQUIRE(std::size(cases) == distributions().size());
  for (const auto& each : cases) {
    INFO(each.kind);
    const auto measured = measure([&](Engine& engine) {
      Arguments arguments;
      arguments.set("hosts", std::vector<std::string>{"host-0"});
      arguments.set("time_to_failure", drawn(each.kind, each.parameters));
      arguments.set("time_to_repair", drawn("exponential", {{"mean", 1.0}}));
      find_component(failures(), "host_crash")->arm(engine, arguments, {11, 0});
    });
    check_means(measured, each.mean_s, 1.0);
  }
}

TEST_CASE("published_rates: over 10,000 failures the mean times are the published ones") {
  constexpr double kDay_s = 86400.0;
  constexpr double kAcceleration = 1000.0;
  const struct {
    std::string figures;
    double to_failure_s;
    double to_repair_s;
  } cases[] = {
      {"llama3_16k", 1000.0 * kDay_s / 3.79, 200.0},
      {"meta_rsc", 1000.0 * kDay_s / 6.50, 200.0},
      {"spot_instances", 34168.0, 45.0},
      {"lanl", 58'655'000.0, 355.0 * 60.0},
      {"fl_phones", 1798.96, 150.0},
  };
  for (const auto& each : cases) {
    INFO(each.figures);
    const auto measured = measure([&](Engine& engine) {
      Arguments arguments;
      arguments.set("hosts", std::vector<std::string>{"host-0"});
      arguments.set("figures", each.figures);
      arguments.set("acceleration", kAcceleration);
      find_component(failures(), "published_rates")->arm(engine, arguments, {11, 0});
    });
    check_means(measured, each.to_failure_s / kAcceleration, each.to_repair_s / kAcceleration);
  }
}
