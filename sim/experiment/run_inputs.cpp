#include "sim/experiment/run_inputs.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <span>
#include <type_traits>
#include <variant>

#include "kernels/error.hpp"
#include "sim/record/fnv_hash.hpp"

namespace simgrad {
namespace {

constexpr std::uint64_t kFnvPrime = 0x100000001b3U;

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file) {
    throw Error(path + ": cannot be read");
  }
  return text;
}

void collect_files(const Arguments& arguments, std::set<std::string>& files);

void collect_files(const Chosen& chosen, std::set<std::string>& files) {
  if (chosen.arguments != nullptr) {
    collect_files(*chosen.arguments, files);
  }
}

void collect_files(const std::vector<Chosen>& list, std::set<std::string>& files) {
  for (const Chosen& chosen : list) {
    collect_files(chosen, files);
  }
}

/// Paths are absolute texts; other texts are no absolute paths of regular files.
void collect_files(const std::string& text, std::set<std::string>& files) {
  std::error_code code;
  if (text.starts_with('/') && std::filesystem::is_regular_file(text, code)) {
    files.insert(text);
  }
}

void collect_files(const Arguments& arguments, std::set<std::string>& files) {
  for (const auto& entry : arguments.values()) {
    std::visit(
        [&files](const auto& argument) {
          using T = std::decay_t<decltype(argument)>;
          if constexpr (std::is_same_v<T, std::vector<Chosen>> || std::is_same_v<T, Chosen> ||
                        std::is_same_v<T, std::string>) {
            collect_files(argument, files);
          }
        },
        entry.second);
  }
}

std::set<std::string> files_of(const Plan& plan) {
  std::set<std::string> files;
  if (plan.platform.file) {
    files.insert(plan.platform.file->string());
  }
  for (const Chosen* chosen :
       {&plan.platform.generator, &plan.platform.network_model, &plan.dataset, &plan.partition,
        &plan.model, &plan.strategy, &plan.step_time, &plan.jitter}) {
    collect_files(*chosen, files);
  }
  for (const Chosen& failure : plan.failures) {
    collect_files(failure, files);
  }
  for (const HostCompute& host : plan.host_compute) {
    collect_files(host.step_time, files);
    collect_files(host.jitter, files);
  }
  return files;
}

/// FNV-1a by words of eight bytes: data sets have hundreds of megabytes.
template <class Number>
void mix(std::span<const Number> numbers, std::uint64_t& hash) {
  const std::span<const std::byte> bytes = std::as_bytes(numbers);
  for (std::size_t at = 0; at < bytes.size(); at += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, &bytes[at], std::min(sizeof(word), bytes.size() - at));
    hash = (hash ^ word) * kFnvPrime;
  }
  hash = (hash ^ bytes.size()) * kFnvPrime;
}

void mix(const Samples& samples, std::uint64_t& hash) {
  mix(std::span<const float>(samples.features.data(), samples.features.size()), hash);
  mix(std::span<const std::int32_t>(samples.labels), hash);
}

}  // namespace

std::vector<SavedInput> file_inputs(const Plan& plan) {
  std::vector<SavedInput> inputs;
  for (const std::string& file : files_of(plan)) {
    inputs.push_back({file, fnv_hash(content(file))});
  }
  return inputs;
}

SavedInput data_input(const Dataset& data) {
  std::uint64_t hash = fnv_hash("data");
  mix(data.train, hash);
  mix(data.test, hash);
  mix(std::span<const std::uint32_t>(data.groups), hash);
  return {"data.set", hash};
}

}  // namespace simgrad
