#include <algorithm>
#include <limits>
#include <span>
#include <string>

#include "kernels/error.hpp"
#include "kernels/partitions/partition.hpp"

namespace simgrad {
namespace {

// N samples, C classes, K nodes.
constexpr int kDraws = 1000;

std::vector<std::vector<std::uint32_t>> by_class(const Dataset& data) {
  std::vector<std::vector<std::uint32_t>> members(data.classes);
  for (std::size_t i = 0; i < data.train.count(); ++i) {
    members[static_cast<std::size_t>(data.train.labels[i])].push_back(
        static_cast<std::uint32_t>(i));
  }
  return members;
}

/// Where each class is cut, and how much each node then has.
struct Draw {
  std::vector<std::vector<std::size_t>> ends;  // (C, K)
  std::vector<std::size_t> sizes;              // (K)
};

Draw draw_once(const std::vector<std::vector<std::uint32_t>>& members, std::size_t nodes,
               double alpha, bool balance, Stream& stream) {
  Draw draw;
  draw.sizes.assign(nodes, 0);
  std::size_t total = 0;
  for (const auto& member : members) {
    total += member.size();
  }
  for (const auto& member : members) {
    auto shares = log_dirichlet(alpha, nodes, stream);
    for (std::size_t k = 0; k < nodes; ++k) {
      if (balance && draw.sizes[k] * nodes >= total && !member.empty()) {
        shares[k] = -std::numeric_limits<double>::infinity();
      }
    }
    draw.ends.push_back(proportional_ends(shares, member.size()));
    for (std::size_t k = 0, begin = 0; k < nodes; begin = draw.ends.back()[k], ++k) {
      draw.sizes[k] += draw.ends.back()[k] - begin;
    }
  }
  return draw;
}

std::size_t below(const Draw& draw, std::size_t minimum) {
  return static_cast<std::size_t>(
      std::count_if(draw.sizes.begin(), draw.sizes.end(), [&](std::size_t n) {
        return n < minimum;
      }));
}

/// Draws until every node has `minimum` samples.
Draw draw_until(const std::vector<std::vector<std::uint32_t>>& members, std::size_t nodes,
                const Arguments& arguments, Stream& stream) {
  const auto minimum = static_cast<std::size_t>(arguments.integer("minimum_samples"));
  std::size_t fewest = nodes;
  for (int i = 0; i < kDraws; ++i) {
    Draw draw =
        draw_once(members, nodes, arguments.real("alpha"), arguments.boolean("balance"), stream);
    const std::size_t poor = below(draw, minimum);
    if (poor == 0) {
      return draw;
    }
    fewest = std::min(fewest, poor);
  }
  throw Error(
      "partition dirichlet: even in the best of " + std::to_string(kDraws) + " draws " +
      std::to_string(fewest) + " of " + std::to_string(nodes) + " nodes " +
      (minimum == 1 ? "are empty" : "have fewer than " + std::to_string(minimum) + " samples") +
      ": raise alpha, use fewer nodes" + (minimum == 1 ? "" : ", lower minimum_samples") +
      " or take more training samples");
}

/// Shares out every class by itself: node k gets the fraction p_ck of class c,
/// p_c ~ Dirichlet(alpha) over K nodes, drawn anew for each of C classes.
///
/// With `balance`, a node that has N / K samples already gets none of the later classes, as in
/// NIID-Bench's code (its paper does not say so). Draws again, at most 1000 times, until every
/// node has minimum_samples (NIID-Bench: 10, and without an end).
///
/// Source: Yurochkin et al. 2019 (arXiv:1905.12022); Li et al. 2022, NIID-Bench, "label
/// distribution skew" (arXiv:2102.02079). Not Hsu et al. 2019, who draw each node's labels.
/// Cost: C K gamma draws for a draw.
/// Throws: Error if samples are too few, or if no draw gave every node its minimum.
Assignment assign(const Arguments& arguments, const Dataset& data, std::size_t nodes,
                  Stream stream) {
  require_enough(data.train.count(), nodes,
                 static_cast<std::size_t>(arguments.integer("minimum_samples")), "dirichlet");
  auto members = by_class(data);
  const Draw draw = draw_until(members, nodes, arguments, stream);
  Assignment assignment(nodes);
  for (std::size_t c = 0; c < members.size(); ++c) {
    stream.shuffle(std::span(members[c]));
    const auto parts = cut(members[c], draw.ends[c]);
    for (std::size_t k = 0; k < nodes; ++k) {
      assignment[k].insert(assignment[k].end(), parts[k].begin(), parts[k].end());
    }
  }
  for (auto& mine : assignment) {
    std::sort(mine.begin(), mine.end());
  }
  return assignment;
}

}  // namespace

extern const PartitionInfo dirichlet_info;
const PartitionInfo dirichlet_info{
    {PartitionInfo::kFamily,
     "dirichlet",
     "Every class shared out in its own random proportions: labels and sizes unequal",
     "Yurochkin et al. 2019 (arXiv:1905.12022), Li et al. 2022 (arXiv:2102.02079)",
     {
         {"alpha", Type::kReal, "concentration: the smaller, the more unequal", "0.5",
          Range{1e-3, 1e6}},
         {"minimum_samples", Type::kInteger, "draw again until every node has so many", "1",
          Range{1, 1'000'000'000}},
         {"balance", Type::kBoolean,
          "a node with its equal share already gets none of the later classes", "true"},
     }},
    assign};

}  // namespace simgrad
