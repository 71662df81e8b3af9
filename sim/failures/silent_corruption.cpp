#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "kernels/rng.hpp"
#include "sim/engine/engine.hpp"
#include "sim/failures/outage.hpp"
#include "sim/record/fnv_hash.hpp"

/// A host's numbers go wrong, and nobody is told: a faulty core, a bit in memory.
///
/// While it lasts, each gradient or update that the host computes is corrupted with `probability`,
/// drawn by (seed, entry, host, k-th such computation); one that begins at the very instant at
/// which the fault does may come before it. Whether it matters, and whether the aggregation
/// notices, is for the training to show: see screened_mean.
namespace simgrad {
namespace {

struct Effect {
  double probability = 1.0;
  std::uint64_t bits = 0;
  double factor = 1.0;
  double sigma = 0.0;
};

Effect effect_of(const Arguments& arguments) {
  Effect effect;
  effect.probability = arguments.real("probability");
  const std::string& kind = arguments.text("effect");
  if (kind == "bit_flip") {
    effect.bits = arguments.has("bits") ? static_cast<std::uint64_t>(arguments.integer("bits")) : 1;
  } else if (kind == "scale") {
    effect.factor = arguments.real("factor");
  } else {
    effect.sigma = arguments.real("sigma");
  }
  return effect;
}

std::string to_text(const Effect& effect) {
  if (effect.bits > 0) {
    return fmt::format("{} {} flipped", effect.bits, effect.bits == 1 ? "bit" : "bits");
  }
  return effect.factor != 1.0 ? fmt::format("multiplied by {:.6g}", effect.factor)
                              : fmt::format("N(0, {:.6g}^2) added", effect.sigma);
}

constexpr std::uint64_t kBits = 32;  // of a number

/// Bit number `index` of all bits of all parameters, padding left out.
BitFlip bit_at(const Model& model, std::uint64_t index) {
  std::uint64_t place = index / kBits;
  for (const ParameterSlice& slice : model.slices()) {
    if (place < slice.count) {
      return {slice.offset + place, static_cast<std::uint32_t>(index % kBits)};
    }
    place -= slice.count;
  }
  SIMGRAD_REQUIRE(false, "a model's parameters are in its slices");
  return {};
}

/// `count` bits of all parameters, or all of them, none twice: flipped twice a bit is whole again.
/// Floyd's sampling (Bentley and Floyd 1987, Commun. ACM 30(9)): one draw a bit.
std::vector<BitFlip> any_bits(const Model& model, std::uint64_t count, Stream& stream) {
  const std::uint64_t all = kBits * model.parameter_count();
  std::set<std::uint64_t> chosen;
  for (std::uint64_t last = all - std::min(count, all); last < all; ++last) {
    if (!chosen.insert(stream.below(last + 1)).second) {
      chosen.insert(last);
    }
  }
  std::vector<BitFlip> flips;
  flips.reserve(chosen.size());
  for (const std::uint64_t index : chosen) {
    flips.push_back(bit_at(model, index));
  }
  return flips;
}

class FaultyHost {
 public:
  FaultyHost(Engine& engine, std::string host, const Effect& effect, FailureKey key)
      : engine_(engine),
        host_(std::move(host)),
        effect_(effect),
        key_(key),
        cause_(cause_of(key, "silent_corruption")) {}

  Value corrupt(const Value& value, const std::shared_ptr<const Model>& model) {
    Stream stream(key_.seed, Purpose::kFailure, key_.entry, fnv_hash("a computation of " + host_),
                  computations_++);
    if (stream.uniform() >= effect_.probability) {
      return value;
    }
    Corruption work{model, value, effect_.factor, effect_.sigma, stream, {}};
    work.flips = any_bits(*model, effect_.bits, stream);
    engine_.observer().event(engine_.now(), "corruption", host_, cause_ + ", " + to_text(effect_));
    return engine_.device().submit(std::move(work));
  }

 private:
  Engine& engine_;
  std::string host_;
  Effect effect_;
  FailureKey key_;
  std::string cause_;
  std::uint64_t computations_ = 0;
};

void arm(Engine& engine, const Arguments& arguments, FailureKey key) {
  const Outage outage(arguments, key);
  const std::string cause = cause_of(key, "silent_corruption");
  for (const std::string& host : arguments.get<std::vector<std::string>>("hosts")) {
    const auto faulty = std::make_shared<FaultyHost>(engine, host, effect_of(arguments), key);
    outage.schedule(
        engine, host,
        [&engine, host, cause, faulty] {
          engine.corrupt_host(host, cause,
                              [faulty](const Value& value, const std::shared_ptr<const Model>& of) {
                                return faulty->corrupt(value, of);
                              });
        },
        [&engine, host, cause] {
          engine.heal_host(host, cause);
        });
  }
}

/// Each effect has its own parameter.
std::string problem(const Arguments& arguments, const PlatformSummary& /*platform*/) {
  static const std::map<std::string, std::string> kOwn{
      {"bits", "bit_flip"}, {"factor", "scale"}, {"sigma", "noise"}};
  const std::string& effect = arguments.text("effect");
  if (arguments.has("factor") && arguments.real("factor") == 1.0) {
    return "nothing would happen: a 'factor' other than 1 was expected";
  }
  for (const auto& [parameter, its_effect] : kOwn) {
    if (its_effect != effect && arguments.has(parameter)) {
      return fmt::format("'{}' belongs to effect = \"{}\", not to \"{}\"", parameter, its_effect,
                         effect);
    }
    if (its_effect == effect && parameter != "bits" && !arguments.has(parameter)) {
      return fmt::format("effect = \"{}\": '{}' was expected", effect, parameter);
    }
  }
  return "";
}

}  // namespace

extern const FailureInfo silent_corruption_info;
const FailureInfo silent_corruption_info{
    {"failure", "silent_corruption",
     "Gradients and updates that a host computes are wrong, and nobody is told",
     "Dixit et al. 2021 (arXiv:2102.11245); 6 of Llama 3's 419 interruptions (arXiv:2407.21783)",
     with_outage({{.name = "hosts", .type = Type::kNames, .summary = "names or globs of hosts"},
                  {.name = "effect",
                   .type = Type::kText,
                   .summary = "what becomes of the numbers",
                   .default_text = "\"bit_flip\"",
                   .choices = {"bit_flip", "scale", "noise"}},
                  {.name = "probability",
                   .type = Type::kReal,
                   .summary = "with which a gradient or update is hit, each anew",
                   .default_text = "1.0",
                   .range = {0.0, 1.0, true}},
                  {.name = "bits",
                   .type = Type::kInteger,
                   .summary = "of bit_flip: how many of all parameters, none twice; none: 1",
                   .default_text = kOptional,
                   .range = {1, 1e6}},
                  {.name = "factor",
                   .type = Type::kReal,
                   .summary = "of scale: every number is multiplied by this",
                   .default_text = kOptional,
                   .range = {-1e30, 1e30}},
                  {.name = "sigma",
                   .type = Type::kReal,
                   .summary = "of noise: N(0, sigma^2) is added to every number",
                   .default_text = kOptional,
                   .range = {0.0, 1e30, true}}})},
    arm,
    problem};

}  // namespace simgrad
