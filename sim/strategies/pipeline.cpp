#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "sim/strategies/common_parameters.hpp"
#include "sim/strategies/lockstep.hpp"
#include "sim/strategies/pipeline_split.hpp"
#include "sim/strategies/pipeline_stage.hpp"
#include "sim/strategies/strategy.hpp"

/// Pipeline parallelism: each worker is a *stage* that holds some consecutive layers of the model.
///
/// A mini-batch is cut into micro-batches, which follow one another through the stages: activations
/// travel to the next stage while this one computes the next micro-batch, and on the way back their
/// gradients to the stage before. After the flush each stage steps its own layers' optimizer with
/// the sum of the micro-batches' gradients: one step of SGD on the mini-batch, whatever the number
/// of stages, the schedule and the number of micro-batches.
///
/// The mini-batches are those of one machine with all workers' samples: the first stage reads the
/// inputs and the last the labels, and no sample is lost with a worker.
///
/// Time. With p stages that take t_f and t_b for a micro-batch forward and back, m micro-batches
/// and no time on the wire a step takes (m + p − 1)(t_f + t_b) and the updates: in (p − 1) of
/// (m + p − 1) parts a stage is idle, the bubble, by either schedule. Metric
/// "activations_in_flight" has the micro-batches that the first stage holds at most in a step: m by
/// gpipe, min(m, p) by 1f1b.
///
/// Failures: see lockstep.hpp. All go back to the last checkpoint. Where the others go on without a
/// lost worker, the layers are split anew over who is left, by `split`, and again when it is back.
namespace simgrad {
namespace {

class Pipeline : public Lockstep {
 public:
  Pipeline(Training& training, const PipelineOptions& options,
           std::vector<std::vector<Stage>> stages)
      : training_(training),
        options_(options),
        stages_(std::move(stages)),
        batches_(training.seed(), training.workers().front()->index(), all_samples(training)) {}

  [[nodiscard]] std::size_t slots() const override { return simgrad::slots(options_.optimizer); }

  Outcome<MemberStep> step(const Communicator& peers, const Value& part, std::int64_t t) override {
    const std::vector<Indices> micro_batches = cut(*batches_.batch(t, options_.batch_size));
    StageStep stage(training_, options_, peers, stages_.at(peers.size()).at(peers.rank()).model,
                    part, micro_batches);
    for (const Pass& pass : schedule(peers)) {
      if (const auto passed = stage.make(pass); !passed) {
        return passed.failure();
      }
    }
    const Value next = stage.update(t);
    if (const auto flushed = stage.flush(); !flushed) {
      return flushed.failure();
    }
    if (peers.rank() == 0) {
      training_.metric("activations_in_flight", static_cast<double>(stage.most_in_flight()));
    }
    return MemberStep{next, static_cast<std::int64_t>(stage.samples()), stage.losses()};
  }

  [[nodiscard]] bool is_replicated() const override { return false; }

  [[nodiscard]] Value part_of(const Value& whole, std::size_t rank,
                              std::size_t size) const override {
    const Stage& stage = stages_.at(size).at(rank);
    Concatenation part;
    for (std::size_t slot = 0; slot <= slots(); ++slot) {
      part.slices.push_back(
          {whole, slot * parameters() + stage.parameter_offset, stage.model->padded_count()});
    }
    return training_.device().submit(std::move(part));
  }

  [[nodiscard]] Value whole_of(const std::vector<Value>& parts) const override {
    Concatenation whole;
    for (std::size_t slot = 0; slot <= slots(); ++slot) {
      for (std::size_t rank = 0; rank < parts.size(); ++rank) {
        const std::size_t count = stages_.at(parts.size()).at(rank).model->padded_count();
        whole.slices.push_back({parts[rank], slot * count, count});
      }
    }
    return training_.device().submit(std::move(whole));
  }

  [[nodiscard]] double part_copies(std::size_t rank, std::size_t size) const override {
    const Model& stage = *stages_.at(size).at(rank).model;
    return static_cast<double>((1 + slots()) * stage.parameter_count()) /
           static_cast<double>(training_.model()->parameter_count());
  }

 private:
  static std::vector<std::uint32_t> all_samples(const Training& training) {
    std::vector<std::uint32_t> all;
    for (const Node* worker : training.workers()) {
      const auto& own = *training.learner(*worker).sample_indices();
      all.insert(all.end(), own.begin(), own.end());
    }
    std::sort(all.begin(), all.end());  // as one share of everything would be
    return all;
  }

  [[nodiscard]] std::vector<Pass> schedule(const Communicator& peers) const {
    return options_.is_gpipe ? gpipe_schedule(options_.micro_batches)
                             : one_forward_one_backward_schedule(peers.rank(), peers.size(),
                                                                 options_.micro_batches);
  }

  /// Into micro-batches whose sizes differ by one at most.
  [[nodiscard]] std::vector<Indices> cut(const std::vector<std::uint32_t>& batch) const {
    std::vector<Indices> micro_batches;
    const std::size_t m = options_.micro_batches;
    for (std::size_t i = 0; i < m; ++i) {
      const auto begin = static_cast<std::ptrdiff_t>(batch.size() * i / m);
      const auto end = static_cast<std::ptrdiff_t>(batch.size() * (i + 1) / m);
      micro_batches.push_back(std::make_shared<const std::vector<std::uint32_t>>(
          batch.begin() + begin, batch.begin() + end));
    }
    return micro_batches;
  }

