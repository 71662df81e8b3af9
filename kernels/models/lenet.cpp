#include "kernels/models/cost.hpp"
#include "kernels/models/model.hpp"

namespace simgrad {
namespace {

/// Convolution 6 of 5 x 5 with padding 2, pooling, convolution 16 of 5 x 5, pooling, dense 120, 84,
/// classes. 61,706 parameters on 28 x 28 x 1 with 10 classes.
///
/// Source: LeCun et al. 1998, section II.B.
/// Differs from the paper: ReLU and max pooling for tanh and trained averages; every channel of the
/// second convolution sees all six; softmax cross-entropy for Euclidean radial basis functions.
/// Throws: Error if the samples are no images, or smaller than 12 x 12.
std::shared_ptr<Model> make(const Arguments& /*arguments*/, ImageShape input, std::size_t classes) {
  require_image(input);
  auto model = std::make_shared<Model>(input, classes);
  model->add_convolution(6, 5, 2, true);
  model->add_max_pool();
  model->add_convolution(16, 5, 0, true);
  model->add_max_pool();
  model->add_dense(120, true);
  model->add_dense(84, true);
  model->add_dense(classes, false);
  return model;
}

}  // namespace

extern const ModelInfo lenet_info;
const ModelInfo lenet_info{{"model",
                            "lenet",
                            "LeNet-5: two convolutions, three dense layers; small and quick",
                            "LeCun et al. 1998, section II.B; differs: ReLU and max pooling",
                            {precision_parameter(), cost_parameter()}},
                           make};

}  // namespace simgrad
