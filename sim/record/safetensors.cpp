#include "sim/record/safetensors.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <set>
#include <string_view>

#include "kernels/error.hpp"
#include "sim/record/json_text.hpp"
#include "sim/record/safetensors_header.hpp"

static_assert(std::endian::native == std::endian::little, "tensors are copied as they lie");

namespace simgrad {

namespace {

constexpr std::size_t kLengthBytes = 8;  // of the header's length, and the header's alignment

std::int64_t float_count(const std::vector<std::int64_t>& shape) {
  std::int64_t count = 1;
  for (const std::int64_t dimension : shape) {
    SIMGRAD_REQUIRE(dimension >= 0, "a tensor's dimensions are not negative");
    count *= dimension;
  }
  return count;
}

std::size_t byte_count(const TensorView& tensor) {
  return static_cast<std::size_t>(float_count(tensor.shape)) * sizeof(float);
}

std::string comma_separated(const std::vector<std::int64_t>& values) {
  std::string text;
  for (const std::int64_t value : values) {
    text += (text.empty() ? "" : ",") + std::to_string(value);
  }
  return text;
}

std::string header_json(std::span<const TensorView> tensors, const TextByName& metadata) {
  std::string json;
  for (const auto& [key, value] : metadata) {
    json += (json.empty() ? "" : ",") + json_string(key) + ':' + json_string(value);
  }
  json = "{\"__metadata__\":{" + json + '}';
  std::set<std::string> names = {"__metadata__"};
  std::size_t begin = 0;
  for (const TensorView& tensor : tensors) {
    SIMGRAD_REQUIRE(names.insert(tensor.name).second,
                    "a tensor's name occurs once and is not __metadata__");
    const std::size_t end = begin + byte_count(tensor);
    json += ',' + json_string(tensor.name) + R"(:{"dtype":"F32","shape":[)" +
            comma_separated(tensor.shape) + R"(],"data_offsets":[)" + std::to_string(begin) + ',' +
            std::to_string(end) + "]}";
    begin = end;
  }
  json += '}';
  json.resize((json.size() + kLengthBytes - 1) / kLengthBytes * kLengthBytes, ' ');
  return json;
}

/// Whether `shape` needs exactly `bytes` bytes of floats. Nothing overflows.
bool fills(const std::vector<std::int64_t>& shape, std::int64_t bytes) {
  if (std::find(shape.begin(), shape.end(), 0) != shape.end()) {
    return bytes == 0;
  }
  std::int64_t left = bytes / static_cast<std::int64_t>(sizeof(float));
  for (const std::int64_t dimension : shape) {
    if (left % dimension != 0) {
      return false;
    }
    left /= dimension;
  }
  return left == 1 && bytes % static_cast<std::int64_t>(sizeof(float)) == 0;
}

/// Checks what the header claims, in the order of the data: no gaps, no overlaps, nothing left.
void check_entries(const std::vector<TensorEntry>& entries, std::size_t data_size) {
  std::int64_t begin = 0;
  for (const TensorEntry& entry : entries) {
    const std::string which = "tensor " + json_string(entry.name) + ": ";
    if (entry.dtype != "F32") {
      throw Error(which + "dtype " + json_string(entry.dtype) + "; only F32 is read");
    }
    if (entry.data_offsets.size() != 2 || entry.data_offsets[0] != begin ||
        entry.data_offsets[1] < begin ||
        static_cast<std::size_t>(entry.data_offsets[1]) > data_size) {
      throw Error(which + "data_offsets leave a gap, overlap or pass the file's end");
    }
    if (!fills(entry.shape, entry.data_offsets[1] - begin)) {
      throw Error(which + "the shape does not fit the data_offsets");
    }
    begin = entry.data_offsets[1];
  }
  if (static_cast<std::size_t>(begin) != data_size) {
    throw Error("bytes that belong to no tensor");
  }
}

NamedTensors decode(std::span<const std::byte> bytes) {
  std::uint64_t header_size = 0;
  if (bytes.size() < kLengthBytes) {
    throw Error("shorter than its 8 bytes of header length");
  }
  std::memcpy(&header_size, bytes.data(), kLengthBytes);
  bytes = bytes.subspan(kLengthBytes);
  if (header_size > bytes.size()) {
    throw Error("the header is longer than the file");
  }
  SafetensorsHeader header = parse_safetensors_header(
      {reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(header_size)});
  bytes = bytes.subspan(static_cast<std::size_t>(header_size));
  std::stable_sort(header.entries.begin(), header.entries.end(),
                   [](const TensorEntry& left, const TensorEntry& right) {
                     return left.data_offsets < right.data_offsets;
                   });
  check_entries(header.entries, bytes.size());
  NamedTensors result{{}, std::move(header.metadata)};
  for (const TensorEntry& entry : header.entries) {
    const auto begin = static_cast<std::size_t>(entry.data_offsets[0]);
    const std::size_t size = static_cast<std::size_t>(entry.data_offsets[1]) - begin;
    Tensor tensor{entry.name, entry.shape, std::vector<float>(size / sizeof(float))};
    if (size > 0) {
      std::memcpy(tensor.data.data(), bytes.data() + begin, size);
    }
    result.tensors.push_back(std::move(tensor));
  }
  return result;
}

}  // namespace

Blob encode_safetensors(std::span<const TensorView> tensors, const TextByName& metadata) {
  const std::string json = header_json(tensors, metadata);
  std::size_t size = kLengthBytes + json.size();
  for (const TensorView& tensor : tensors) {
    size += byte_count(tensor);
  }
  Blob bytes(size);
  const std::uint64_t header_size = json.size();
  std::memcpy(bytes.data(), &header_size, kLengthBytes);
  std::memcpy(bytes.data() + kLengthBytes, json.data(), json.size());
  std::byte* position = bytes.data() + kLengthBytes + json.size();
  for (const TensorView& tensor : tensors) {
    if (byte_count(tensor) > 0) {
      std::memcpy(position, tensor.data, byte_count(tensor));
    }
    position += byte_count(tensor);
  }
  return bytes;
}

NamedTensors decode_safetensors(std::span<const std::byte> bytes, const std::string& origin) {
  try {
    return decode(bytes);
  } catch (const Error& error) {
    throw Error(origin + ": not a readable safetensors file: " + error.what());
  }
}

}  // namespace simgrad
