#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "tests/bench/bare_federated.hpp"
#include "tests/bench/client_epochs.hpp"
#include "tests/bench/parts.hpp"
#include "tests/bench/report.hpp"
#include "tests/bench/scenario.hpp"
#include "tests/bench/simulated_training.hpp"
#include "tests/bench/torch_gpu.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad::bench {
namespace {

constexpr int kRepetitions = 5;
constexpr double kLineSeconds = 0.5;  // of each of PyTorch's lines
constexpr double kTorchSeconds = 120.0;
constexpr double kBytesPerFloat = 4.0;
// Weights are read going forward, and read and written by the update.
constexpr double kPassesPerStep = 3.0;

struct Load {
  std::string name;
  std::shared_ptr<const Model> model;
  std::vector<std::size_t> clients;
};

/// The most client epochs per second that the GPU's memory allows a device that fetches the weights
/// in each step, and that its float32 units allow any.
struct Bounds {
  double streaming = 0.0;
  double arithmetic = 0.0;
};

Bounds bounds(const Model& model, const TorchGpu& torch) {
  const double steps = static_cast<double>(ClientEpochs::kSteps);
  const double step_bytes =
      kPassesPerStep * kBytesPerFloat * static_cast<double>(model.parameter_count());
  const double step_flop = static_cast<double>(ClientEpochs::kBatch) * model.gradient_flop();
  return {summary(torch.copy_bytes_per_s).median / step_bytes / steps,
          summary(torch.fp32_flop_per_s).median / step_flop / steps};
}

std::string share_text(double part, double whole) {
  return text("%.0f %%", 100.0 * part / whole);
}

/// Client epochs per second of each load, by the number of clients in flight.
struct Measured {
  std::string load;
  std::shared_ptr<const Model> model;
  std::size_t clients = 0;
  Summary rate;
};

Summary measure(ClientEpochs& epochs, std::size_t clients) {
  epochs.check_against_cpu(clients);
  epochs.run(clients, 0);
  std::vector<double> rates;
  for (int repetition = 1; repetition <= kRepetitions; ++repetition) {
    rates.push_back(static_cast<double>(clients) /
                    epochs.run(clients, static_cast<std::uint64_t>(repetition)));
  }
  return summary(rates);
}

std::vector<Measured> client_epochs() {
  const auto device = make_cuda_device({});
  const auto data = images();
  std::vector<Measured> all;
  for (const Load& load :
       {Load{"mlp", bench_mlp(), {1, 10, 100, 1000}}, Load{"cnn", bench_cnn(), {1, 10, 100}}}) {
    ClientEpochs epochs(*device, load.model, data);
    for (const std::size_t clients : load.clients) {
      all.push_back({load.name, load.model, clients, measure(epochs, clients)});
    }
  }
  print_heading("Client epochs a second on " + device->name() +
                ": 60 steps of SGD, batch 10, float32, by the number of clients\n"
                "in flight; mlp is 784-200-200-10, cnn McMahan's. Median (minimum to maximum) of " +
                std::to_string(kRepetitions));
  std::vector<std::vector<std::string>> rows{{"", "clients", "epochs/s", "TFLOP/s"}};
  for (const Measured& each : all) {
    const double flop = static_cast<double>(ClientEpochs::kSamples) * each.model->gradient_flop();
    rows.push_back({each.load, std::to_string(each.clients), text("%.0f", each.rate),
                    text("%.2f", 1e-12 * flop * each.rate.median)});
  }
  print_table(rows);
  return all;
}

/// PyTorch's ways, and how this device's rate compares with the fastest and with the bounds.
std::vector<std::string> comparison(const Measured& measured, const TorchGpu& torch) {
  const std::string count = std::to_string(measured.clients);
  std::vector<std::string> row{measured.load, count, text("%.0f", measured.rate.median)};
  double best = 0.0;
  for (const std::string& way :
       {std::string("loop"), std::string("graph"), "vmap " + count, "vmap graph " + count}) {
    const TorchGpu::Rates rates = torch.rates(measured.load, way);
    row.push_back(rates.empty() ? "-" : text("%.0f", summary(rates).median));
    best = rates.empty() ? best : std::max(best, summary(rates).median);
  }
  const Bounds bound = bounds(*measured.model, torch);
  row.push_back(best > 0.0 ? text("%.2f", measured.rate.median / best) : "-");
  row.push_back(share_text(measured.rate.median, bound.streaming));
  row.push_back(share_text(measured.rate.median, bound.arithmetic));
  return row;
}

void print_comparison(const std::vector<Measured>& all) {
  const char* seconds = std::getenv("SIMGRAD_TORCH_SECONDS");
  const auto torch =
      torch_gpu(kLineSeconds, seconds == nullptr ? kTorchSeconds : std::atof(seconds));
  if (!torch) {
    std::printf("\n  No comparison with PyTorch: no python3 here has it with a GPU\n");
    return;
  }
  print_heading(
      "The same beside PyTorch " + torch->version +
      " without tf32: one client after the other, as a CUDA graph of an epoch, all\n"
      "at once by torch.func.vmap, and that as a graph. Streaming: a step reads its weights twice\n"
      "and writes them once, at a copy's " +
      text("%.2f TB/s", 1e-12 * summary(torch->copy_bytes_per_s).median) +
      ", read and written. Arithmetic: its products at\nthe " +
      text("%.1f TFLOP/s", 1e-12 * summary(torch->fp32_flop_per_s).median) +
      " of an 8192 x 8192 x 8192 product");
  std::vector<std::vector<std::string>> rows{{"", "clients", "simgrad", "loop", "its graph", "vmap",
                                              "its graph", "to the best", "of streaming",
                                              "of arithmetic"}};
  for (const Measured& each : all) {
    rows.push_back(comparison(each, *torch));
  }
  print_table(rows);
}

using MakeDevice = std::unique_ptr<Device> (*)();

std::unique_ptr<Device> cuda() {
  return make_cuda_device({});
}

std::unique_ptr<Device> cpu() {
  return make_cpu_device({});
}

/// One training in a child process: wall seconds, and those in which the device computed.
struct Took {
  double wall_s = 0.0;
  double busy_s = 0.0;
  double last = 0.0;  // a parameter
};

template <class Train>
Took took(MakeDevice make_device, Train&& train) {
  const std::vector<double> numbers = in_child([&] {
    const auto device = make_device();
    const double begin_s = wall_clock_s();
    const std::vector<float> parameters = train(*device);
    const double wall_s = wall_clock_s() - begin_s;
    const bool finite = std::all_of(parameters.begin(), parameters.end(), [](float x) {
      return std::isfinite(x);
    });
    check(!parameters.empty() && finite, "the parameters are finite");
    return std::vector<double>{wall_s, device->usage().busy_s,
                               static_cast<double>(parameters.back())};
  });
  return {numbers.at(0), numbers.at(1), numbers.at(2)};
}

std::vector<std::string> scenario_row(const std::string& name, MakeDevice make_device,
                                      const Plan& plan, const TrainingSetup& setup,
                                      int repetitions) {
  const test::TemporaryFolder folder;
  std::vector<double> simulated_s;
  std::vector<double> bare_s;
  std::vector<double> busy_s;
  for (int i = 0; i < repetitions; ++i) {
    const Took run = took(make_device, [&](Device& device) {
      return simulated(plan, setup, device, folder / (std::to_string(i) + ".db"));
    });
    const Took bare = took(make_device, [&](Device& device) {
      return bare_federated(plan, setup, device);
    });
    check(run.last == bare.last, "simulated and bare, the same parameters");
    const double ms = 1e3 / static_cast<double>(planned_rounds(plan));
    simulated_s.push_back(run.wall_s * ms);
    bare_s.push_back(bare.wall_s * ms);
    busy_s.push_back(run.busy_s * ms);
  }
  return {name, text("%.1f", summary(simulated_s)), text("%.1f", summary(bare_s)),
          text("%.1f", summary(busy_s)),
          text("%.2f", summary(simulated_s).median / summary(busy_s).median)};
}

/// A run of all clients in each round, by its row of the table.
std::vector<std::string> scenario_row(const std::string& name, MakeDevice make_device, int rounds,
                                      int epochs, int decision_lag) {
  std::vector<std::string> changes = overrides();
  changes.insert(changes.end(), {"strategy.rounds=" + std::to_string(rounds),
                                 "strategy.local.epochs=" + std::to_string(epochs),
                                 "evaluation.decision_lag=" + std::to_string(decision_lag)});
  const int repetitions = rounds > 2 ? 3 : 1;
  const Plan plan = read_scenario(scenario("federated_1000.toml"), changes);
  return scenario_row(name, make_device, plan, load(plan), repetitions);
}

void print_scenario() {
  print_heading(
      "1,000 clients of 60 images, all of them in each round, mlp, batch 10, milliseconds a "
      "round:\n"
      "the whole simulated run, its numbers alone, and those in which the device computed (on the\n"
      "CPU: summed over threads). With the device's start-up, over 20 rounds; the CPU's over 2");
  print_table({{"", "simulated", "numbers", "device busy", "simulated / busy"},
               scenario_row("cuda, 5 epochs", cuda, 20, 5, 1),
               scenario_row("  decided a round later", cuda, 20, 5, 2),
               scenario_row("cuda, 20 epochs", cuda, 20, 20, 1),
               scenario_row("  decided a round later", cuda, 20, 20, 2),
               scenario_row("cpu, all cores, 5 epochs", cpu, 2, 5, 1)});
}

/// Says why there is no CUDA device, if there is none. In a child: CUDA does not survive a fork.
bool is_missing() {
  const std::vector<double> answer = in_child([] {
    try {
      make_cuda_device({});
      return std::vector<double>{1.0};
    } catch (const Error& error) {
      std::printf("\nSKIPPED: the GPU's part: %s\n", error.what());
      return std::vector<double>{};
    }
  });
  return answer.empty();
}

}  // namespace

void gpu() {
  if (is_missing()) {
    return;
  }
  print_scenario();
  print_comparison(client_epochs());
}

}  // namespace simgrad::bench
