#include "kernels/optimizers/optimizer.hpp"

namespace simgrad {
namespace {

UpdateRule make(const Arguments& arguments) {
  SgdRule rule;
  rule.learning_rate = static_cast<float>(arguments.real("learning_rate"));
  rule.momentum = static_cast<float>(arguments.real("momentum"));
  rule.weight_decay = static_cast<float>(arguments.real("weight_decay"));
  rule.nesterov = arguments.boolean("nesterov");
  if (rule.nesterov && rule.momentum == 0.0F) {
    throw Error("optimizer sgd: nesterov = true: expected a momentum above 0, found 0");
  }
  return rule;
}

}  // namespace

extern const OptimizerInfo sgd_info;
const OptimizerInfo sgd_info{
    {"optimizer",
     "sgd",
     "Stochastic gradient descent, heavy-ball or Nesterov momentum, coupled weight decay",
     "Sutskever et al. 2013, as torch.optim.SGD",
     {{.name = "learning_rate",
       .type = Type::kReal,
       .summary = "step size",
       .default_text = "0.1",
       .range = kPositive},
      {.name = "momentum",
       .type = Type::kReal,
       .summary = "share of the last velocity kept",
       .default_text = "0.0",
       .range = {0.0, 1.0, false, true}},
      {.name = "weight_decay",
       .type = Type::kReal,
       .summary = "added to the gradient, times the parameter",
       .default_text = "0.0",
       .range = kNotNegative},
      {.name = "nesterov",
       .type = Type::kBoolean,
       .summary = "step by where the velocity leads: momentum looks one step ahead",
       .default_text = "false"}}},
    make};

}  // namespace simgrad
