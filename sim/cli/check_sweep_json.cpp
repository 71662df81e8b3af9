#include "sim/cli/check_sweep_json.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

namespace simgrad {
namespace {

using Json = nlohmann::ordered_json;

/// JSON knows no NaN, and no time that is unknown.
Json number_or_null(double value) {
  return std::isfinite(value) && value >= 0.0 ? Json(value) : Json();
}

template <class T>
Json value_or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

Json point_json(std::size_t index, const SweepPoint& point) {
  Json values = Json::array();
  for (const AxisValue& value : point.values) {
    const bool number = std::isfinite(value.number);
    values.push_back({{"key", value.key},
                      {"value", value.text},
                      {"label", value.label},
                      {"number", number ? Json(value.number) : Json()}});
  }
  return {{"point", index}, {"values", std::move(values)}};
}

Json run_json(const SweepRun& run) {
  return {{"id", run.id}, {"point", run.point}, {"seed", run.seed}, {"overrides", run.overrides}};
}

Json halving_json(const SuccessiveHalving& halving) {
  return {{"key", halving.key},
          {"smallest", halving.smallest},
          {"largest", halving.largest},
          {"factor", halving.factor},
          {"metric", halving.by_loss ? "loss" : "accuracy"}};
}

Json estimate_json(const SweepEstimate& estimate) {
  Json measured = Json::array();
  for (const MeasuredPoint& point : estimate.measured) {
    measured.push_back({{"point", point.point},
                        {"rounds", point.rounds},
                        {"planned_rounds", point.planned},
                        {"load_s", point.load_s},
                        {"wall_s", point.wall_s},
                        {"events", point.events},
                        {"has_ended", point.has_ended},
                        {"run_s", number_or_null(point.run_s)}});
  }
  return {{"measured", std::move(measured)},
          {"runs", estimate.runs},
          {"at_a_time", estimate.cores},
          {"run_s", number_or_null(estimate.run_s)},
          {"wall_s", number_or_null(estimate.wall_s)}};
}

}  // namespace

std::string check_sweep_json(const Sweep& sweep, const SweepEstimate& estimate) {
  Json json{{"problems", Json::array()},
            {"title", sweep.title},
            {"scenario", sweep.scenario.string()},
            {"axes", sweep.axis_keys},
            {"combine", sweep.combine},
            {"excluded", sweep.excluded},
            {"replicates", sweep.replicates},
            {"target_accuracy", value_or_null(sweep.target_accuracy)},
            {"target_loss", value_or_null(sweep.target_loss)},
            {"stop_early", sweep.halving ? halving_json(*sweep.halving) : Json()},
            {"limits",
             {{"memory_bytes", value_or_null(sweep.limits.memory_bytes)},
              {"wall_s", value_or_null(sweep.limits.wall_s)}}},
            {"estimate", estimate_json(estimate)},
            {"points", Json::array()},
            {"runs", Json::array()}};
  for (std::size_t i = 0; i < sweep.points.size(); ++i) {
    json["points"].push_back(point_json(i, sweep.points[i]));
  }
  for (const SweepRun& run : sweep.runs) {
    json["runs"].push_back(run_json(run));
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace simgrad
