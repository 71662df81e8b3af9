#include <map>

#include "sim/engine/engine.hpp"
#include "sim/failures/outage.hpp"

namespace simgrad {
namespace {

std::vector<std::vector<std::string>> sides_of(const Arguments& arguments) {
  std::vector<std::vector<std::string>> sides;
  for (const Chosen& side : arguments.get<std::vector<Chosen>>("side")) {
    sides.push_back(side.arguments->get<std::vector<std::string>>("hosts"));
  }
  return sides;
}

std::string problem(const Arguments& arguments, const PlatformSummary& /*platform*/) {
  const auto sides = sides_of(arguments);
  if (sides.size() < 2) {
    return "two or more sides were expected, as side = [{ hosts = \"a-*\" }, { hosts = \"b-*\" }]";
  }
  std::map<std::string, std::size_t> side_of;
  for (std::size_t i = 0; i < sides.size(); ++i) {
    for (const std::string& host : sides[i]) {
      const auto [place, fresh] = side_of.emplace(host, i);
      if (!fresh) {
        return "host '" + host + "' is in side[" + std::to_string(place->second) +
               "] and in side[" + std::to_string(i) + "]; in one of them it was expected";
      }
    }
  }
  return "";
}

void arm(Engine& engine, const Arguments& arguments, FailureKey key) {
  const std::string cause = cause_of(key, "partition");
  const auto sides = sides_of(arguments);
  Outage(arguments, key)
      .schedule(
          engine, "partition",
          [&engine, cause, sides] {
            engine.partition_begins(cause, sides);
          },
          [&engine, cause] {
            engine.partition_ends(cause);
          });
}

}  // namespace

extern const FailureInfo partition_info;
const FailureInfo partition_info{
    {"failure", "partition",
     "Sets of hosts cannot reach each other for a while: what is on its way between two sides is "
     "cut at once, what is sent fails; hosts of no side reach everybody",
     "Brewer 2000 (what else a distributed system may have while it lasts)",
     with_outage({{.name = "side",
                   .type = Type::kTables,
                   .summary = "two or more, without common hosts",
                   .members = {{.name = "hosts",
                                .type = Type::kNames,
                                .summary = "names or globs of hosts"}}}})},
    arm,
    problem};

}  // namespace simgrad
