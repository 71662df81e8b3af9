#include <nlohmann/json.hpp>

#include "sim/sweep/sweep.hpp"

namespace simgrad {
namespace {

nlohmann::ordered_json number_or_null(const std::optional<double>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json();
}

}  // namespace

std::string sweep_json(const Sweep& sweep) {
  const nlohmann::ordered_json json{{"title", sweep.title},
                                    {"target_accuracy", number_or_null(sweep.target_accuracy)},
                                    {"target_loss", number_or_null(sweep.target_loss)},
                                    {"axes", sweep.axis_keys},
                                    {"file", sweep.text}};
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace simgrad
