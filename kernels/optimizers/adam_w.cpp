#include "kernels/optimizers/optimizer.hpp"

namespace simgrad {
namespace {

UpdateRule make(const Arguments& arguments) {
  AdamWRule rule;
  rule.learning_rate = static_cast<float>(arguments.real("learning_rate"));
  rule.beta1 = static_cast<float>(arguments.real("beta1"));
  rule.beta2 = static_cast<float>(arguments.real("beta2"));
  rule.epsilon = static_cast<float>(arguments.real("epsilon"));
  rule.weight_decay = static_cast<float>(arguments.real("weight_decay"));
  return rule;
}

}  // namespace

extern const OptimizerInfo adam_w_info;
const OptimizerInfo adam_w_info{
    {"optimizer",
     "adam_w",
     "Adam with decoupled weight decay, scaled by the learning rate",
     "Loshchilov and Hutter 2019 (arXiv:1711.05101), as torch.optim.AdamW",
     {{.name = "learning_rate",
       .type = Type::kReal,
       .summary = "step size",
       .default_text = "0.001",
       .range = {1e-30, 1.0}},
      {.name = "beta1",
       .type = Type::kReal,
       .summary = "decay of the first moment",
       .default_text = "0.9",
       .range = {0.0, 1.0, false, true}},
      {.name = "beta2",
       .type = Type::kReal,
       .summary = "decay of the second moment",
       .default_text = "0.999",
       .range = {0.0, 1.0, false, true}},
      {.name = "epsilon",
       .type = Type::kReal,
       .summary = "added to the root of the second moment",
       .default_text = "1e-8",
       .range = kPositive},
      {.name = "weight_decay",
       .type = Type::kReal,
       .summary = "decoupled decay, times the learning rate",
       .default_text = "0.01",
       .range = kNotNegative}}},
    make};

}  // namespace simgrad
