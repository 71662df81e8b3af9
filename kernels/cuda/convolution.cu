#include "kernels/cuda/lane.cuh"
#include "kernels/cuda/layers.hpp"

namespace simgrad::cuda {
namespace {

/// 32-bit shapes for the device: its 64-bit divisions are slow.
struct Window {
  unsigned channels, height, width;  // of the input
  unsigned out_height, out_width;    // of the output
  unsigned kernel, padding, patch;
};

Window window_of(const ConvolutionLayer& layer) {
  const auto narrow = [](std::size_t n) {
    return static_cast<unsigned>(n);
  };
  return {narrow(layer.input.channels), narrow(layer.input.height), narrow(layer.input.width),
          narrow(layer.output.height),  narrow(layer.output.width), narrow(layer.kernel),
          narrow(layer.padding),        narrow(layer.patch())};
}

__device__ std::size_t element() {
  return static_cast<std::size_t>(blockIdx.x) * kThreads + threadIdx.x;
}

__device__ std::size_t place(const PictureStrides& strides, unsigned lane, unsigned sample,
                             unsigned channel, unsigned row, unsigned column) {
  return lane * strides.lane + sample * strides.sample + channel * strides.channel +
         row * strides.row + column * strides.column;
}

struct Pixel {
  unsigned sample, row, column, channel;
};

/// Of element i in (N, H, W, C).
__device__ Pixel pixel_of(std::size_t i, unsigned channels, unsigned height, unsigned width) {
  const auto pixel = static_cast<unsigned>(i / channels);
  return {pixel / (width * height), pixel / width % height, pixel % width,
          static_cast<unsigned>(i % channels)};
}

/// A thread an element of col.
__global__ void __launch_bounds__(kThreads)
    copy_patches(Window w, std::size_t elements, const float* x, PictureStrides x_strides,
                 float* col, std::size_t col_stride) {
  const std::size_t i = element();
  if (i >= elements) {
    return;
  }
  const auto pixel = static_cast<unsigned>(i / w.patch);
  const auto k = static_cast<unsigned>(i % w.patch);
  const unsigned channel = k / (w.kernel * w.kernel);
  const unsigned kernel_row = k / w.kernel % w.kernel;
  const unsigned kernel_column = k % w.kernel;
  const unsigned out_column = pixel % w.out_width;
  const unsigned out_row = pixel / w.out_width % w.out_height;
  const unsigned sample = pixel / (w.out_width * w.out_height);
  // Left of or above the picture wraps round to a large number.
  const unsigned row = out_row + kernel_row - w.padding;
  const unsigned column = out_column + kernel_column - w.padding;
  const bool inside = row < w.height && column < w.width;
  col[blockIdx.y * col_stride + i] =
      inside ? x[place(x_strides, blockIdx.y, sample, channel, row, column)] : 0.0F;
}

/// A thread an element of dx, channels fastest.
__global__ void __launch_bounds__(kThreads)
    gather_patches(Window w, std::size_t elements, const float* dcol, std::size_t col_stride,
                   float* dx, PictureStrides dx_strides) {
  const std::size_t i = element();
  if (i >= elements) {
    return;
  }
  const auto [sample, row, column, channel] = pixel_of(i, w.channels, w.height, w.width);
  const float* mine = dcol + blockIdx.y * col_stride;
  float sum = 0.0F;
  for (unsigned a = 0; a < w.kernel; ++a) {
    for (unsigned b = 0; b < w.kernel; ++b) {
      const unsigned out_row = row + w.padding - a;  // wraps round where there is none
      const unsigned out_column = column + w.padding - b;
      if (out_row < w.out_height && out_column < w.out_width) {
        const std::size_t out =
            (static_cast<std::size_t>(sample) * w.out_height + out_row) * w.out_width + out_column;
        sum += mine[out * w.patch + (channel * w.kernel + a) * w.kernel + b];
      }
    }
  }
  dx[place(dx_strides, blockIdx.y, sample, channel, row, column)] = sum;
}

/// A thread an element, channels fastest.
__global__ void __launch_bounds__(kThreads)
    reorder_elements(unsigned channels, unsigned height, unsigned width, std::size_t elements,
                     const float* x, PictureStrides x_strides, float* y, PictureStrides y_strides) {
  const std::size_t i = element();
  if (i >= elements) {
    return;
  }
  const auto [sample, row, column, channel] = pixel_of(i, channels, height, width);
  y[place(y_strides, blockIdx.y, sample, channel, row, column)] =
      x[place(x_strides, blockIdx.y, sample, channel, row, column)];
}

struct Pool {
  unsigned channels, height, width;  // of the input
  unsigned out_height, out_width;
};

Pool pool_of(const MaxPoolLayer& layer) {
  return {static_cast<unsigned>(layer.input.channels), static_cast<unsigned>(layer.input.height),
          static_cast<unsigned>(layer.input.width), static_cast<unsigned>(layer.output.height),
          static_cast<unsigned>(layer.output.width)};
}

/// Of a block's four: which is the first largest.
__device__ unsigned first_largest(const float (&block)[4]) {
  unsigned best = 0;
  for (unsigned i = 1; i < 4; ++i) {
    best = block[i] > block[best] ? i : best;
  }
  return best;
}

__device__ void read_block(const float* x, const PictureStrides& strides, unsigned sample,
                           unsigned channel, unsigned out_row, unsigned out_column,
                           float (&block)[4]) {
  for (unsigned i = 0; i < 4; ++i) {
    block[i] =
        x[place(strides, blockIdx.y, sample, channel, 2 * out_row + i / 2, 2 * out_column + i % 2)];
  }
}

/// A thread an element of y, channels fastest.
__global__ void __launch_bounds__(kThreads)
    pool_blocks(Pool p, std::size_t elements, const float* x, PictureStrides x_strides, float* y,
                PictureStrides y_strides) {
  const std::size_t i = element();
  if (i >= elements) {
    return;
  }
  const auto [sample, row, column, channel] = pixel_of(i, p.channels, p.out_height, p.out_width);
  float block[4];
  read_block(x, x_strides, sample, channel, row, column, block);
  y[place(y_strides, blockIdx.y, sample, channel, row, column)] = block[first_largest(block)];
}

/// A thread an element of dx, channels fastest.
__global__ void __launch_bounds__(kThreads)
    spread_blocks(Pool p, std::size_t elements, const float* x, PictureStrides x_strides,
                  const float* dy, PictureStrides dy_strides, float* dx) {
  const std::size_t i = element();
  if (i >= elements) {
    return;
  }
  const auto [sample, row, column, channel] = pixel_of(i, p.channels, p.height, p.width);
  float gradient = 0.0F;
  if (row / 2 < p.out_height && column / 2 < p.out_width) {
    float block[4];
    read_block(x, x_strides, sample, channel, row / 2, column / 2, block);
    if (first_largest(block) == row % 2 * 2 + column % 2) {
      gradient = dy[place(dy_strides, blockIdx.y, sample, channel, row / 2, column / 2)];
    }
  }
  dx[place(x_strides, blockIdx.y, sample, channel, row, column)] = gradient;
}

}  // namespace

PictureStrides channels_last(const ImageShape& shape, std::size_t lane, std::size_t sample) {
  return {lane, sample, 1, shape.width * shape.channels, shape.channels};
}

PictureStrides channels_first(const ImageShape& shape, std::size_t lane, std::size_t sample) {
  return {lane, sample, shape.pixels(), shape.width, 1};
}

void patches(const ConvolutionLayer& layer, std::uint32_t lanes, std::uint32_t batch,
             const float* x, const PictureStrides& x_strides, float* col, std::size_t col_stride,
             cudaStream_t stream) {
  const std::size_t elements = batch * layer.output.pixels() * layer.patch();
  copy_patches<<<grid_of(elements, lanes), kThreads, 0, stream>>>(window_of(layer), elements, x,
                                                                  x_strides, col, col_stride);
  check_launch("patches");
}

void sum_patches(const ConvolutionLayer& layer, std::uint32_t lanes, std::uint32_t batch,
                 const float* dcol, std::size_t col_stride, float* dx,
                 const PictureStrides& dx_strides, cudaStream_t stream) {
  const std::size_t elements = batch * layer.input.count();
  gather_patches<<<grid_of(elements, lanes), kThreads, 0, stream>>>(
      window_of(layer), elements, dcol, col_stride, dx, dx_strides);
  check_launch("sum_patches");
}

void reorder(const ImageShape& shape, std::uint32_t lanes, std::uint32_t batch, const float* x,
             const PictureStrides& x_strides, float* y, const PictureStrides& y_strides,
             cudaStream_t stream) {
  const std::size_t elements = batch * shape.count();
  reorder_elements<<<grid_of(elements, lanes), kThreads, 0, stream>>>(
      static_cast<unsigned>(shape.channels), static_cast<unsigned>(shape.height),
      static_cast<unsigned>(shape.width), elements, x, x_strides, y, y_strides);
  check_launch("reorder");
}

void max_pool(const MaxPoolLayer& layer, std::uint32_t lanes, std::uint32_t batch, const float* x,
              const PictureStrides& x_strides, float* y, const PictureStrides& y_strides,
              cudaStream_t stream) {
  const std::size_t elements = batch * layer.output.count();
  pool_blocks<<<grid_of(elements, lanes), kThreads, 0, stream>>>(pool_of(layer), elements, x,
                                                                 x_strides, y, y_strides);
  check_launch("max_pool");
}

void max_pool_gradient(const MaxPoolLayer& layer, std::uint32_t lanes, std::uint32_t batch,
                       const float* x, const PictureStrides& x_strides, const float* dy,
                       const PictureStrides& dy_strides, float* dx, cudaStream_t stream) {
  const std::size_t elements = batch * layer.input.count();
  spread_blocks<<<grid_of(elements, lanes), kThreads, 0, stream>>>(pool_of(layer), elements, x,
                                                                   x_strides, dy, dy_strides, dx);
  check_launch("max_pool_gradient");
}

}  // namespace simgrad::cuda
