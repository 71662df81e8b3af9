#include "sim/failures/outage.hpp"

#include "kernels/rng.hpp"
#include "sim/engine/engine.hpp"
#include "sim/record/fnv_hash.hpp"

namespace simgrad {
namespace {

std::optional<double> seconds(const Arguments& arguments, std::string_view name) {
  return arguments.has(name) ? std::optional(arguments.real(name)) : std::nullopt;
}

}  // namespace

struct Outage::Course {
  std::string subject;
  std::function<void()> begin;
  std::function<void()> end;
  Outage outage;
};

Outage::Outage(const Arguments& arguments, FailureKey key)
    : key_(key),
      at_s_(seconds(arguments, "at")),
      duration_s_(seconds(arguments, "duration")),
      time_to_failure_(distribution_of(arguments, "time_to_failure")),
      time_to_repair_(distribution_of(arguments, "time_to_repair")) {}

Outage::Outage(FailureKey key, std::shared_ptr<const Distribution> time_to_failure,
               std::shared_ptr<const Distribution> time_to_repair)
    : key_(key),
      time_to_failure_(std::move(time_to_failure)),
      time_to_repair_(std::move(time_to_repair)) {}

void Outage::schedule(Engine& engine, const std::string& subject, std::function<void()> begin,
                      std::function<void()> end) const {
  auto course =
      std::make_shared<const Course>(Course{subject, std::move(begin), std::move(end), *this});
  schedule_next(engine, course, 0, 0.0);
}

void Outage::schedule_next(Engine& engine, const std::shared_ptr<const Course>& course,
                           std::uint64_t k, double from_s) const {
  Stream stream(key_.seed, Purpose::kFailure, key_.entry, fnv_hash(course->subject), k);
  if (!at_s_ && time_to_failure_ == nullptr) {
    course->begin();
    schedule_end(engine, course, k, engine.now(), stream);
    return;
  }
  const double begin_s = at_s_ ? *at_s_ : from_s + time_to_failure_->draw(stream);
  engine.at(begin_s, [course] {
    course->begin();
  });
  schedule_end(engine, course, k, begin_s, stream);
}

void Outage::schedule_end(Engine& engine, const std::shared_ptr<const Course>& course,
                          std::uint64_t k, double begin_s, Stream& stream) const {
  if (!duration_s_ && time_to_repair_ == nullptr) {
    return;
  }
  const double end_s = begin_s + (duration_s_ ? *duration_s_ : time_to_repair_->draw(stream));
  engine.at(end_s, [&engine, course, k, end_s] {
    course->end();
    if (course->outage.time_to_failure_ != nullptr) {
      course->outage.schedule_next(engine, course, k + 1, end_s);
    }
  });
}

std::vector<Parameter> with_outage(std::vector<Parameter> own) {
  own.push_back({.name = "at",
                 .type = Type::kSeconds,
                 .summary = "it happens once, at this simulated time",
                 .default_text = kOptional,
                 .range = kNotNegative});
  own.push_back({.name = "duration",
                 .type = Type::kSeconds,
                 .summary = "how long it lasts; neither this nor time_to_repair: for ever",
                 .default_text = kOptional,
                 .range = kPositive});
  own.push_back({.name = "time_to_failure",
                 .type = Type::kComponent,
                 .summary = "it happens again and again, after draws of this",
                 .default_text = kOptional,
                 .family = "distribution"});
  own.push_back({.name = "time_to_repair",
                 .type = Type::kComponent,
                 .summary = "how long it lasts, as draws of this",
                 .default_text = kOptional,
                 .family = "distribution"});
  return own;
}

void crash_hosts(Engine& engine, const Arguments& arguments, const Outage& outage,
                 const std::string& cause) {
  for (const std::string& host : arguments.get<std::vector<std::string>>("hosts")) {
    outage.schedule(
        engine, host,
        [&engine, host, cause] {
          engine.host_down(host, cause);
        },
        [&engine, host, cause] {
          engine.host_up(host, cause);
        });
  }
}

std::string cause_of(FailureKey key, std::string_view kind) {
  return "failure[" + std::to_string(key.entry) + "]: " + std::string(kind);
}

}  // namespace simgrad
