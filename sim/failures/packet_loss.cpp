#include "kernels/rng.hpp"
#include "sim/engine/weather.hpp"
#include "sim/failures/outage.hpp"
#include "sim/record/fnv_hash.hpp"

namespace simgrad {
namespace {

/// Whether the next packet on a link is lost: a draw for each, by its number.
std::function<bool()> packets(FailureKey key, const std::string& link, double probability) {
  return [key, name = fnv_hash(link + " packets"), probability, k = std::uint64_t{0}]() mutable {
    return Stream(key.seed, Purpose::kFailure, key.entry, name, k++).uniform() < probability;
  };
}

void arm(Engine& engine, const Arguments& arguments, FailureKey key) {
  const Outage outage(arguments, key);
  const std::string cause = cause_of(key, "packet_loss");
  const double probability = arguments.real("probability");
  for (const std::string& link : arguments.get<std::vector<std::string>>("links")) {
    const auto next_is_lost =
        std::make_shared<std::function<bool()>>(packets(key, link, probability));
    const PacketLoss loss{probability, arguments.real("mss"),
                          arguments.real("retransmission_timeout"), [next_is_lost] {
                            return (*next_is_lost)();
                          }};
    outage.schedule(
        engine, link,
        [&engine, link, cause, loss] {
          lose_packets(engine, link, cause, loss);
        },
        [&engine, link, cause] {
          lose_packets(engine, link, cause, std::nullopt);
        });
  }
}

}  // namespace

extern const FailureInfo packet_loss_info;
const FailureInfo packet_loss_info{
    {"failure", "packet_loss",
     "Links lose packets, by default from the beginning: a flow runs at most at mss / RTT x "
     "sqrt(1.5 / p) with RTT = 2 x its way's latency, p of the whole way; a message of one segment "
     "that is lost is sent again after the time-out, then after twice that, 15 times at most",
     "Mathis, Semke, Mahdavi and Ott 1997; RFC 6298",
     with_outage({{.name = "links", .type = Type::kNames, .summary = "names or globs of links"},
                  {.name = "probability",
                   .type = Type::kReal,
                   .summary = "that the link loses a packet; the formula is good up to some 0.02",
                   .range = {0.0, 1.0, true, true}},
                  {.name = "mss",
                   .type = Type::kBytes,
                   .summary = "maximum segment size: payload of a packet",
                   .default_text = "\"1460 B\"",
                   .range = {1.0, 1e9}},
                  {.name = "retransmission_timeout",
                   .type = Type::kSeconds,
                   .summary = "until a lost message of one segment is sent again; doubled each "
                              "time, up to 120 s",
                   .default_text = "\"200 ms\"",
                   .range = {0.0, 1e6, true}}})},
    arm,
    nullptr,
    nullptr,
    true};

}  // namespace simgrad