  [[nodiscard]] std::size_t parameters() const { return training_.model()->padded_count(); }

  Training& training_;
  PipelineOptions options_;
  std::vector<std::vector<Stage>> stages_;  // by their number
  Batches batches_;
};

// --- from a scenario ---

std::vector<std::size_t> layers_per_stage(const Arguments& arguments) {
  std::vector<std::size_t> layers;
  if (arguments.has("layers_per_stage")) {
    for (const std::int64_t count : arguments.get<std::vector<std::int64_t>>("layers_per_stage")) {
      layers.push_back(static_cast<std::size_t>(count));
    }
  }
  return layers;
}

std::vector<double> weights(const Model& model, const Arguments& arguments) {
  return layer_weights(model,
                       arguments.text("split") == "flop" ? Balance::kFlop : Balance::kParameters);
}

void check(const TrainingSetup& setup, const Arguments& arguments) {
  const std::size_t workers = setup.workers.size();
  const std::size_t layers = weights(*setup.model, arguments).size();
  if (workers > layers) {
    throw Error(fmt::format(
        "a pipeline of {} workers was asked for, but the model has {} layers with parameters: at "
        "most {} workers were expected, a stage each",
        workers, layers, layers));
  }
  const std::vector<std::size_t> counts = layers_per_stage(arguments);
  const std::size_t counted = std::accumulate(counts.begin(), counts.end(), std::size_t{0});
  if (!counts.empty() && (counts.size() != workers || counted != layers)) {
    throw Error(fmt::format(
        "layers_per_stage has {} numbers, together {}: {} were expected, one a worker, together "
        "the {} layers with parameters",
        counts.size(), counted, workers, layers));
  }
  std::int64_t samples = 0;
  for (const auto& share : setup.partition) {
    samples += static_cast<std::int64_t>(share.size());
  }
  const std::int64_t batch = std::min(samples, arguments.integer("batch_size"));
  if (arguments.integer("micro_batches") > batch) {
    throw Error(fmt::format(
        "{} micro-batches of a mini-batch of {} samples were asked for: at most {} were expected",
        arguments.integer("micro_batches"), batch, batch));
  }
}

void launch(Training& training, const Arguments& arguments) {
  const PipelineOptions options{arguments.integer("batch_size"),
                                static_cast<std::size_t>(arguments.integer("micro_batches")),
                                arguments.text("schedule") == "gpipe",
                                arguments.boolean("recompute"), optimizer_of(arguments)};
  const Model& model = *training.model();
  std::vector<std::vector<Stage>> stages{{}};
  for (std::size_t p = 1; p <= training.workers().size(); ++p) {
    stages.push_back(split_into_stages(model, balanced_split(weights(model, arguments), p)));
  }
  if (const auto counts = layers_per_stage(arguments); !counts.empty()) {
    stages.back() = split_into_stages(model, counts);
  }
  launch_lockstep(training, group_options(training, arguments),
                  std::make_shared<Pipeline>(training, options, std::move(stages)));
}

}  // namespace

extern const StrategyInfo pipeline_info;
const StrategyInfo pipeline_info{
    {"strategy", "pipeline",
     "Each worker holds some layers; micro-batches follow one another through them and back",
     "Huang et al. 2019 (arXiv:1811.06965), GPipe; Narayanan et al. 2021 (arXiv:2104.04473), 1F1B",
     with_group_parameters(
         {{.name = "batch_size",
           .type = Type::kInteger,
           .summary = "samples of the mini-batch, drawn from those of all workers together",
           .default_text = "32",
           .range = {1, 1e9}},
          {.name = "micro_batches",
           .type = Type::kInteger,
           .summary = "that a mini-batch is cut into",
           .default_text = "8",
           .range = {1, 1e6}},
          {.name = "schedule",
           .type = Type::kText,
           .summary = "all micro-batches forward and then all back, or one forward and one back "
                      "in turn, which holds fewer activations",
           .default_text = "\"1f1b\"",
           .choices = {"gpipe", "1f1b"}},
          {.name = "split",
           .type = Type::kText,
           .summary = "what the stages have alike, as far as whole layers let them",
           .default_text = "\"flop\"",
           .choices = {"flop", "parameters"}},
          {.name = "layers_per_stage",
           .type = Type::kIntegers,
           .summary = "layers with parameters of each stage, in place of split while all workers "
                      "are there",
           .default_text = kOptional,
           .range = kAtLeastOne},
          {.name = "recompute",
           .type = Type::kBoolean,
           .summary = "stages keep their input alone, and compute forward again on the way back",
           .default_text = "false"},
          optimizer_parameter("of each stage")})},
    launch,
    lockstep_faults(false,
                    "the stages after it compute with them, and those before it on the way back"),
    true,
    false,
    check,
    true};

}  // namespace simgrad
