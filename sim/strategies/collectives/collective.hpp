#pragma once

#include <memory>
#include <span>
#include <vector>

#include "kernels/component.hpp"
#include "kernels/models/ranges.hpp"
#include "kernels/work.hpp"
#include "sim/strategies/collectives/communicator.hpp"

/// Collectives: how the members of a group sum an array that each of them has one of.
///
/// The numbers are reduced chunk by chunk, in the order in which the algorithm moves them. α: a
/// route's latency, β: its bandwidth, S: bytes of the array, n: members. Adding costs no simulated
/// time.
///
/// To add one:
///   1. copy ring.cpp to `name.cpp` and write its `all_reduce`;
///   2. declare its parameters in `const CollectiveInfo name_info`, with its source;
///   3. add its sorted line to registry.cpp;
///   4. add tests/sim/strategies/collectives/name_test.cpp: the sum, the closed form of its time;
///   5. run `make test`.
namespace simgrad {

/// What a member brings to a sum: a range of an array, times a factor.
struct Contribution {
  Value array;          // the model's padded parameters, or as many gradients
  double factor = 1.0;  // its weight in the sum
  ParameterRange range;
  std::size_t origin = 0;  // where in the model the array begins, in floats

  /// The chunk of it, as a value of its own. Null if the chunk is empty.
  [[nodiscard]] Value slice(const Training& training, const ParameterRange& chunk) const;
  /// `partial` + the chunk of it. Null if the chunk is empty.
  [[nodiscard]] Value added_to(const Training& training, const Value& partial,
                               const ParameterRange& chunk) const;
};

/// A sum, in slices that follow one another and cover the range.
using Slices = std::vector<ArraySlice>;

class Collective {
 public:
  Collective() = default;
  Collective(const Collective&) = delete;
  Collective& operator=(const Collective&) = delete;
  virtual ~Collective() = default;

  /// The sum of all members' contributions to one range, the same values at each of them. From
  /// each member's actor.
  virtual Outcome<Slices> all_reduce(const Communicator& peers, const Contribution& mine) const = 0;
};

struct CollectiveInfo : ComponentInfo {
  static constexpr std::string_view kFamily = "collective";
  std::shared_ptr<const Collective> (*make)(const Arguments& arguments);
};

std::span<const CollectiveInfo* const> collectives();

/// The collective that parameter "collective" of a strategy names.
inline std::shared_ptr<const Collective> collective_of(const Arguments& strategy) {
  const Chosen& chosen = strategy.chosen("collective");
  return chosen.as<CollectiveInfo>().make(*chosen.arguments);
}

/// That parameter.
inline Parameter collective_parameter(std::string_view summary) {
  return {.name = "collective",
          .type = Type::kComponent,
          .summary = summary,
          .default_text = "\"ring\"",
          .family = CollectiveInfo::kFamily};
}

/// Chunks' values as slices; empty chunks have none.
inline Slices slices_of(const Values& chunks) {
  Slices slices;
  slices.reserve(chunks.size());
  for (const Value& chunk : chunks) {
    if (chunk) {
      slices.push_back({chunk, 0, chunk.floats()});
    }
  }
  return slices;
}

}  // namespace simgrad
