#include "sim/engine/engine.hpp"
#include "sim/failures/outage.hpp"

namespace simgrad {
namespace {

void arm(Engine& engine, const Arguments& arguments, FailureKey key) {
  const Outage outage(arguments, key);
  const std::string cause = cause_of(key, "link_down");

  for (const std::string& link : arguments.get<std::vector<std::string>>("links")) {
    outage.schedule(
        engine, link,
        [&engine, link, cause] {
          engine.link_down(link, cause);
        },
        [&engine, link, cause] {
          engine.link_up(link, cause);
        });
  }
}

}  // namespace

extern const FailureInfo link_down_info;
const FailureInfo link_down_info{
    {"failure", "link_down", "Links go off: what is on them is lost, and come back after a repair",
     "-",
     with_outage({{.name = "links", .type = Type::kNames, .summary = "names or globs of links"}})},
    arm};

}  // namespace simgrad
