#include "kernels/models/cost.hpp"
#include "kernels/models/model.hpp"

namespace simgrad {
namespace {

std::shared_ptr<Model> make(const Arguments& arguments, ImageShape input, std::size_t classes) {
  auto model = std::make_shared<Model>(input, classes);
  for (const std::int64_t width : arguments.get<std::vector<std::int64_t>>("hidden")) {
    model->add_dense(static_cast<std::size_t>(width), true);
  }
  model->add_dense(classes, false);
  return model;
}

}  // namespace

extern const ModelInfo mlp_info;
const ModelInfo mlp_info{{"model",
                          "mlp",
                          "Fully connected layers with ReLU between them",
                          "McMahan et al. 2017 (arXiv:1602.05629), 2NN with hidden = [200, 200]",
                          {{.name = "hidden",
                            .type = Type::kIntegers,
                            .summary = "units of each hidden layer",
                            .default_text = "[200, 200]",
                            .range = {1, 65536}},
                           precision_parameter(),
                           cost_parameter()}},
                         make};

}  // namespace simgrad
