#include <algorithm>
#include <cmath>
#include <cstdio>

#include "sim/cli/experiment.hpp"
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

std::string rate_text(const TorchGpu::Rates& rates) {
  return rates.empty() ? "-" : text("%.0f", summary(rates).median);
}

std::string share_text(double part, double whole) {
  return text("%.0f %%", 100.0 * part / whole);
}

/// PyTorch's ways with `clients` in flight, and how this device's rate compares with the fastest.
std::vector<std::string> torch_cells(const TorchGpu& torch, const Load& load, std::size_t clients,
                                     double rate) {
  std::vector<std::string> cells;
  double best = 0.0;
  const std::string count = std::to_string(clients);
  for (const std::string& way :
       {std::string("loop"), std::string("graph"), "vmap " + count, "vmap graph " + count}) {
    const TorchGpu::Rates rates = torch.rates(load.name, way);
    cells.push_back(rate_text(rates));
    best = rates.empty() ? best : std::max(best, summary(rates).median);
  }
  const Bounds bound = bounds(*load.model, torch);
  cells.push_back(text("%.1f", rate / best));
  cells.push_back(share_text(rate, bound.streaming));
  cells.push_back(share_text(rate, bound.arithmetic));
  return cells;
}

std::vector<std::string> measure(ClientEpochs& epochs, const Load& load, std::size_t clients,
                                 const std::optional<TorchGpu>& torch) {
  epochs.check_against_cpu(clients);
  epochs.run(clients, 0);
  std::vector<double> rates;
  for (int repetition = 1; repetition <= kRepetitions; ++repetition) {
    rates.push_back(static_cast<double>(clients) /
                    epochs.run(clients, static_cast<std::uint64_t>(repetition)));
  }
  const Summary rate = summary(rates);
  const double flop = static_cast<double>(ClientEpochs::kSamples) * load.model->gradient_flop();
  std::vector<std::string> row{load.name + ", " + std::to_string(clients), text("%.0f", rate),
                               text("%.2f", 1e-12 * flop * rate.median)};
  if (torch) {
    const auto cells = torch_cells(*torch, load, clients, rate.median);
    row.insert(row.end(), cells.begin(), cells.end());
  }
  return row;
}

void print_client_epochs(const std::optional<TorchGpu>& torch) {
  const auto device = make_cuda_device({});
  print_heading("Client epochs a second on " + device->name() +
                ": 60 steps of SGD, batch 10, float32, by the number of clients\n"
                "in flight; mlp is 784-200-200-10, cnn McMahan's. Median (minimum to maximum) of " +
                std::to_string(kRepetitions));
  std::vector<std::vector<std::string>> rows{{"clients", "simgrad", "TFLOP/s"}};
  if (torch) {
    for (const char* head : {"torch loop", "its graph", "vmap", "its graph", "best of torch, times",
                             "of streaming", "of arithmetic"}) {
      rows.front().emplace_back(head);
    }
  }
  const auto data = images();
  for (const Load& load :
       {Load{"mlp", bench_mlp(), {1, 10, 100, 1000}}, Load{"cnn", bench_cnn(), {1, 10, 100}}}) {
    ClientEpochs epochs(*device, load.model, data);
    for (const std::size_t clients : load.clients) {
      rows.push_back(measure(epochs, load, clients, torch));
    }
  }
  print_table(rows);
}

void print_bounds(const std::optional<TorchGpu>& torch) {
  if (!torch) {
    std::printf("\n  No comparison with PyTorch: no python3 here has it with a GPU\n");
    return;
  }
  std::printf(
      "\n  PyTorch %s, no tf32. Streaming: a step reads its weights twice and writes them once, "
      "at\n"
      "  the %.2f TB/s of a copy, read and written. Arithmetic: a step's products at the %.1f\n"
      "  TFLOP/s of an 8192 x 8192 x 8192 product.\n",
      torch->version.c_str(), 1e-12 * summary(torch->copy_bytes_per_s).median,
      1e-12 * summary(torch->fp32_flop_per_s).median);
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
Took timed(MakeDevice make_device, Train&& train) {
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
    const Took run = timed(make_device, [&](Device& device) {
      return simulated(plan, setup, device, folder / (std::to_string(i) + ".db"));
    });
    const Took bare = timed(make_device, [&](Device& device) {
      return bare_federated(plan, setup, device);
    });
    check(run.last == bare.last, "simulated and bare, the same parameters");
    simulated_s.push_back(run.wall_s);
    bare_s.push_back(bare.wall_s);
    busy_s.push_back(run.busy_s);
  }
  return {name, text("%.2f", summary(simulated_s)), text("%.2f", summary(bare_s)),
          text("%.2f", summary(busy_s))};
}

void print_scenario() {
  std::vector<std::string> changes = overrides();
  changes.insert(changes.end(), {"strategy.rounds=5", "strategy.local.epochs=5"});
  const Plan plan = read_scenario(scenario("federated_1000.toml"), changes);
  const TrainingSetup setup = load(plan);
  print_heading(
      "1,000 clients of 60 images, all of them in each of 5 rounds, 5 epochs a round, mlp, batch\n"
      "10: the whole simulated run, its numbers alone, and the seconds in which the device\n"
      "computed (on the CPU: summed over threads). Median (minimum to maximum) of 3; CPU once");
  print_table({{"", "simulated, s", "numbers, s", "device busy, s"},
               scenario_row("cuda", cuda, plan, setup, 3),
               scenario_row("cpu, all cores", cpu, plan, setup, 1)});
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
  const std::optional<TorchGpu> torch = torch_gpu(kLineSeconds);
  print_client_epochs(torch);
  print_bounds(torch);
}

}  // namespace simgrad::bench
