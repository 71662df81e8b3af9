#include "sim/strategies/link_policy.hpp"

namespace simgrad {

LinkPolicy link_policy(const Arguments& arguments, std::uint64_t seed) {
  LinkPolicy policy;
  policy.detection.delay_s = arguments.real("detection_delay");
  if (arguments.has("heartbeat")) {
    const Arguments& heartbeat = arguments.table("heartbeat");
    policy.detection = {0.0, heartbeat.real("period"), heartbeat.integer("misses"),
                        heartbeat.real("bytes")};
  }
  policy.retry.attempts = arguments.integer("retries") + 1;
  policy.retry.interval_s = arguments.real("retry_interval");
  policy.retry.backoff = arguments.real("retry_backoff");
  if (arguments.has("retry_limit")) {
    policy.retry.limit_s = arguments.real("retry_limit");
  }
  policy.retry.jitter = arguments.real("retry_jitter");
  policy.retry.seed = seed;
  return policy;
}

std::vector<Parameter> with_link_policy(std::vector<Parameter> own) {
  const std::vector<Parameter> policy{
      {.name = "detection_delay",
       .type = Type::kSeconds,
       .summary = "from a host's crash until the server knows of it",
       .default_text = "\"10 s\"",
       .range = kNotNegative},
      {.name = "heartbeat",
       .type = Type::kTable,
       .summary = "in place of detection_delay: who is watched sends beats, and is lost when so "
                  "many are missing",
       .default_text = kOptional,
       .members = {{.name = "period",
                    .type = Type::kSeconds,
                    .summary = "from one beat to the next, at its multiples",
                    .default_text = "\"2 s\"",
                    .range = kPositive},
                   {.name = "misses",
                    .type = Type::kInteger,
                    .summary = "periods without a beat, from the last one on",
                    .default_text = "3",
                    .range = {1, 1'000'000}},
                   {.name = "bytes",
                    .type = Type::kBytes,
                    .summary = "of a beat; counted, in metric heartbeat_bytes, but not simulated",
                    .default_text = "\"64 B\"",
                    .range = kNotNegative}}},
      {.name = "retries",
       .type = Type::kInteger,
       .summary = "further tries of a transfer whose link is down",
       .default_text = "10",
       .range = {0, 1'000'000}},
      {.name = "retry_interval",
       .type = Type::kSeconds,
       .summary = "pause before the first further try",
       .default_text = "\"5 s\"",
       .range = kPositive},
      {.name = "retry_backoff",
       .type = Type::kReal,
       .summary = "each further pause is so many times the one before",
       .default_text = "1.0",
       .range = {1.0, 1000.0}},
      {.name = "retry_limit",
       .type = Type::kSeconds,
       .summary = "the longest pause",
       .default_text = kOptional,
       .range = kPositive},
      {.name = "retry_jitter",
       .type = Type::kReal,
       .summary = "share of each pause that is drawn, evenly from nothing to all of it",
       .default_text = "0.0",
       .range = kFraction}};
  own.insert(own.end(), policy.begin(), policy.end());
  return own;
}

}  // namespace simgrad
