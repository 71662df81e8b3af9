#include "kernels/rng.hpp"
#include "sim/engine/weather.hpp"
#include "sim/failures/outage.hpp"
#include "sim/record/fnv_hash.hpp"

namespace simgrad {
namespace {

/// The delay of the next message on a link: a draw for each, by its number.
std::function<double()> delays(FailureKey key, const std::string& link,
                               std::shared_ptr<const Distribution> delay) {
  return [key, name = fnv_hash(link + " messages"), delay = std::move(delay),
          k = std::uint64_t{0}]() mutable {
    Stream stream(key.seed, Purpose::kFailure, key.entry, name, k++);
    return delay->draw(stream);
  };
}

void arm(Engine& engine, const Arguments& arguments, FailureKey key) {
  const Outage outage(arguments, key);
  const std::string cause = cause_of(key, "jitter");
  const auto distribution = distribution_of(arguments, "delay");
  for (const std::string& link : arguments.get<std::vector<std::string>>("links")) {
    const auto next_s = std::make_shared<std::function<double()>>(delays(key, link, distribution));
    outage.schedule(
        engine, link,
        [&engine, link, cause, next_s] {
          delay_messages(engine, link, cause, [next_s] {
            return (*next_s)();
          });
        },
        [&engine, link, cause] {
          delay_messages(engine, link, cause, nullptr);
        });
  }
}

}  // namespace

extern const FailureInfo jitter_info;
const FailureInfo jitter_info{
    {"failure", "jitter",
     "Each message takes a drawn time longer, by default from the beginning; messages between two "
     "nodes may overtake each other",
     "-",
     with_outage({{.name = "links", .type = Type::kNames, .summary = "names or globs of links"},
                  {.name = "delay",
                   .type = Type::kComponent,
                   .summary = "what each message over such a link takes longer, as latency",
                   .family = "distribution"}})},
    arm,
    nullptr,
    nullptr,
    true};

}  // namespace simgrad
