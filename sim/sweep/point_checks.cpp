#include "sim/sweep/point_checks.hpp"

#include <map>
#include <utility>

#include <fmt/format.h>

#include "sim/experiment/experiment.hpp"
#include "sim/sweep/component_text.hpp"
#include "sim/sweep/overrides.hpp"
#include "sim/sweep/platform_memory.hpp"
#include "sim/sweep/point_text.hpp"

namespace simgrad {
namespace {

/// The points that have a problem of their own or in common.
class PointProblems {
 public:
  /// @param points  all have the same
  void add(const std::vector<Problem>& problems, const std::vector<std::size_t>& points) {
    for (const Problem& problem : problems) {
      const auto [found, is_new] =
          known_.try_emplace({problem.where.file, problem.text}, found_.size());
      if (is_new) {
        found_.push_back({problem, {}});
      }
      auto& all = found_[found->second].points;
      all.insert(all.end(), points.begin(), points.end());
    }
  }

  void throw_if_found(const Sweep& sweep) const {
    if (found_.empty()) {
      return;
    }
    const auto names = short_keys(sweep.axis_keys);
    std::vector<Problem> told;
    for (const Found& each : found_) {
      if (told.size() == kTold) {
        told.push_back(
            {Location{sweep.path.string()},
             fmt::format("{} problems at its points, of which {} are told", found_.size(), kTold)});
        break;
      }
      told.push_back({each.problem.where, text_of(each, sweep, names)});
    }
    throw ScenarioError(told);
  }

 private:
  struct Found {
    Problem problem;
    std::vector<std::size_t> points;
  };
  static constexpr std::size_t kTold = 20;

  static std::string text_of(const Found& found, const Sweep& sweep,
                             const std::vector<std::string>& names) {
    const std::size_t count = found.points.size();
    if (count > 1 && count == sweep.points.size()) {
      return fmt::format("all {} points: {}", count, found.problem.text);
    }
    const std::size_t first = found.points.front();
    const std::string others = count == 1   ? ""
                               : count == 2 ? " and 1 other"
                                            : fmt::format(" and {} others", count - 1);
    return fmt::format("point {} ({}){}: {}", first, point_text(sweep.points[first], names), others,
                       found.problem.text);
  }

  std::vector<Found> found_;
  std::map<std::pair<std::string, std::string>, std::size_t> known_;  // by file and text
};

/// Checks points one by one, then what needs data, one data set after the other.
class PointChecks {
 public:
  PointChecks(const SweepFile& file, const std::vector<Settings>& points)
      : file_(file), points_(points) {}

  void read(std::size_t point) {
    try {
      const Plan plan = plan_of(point);
      platforms_.check_routes(plan);
      const std::string seed = fmt::format(" {}", plan.seed);
      const std::string partition =
          fmt::format("{} on {}", component_text(plan.partition) + seed, plan.workers.size());
      alike_[component_text(plan.dataset) + seed][partition][component_text(plan.model)].push_back(
          point);
    } catch (const ScenarioError& error) {
      problems_.add(error.problems(), {point});
    }
  }

  /// One data set at a time is in memory.
  void load() {
    for (const auto& [name, uses] : alike_) {
      std::vector<std::size_t> all;
      for (const auto& [partition, models] : uses) {
        const auto of_partition = points_of(models);
        all.insert(all.end(), of_partition.begin(), of_partition.end());
      }
      try {
        const auto data = load_data(plan_of(all.front()));
        check_uses(*data, uses);
      } catch (const ScenarioError& error) {
        problems_.add(error.problems(), all);
      }
    }
  }

  [[nodiscard]] const PointProblems& problems() const { return problems_; }

 private:
  using Models = std::map<std::string, std::vector<std::size_t>>;  // the points of each
  using Uses = std::map<std::string, Models>;                      // of a data set, by partition

  static std::vector<std::size_t> points_of(const Models& models) {
    std::vector<std::size_t> all;
    for (const auto& [model, points] : models) {
      all.insert(all.end(), points.begin(), points.end());
    }
    return all;
  }

  Plan plan_of(std::size_t point) {
    return read_scenario(file_.scenario, point_overrides(file_.fixed, points_[point]),
                         platforms_.look());
  }

  void check_uses(const Dataset& data, const Uses& uses) {
    for (const auto& [partition, models] : uses) {
      try {
        (void)assign_data(plan_of(models.begin()->second.front()), data);
      } catch (const ScenarioError& error) {
        problems_.add(error.problems(), points_of(models));
      }
      for (const auto& [model, points] : models) {
        try {
          (void)load_model(plan_of(points.front()), data);
        } catch (const ScenarioError& error) {
          problems_.add(error.problems(), points);
        }
      }
    }
  }

  const SweepFile& file_;
  const std::vector<Settings>& points_;
  PlatformMemory platforms_;
  PointProblems problems_;
  std::map<std::string, Uses> alike_;
};

}  // namespace

void check_points(const SweepFile& file, const std::vector<Settings>& points, const Sweep& sweep) {
  PointChecks checks(file, points);
  for (std::size_t i = 0; i < points.size(); ++i) {
    checks.read(i);
  }
  checks.load();
  checks.problems().throw_if_found(sweep);
}

}  // namespace simgrad
