#include "kernels/models/cost.hpp"
#include "kernels/models/model.hpp"

namespace simgrad {
namespace {

std::shared_ptr<Model> make(const Arguments& /*arguments*/, ImageShape input, std::size_t classes) {
  auto model = std::make_shared<Model>(input, classes);
  model->add_dense(classes, false);
  return model;
}

}  // namespace

extern const ModelInfo softmax_regression_info;
const ModelInfo softmax_regression_info{{"model",
                                         "softmax_regression",
                                         "One linear layer and a softmax: a convex problem",
                                         "Bishop 2006, section 4.3.4",
                                         {precision_parameter(), cost_parameter()}},
                                        make};

}  // namespace simgrad
