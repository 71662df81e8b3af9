#include "kernels/buffer.hpp"
#include "kernels/corruption.hpp"
#include "kernels/cuda/arrays.hpp"
#include "kernels/cuda/check.hpp"
#include "kernels/cuda/level.hpp"

/// Levels of works on arrays as such. An array may be empty: a kernel may not.
namespace simgrad::cuda {

void Level::launch(const LinearCombination& first) {
  float* results = take_results(first.count);
  if (first.count == 0) {
    return;
  }
  std::vector<ScaledArray> terms;
  std::vector<std::uint32_t> ends;
  ends.reserve(values_.size());
  for (std::size_t lane = 0; lane < values_.size(); ++lane) {
    for (const LinearCombination::Term& term : work<LinearCombination>(lane).terms) {
      terms.push_back({data(term.value) + term.offset, term.factor});
    }
    ends.push_back(static_cast<std::uint32_t>(terms.size()));
  }
  begin_parcel(terms.size() * sizeof(ScaledArray) + ends.size() * sizeof(std::uint32_t));
  const auto* device_terms = parcel_->add(std::span<const ScaledArray>(terms));
  const auto* device_ends = parcel_->add(std::span<const std::uint32_t>(ends));
  parcel_->send();
  combine(device_terms, device_ends, lanes(), results, padded(first.count), first.count,
          gpu_.stream());
  statistics_ = nullptr;
}

/// A level of its own.
void Level::launch(const Concatenation& first) {
  float* place = take_results(values_.front()->floats());
  for (const ArraySlice& slice : first.slices) {
    if (slice.count > 0) {
      check(cudaMemcpyAsync(place, data(slice.value) + slice.offset, slice.count * sizeof(float),
                            cudaMemcpyDeviceToDevice, gpu_.stream()),
            "a slice");
    }
    place += slice.count;
  }
}

void Level::launch(const Rounding& first) {
  const std::size_t count = first.source.floats();
  float* results = take_results(count);
  if (count == 0) {
    return;
  }
  if (first.format == WireFormat::kFloat32) {
    for (std::size_t lane = 0; lane < values_.size(); ++lane) {
      check(cudaMemcpyAsync(results + lane * padded(count), data(work<Rounding>(lane).source),
                            count * sizeof(float), cudaMemcpyDeviceToDevice, gpu_.stream()),
            "a copy");
    }
    return;
  }
  std::vector<const float*> sources;
  sources.reserve(values_.size());
  for (std::size_t lane = 0; lane < values_.size(); ++lane) {
    sources.push_back(data(work<Rounding>(lane).source));
  }
  begin_parcel(sources.size() * sizeof(float*));
  const auto* from = parcel_->add(std::span<const float* const>(sources));
  parcel_->send();
  if (first.format == WireFormat::kBfloat16) {
    round_to_bfloat16(from, lanes(), results, padded(count), count, gpu_.stream());
  } else {
    const Buffer scales = gpu_.take(values_.size() * sizeof(float));
    round_to_int8(from, lanes(), scales.as<float>(), results, padded(count), count, gpu_.stream());
  }
  statistics_ = nullptr;
}

/// A level of its own, on the host.
void Level::launch(const Corruption& first) {
  const std::size_t bytes = first.source.floats() * sizeof(float);
  float* result = take_results(first.source.floats());
  std::vector<float> numbers(first.source.floats());
  check(cudaMemcpyAsync(numbers.data(), data(first.source), bytes, cudaMemcpyDeviceToHost,
                        gpu_.stream()),
        "what is corrupted");
  check(cudaStreamSynchronize(gpu_.stream()), "what is corrupted");
  corrupt(first, numbers);
  check(cudaMemcpyAsync(result, numbers.data(), bytes, cudaMemcpyHostToDevice, gpu_.stream()),
        "corrupted numbers");
}

}  // namespace simgrad::cuda
