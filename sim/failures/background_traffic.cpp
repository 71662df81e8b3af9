#include <algorithm>

#include "kernels/rng.hpp"
#include "sim/engine/weather.hpp"
#include "sim/failures/outage.hpp"
#include "sim/record/fnv_hash.hpp"

namespace simgrad {
namespace {

/// The flows that one host sends. The k-th of them is drawn from a stream of its own.
struct Sender {
  FailureKey key;
  std::string from;
  std::vector<std::string> to;
  std::shared_ptr<const Distribution> between;
  double bytes = 0.0;
  std::shared_ptr<const Distribution> variation;  // null: none
  std::shared_ptr<const bool> is_on;

  void next(Engine& engine, const std::shared_ptr<const Sender>& self, std::uint64_t k) const {
    Stream stream(key.seed, Purpose::kFailure, key.entry, fnv_hash(from + " flows"), k);
    const double pause_s = between->draw(stream);
    const std::string& receiver = to[stream.below(to.size())];
    const double times = variation ? variation->draw(stream) / variation->mean() : 1.0;
    weather_at(engine, engine.now() + pause_s, [&engine, self, k, &receiver, times] {
      if (*self->is_on) {
        start_flow(engine, self->from, receiver, self->bytes * times);
      }
      self->next(engine, self, k + 1);
    });
  }
};

bool draws_zero_alone(const Arguments& arguments, std::string_view name) {
  try {
    return arguments.has(name) && distribution_of(arguments, name)->mean() == 0.0;
  } catch (const Error&) {
    return false;  // told where it is made
  }
}

std::vector<std::string> others(const Arguments& arguments, const std::string& host) {
  std::vector<std::string> to = arguments.get<std::vector<std::string>>("to");
  to.erase(std::remove(to.begin(), to.end(), host), to.end());
  return to;
}

std::string problem(const Arguments& arguments, const PlatformSummary& /*platform*/) {
  for (const std::string& from : arguments.get<std::vector<std::string>>("from")) {
    if (others(arguments, from).empty()) {
      return "host '" + from + "' would send to itself alone; another one was expected in 'to'";
    }
  }
  for (const char* name : {"between", "size_variation"}) {
    if (draws_zero_alone(arguments, name)) {
      return std::string(name) + ": it draws nothing but 0; a mean above that was expected";
    }
  }
  return "";
}

void arm(Engine& engine, const Arguments& arguments, FailureKey key) {
  const std::string cause = cause_of(key, "background_traffic");
  const auto is_on = std::make_shared<bool>(false);
  const auto turn = [&engine, cause, is_on](bool on) {
    *is_on = on;
    engine.observer().event(engine.now(), on ? "background_traffic" : "background_traffic_end",
                            "network", cause);
  };
  Outage(arguments, key)
      .schedule(
          engine, "background_traffic",
          [turn] {
            turn(true);
          },
          [turn] {
            turn(false);
          });
  for (const std::string& from : arguments.get<std::vector<std::string>>("from")) {
    const auto sender = std::make_shared<const Sender>(
        Sender{key, from, others(arguments, from), distribution_of(arguments, "between"),
               arguments.real("size"), distribution_of(arguments, "size_variation"), is_on});
    sender->next(engine, sender, 0);
  }
}

}  // namespace

extern const FailureInfo background_traffic_info;
const FailureInfo background_traffic_info{
    {"failure", "background_traffic",
     "Other people's flows share the links, by default from the beginning; each host sends to one "
     "of the others, drawn anew each time. They are not counted as traffic of the training, and "
     "with 256 under way further ones do not begin",
     "-",
     with_outage({{.name = "from", .type = Type::kNames, .summary = "names or globs of hosts"},
                  {.name = "to", .type = Type::kNames, .summary = "names or globs of hosts"},
                  {.name = "between",
                   .type = Type::kComponent,
                   .summary = "time between the begins of two flows of a host",
                   .family = "distribution"},
                  {.name = "size",
                   .type = Type::kBytes,
                   .summary = "of a flow, in the mean",
                   .range = {1.0, 1e15}},
                  {.name = "size_variation",
                   .type = Type::kComponent,
                   .summary = "a flow has size x X / E[X] bytes, X a draw of this",
                   .default_text = kOptional,
                   .family = "distribution"}})},
    arm,
    problem,
    nullptr,
    true,
    true};

}  // namespace simgrad
