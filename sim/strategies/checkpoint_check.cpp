#include "sim/strategies/checkpoint_check.hpp"

#include <cmath>

namespace simgrad {

std::string checkpoint_problem(const Arguments& checkpoint, const WorkLosses& losses) {
  const int rules = static_cast<int>(checkpoint.has("every_rounds")) +
                    static_cast<int>(checkpoint.has("every")) +
                    static_cast<int>(checkpoint.has("period"));
  const bool has_cost = checkpoint.has("bandwidth") || checkpoint.real("latency") > 0.0;
  if (rules > 1) {
    return "one of 'every_rounds', 'every' and 'period' was expected, not several";
  }
  if (rules == 0 && has_cost) {
    return "it says what checkpoints cost, but not when they are taken: one of 'every_rounds', "
           "'every' and 'period' was expected";
  }
  if (!checkpoint.has("period")) {
    return "";
  }
  const std::string period = "period = \"" + checkpoint.text("period") + "\" ";
  if (std::isinf(losses.mean_between_s)) {
    return period +
           "asks how often work is lost: a failure whose crashes have a rate was expected, such as "
           "host_crash with 'time_to_failure', of a host that holds a part of the training state "
           "alone";
  }
  if (!has_cost) {
    return period + "asks what a checkpoint costs: 'bandwidth' or 'latency' was expected";
  }
  return "";
}

}  // namespace simgrad
