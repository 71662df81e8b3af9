#include "kernels/models/cost.hpp"
#include "kernels/models/model.hpp"

namespace simgrad {
namespace {

/// Per entry of `channels` a convolution with ReLU that keeps the image's size (padding
/// (kernel − 1) / 2; an even kernel takes one off it), and a 2 x 2 max pooling; then dense layers.
///
/// The defaults on 28 x 28 x 1 with 10 classes are the paper's CNN for MNIST: 1,663,370 parameters.
/// Source: McMahan et al. 2017, section 3 (arXiv:1602.05629).
/// Throws: Error if the samples are no images, or smaller than the layers need.
std::shared_ptr<Model> make(const Arguments& arguments, ImageShape input, std::size_t classes) {
  require_image(input);
  const auto kernel = static_cast<std::size_t>(arguments.integer("kernel"));
  auto model = std::make_shared<Model>(input, classes);
  for (const std::int64_t channels : arguments.get<std::vector<std::int64_t>>("channels")) {
    model->add_convolution(static_cast<std::size_t>(channels), kernel, (kernel - 1) / 2, true);
    model->add_max_pool();
  }
  for (const std::int64_t width : arguments.get<std::vector<std::int64_t>>("hidden")) {
    model->add_dense(static_cast<std::size_t>(width), true);
  }
  model->add_dense(classes, false);
  return model;
}

}  // namespace

extern const ModelInfo cnn_info;
const ModelInfo cnn_info{{"model",
                          "cnn",
                          "Convolutions with ReLU and 2 x 2 max pooling, then dense layers",
                          "McMahan et al. 2017 (arXiv:1602.05629), CNN with the defaults",
                          {{.name = "channels",
                            .type = Type::kIntegers,
                            .summary = "channels that each convolution puts out",
                            .default_text = "[32, 64]",
                            .range = {1, 4096}},
                           {.name = "kernel",
                            .type = Type::kInteger,
                            .summary = "height and width of each convolution's kernel",
                            .default_text = "5",
                            .range = {1, 63}},
                           {.name = "hidden",
                            .type = Type::kIntegers,
                            .summary = "units of each hidden dense layer",
                            .default_text = "[512]",
                            .range = {1, 65536}},
                           precision_parameter(),
                           cost_parameter()}},
                         make};

}  // namespace simgrad
