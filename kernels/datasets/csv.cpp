#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernels/csv_reader.hpp"
#include "kernels/datasets/dataset.hpp"
#include "kernels/error.hpp"

namespace simgrad {
namespace {

// N samples, D features.
struct Table {
  std::vector<float> features;      // (N, D), row-major
  std::vector<std::string> labels;  // (N)
  std::size_t columns = 0;          // D
};

std::size_t label_column(const Arguments& arguments, const std::vector<std::string>& header,
                         const std::string& where) {
  if (header.size() < 2) {
    throw Error(where + ": expected a header of at least two columns, found " +
                std::to_string(header.size()));
  }
  if (!arguments.has("label")) {
    return header.size() - 1;
  }
  const std::string& name = arguments.text("label");
  const auto matches = std::count(header.begin(), header.end(), name);
  if (matches != 1) {
    std::string known;
    for (const auto& column : header) {
      known += (known.empty() ? "" : ", ") + column;
    }
    throw Error(where + ": expected one column \"" + name + "\" (`label`), found " +
                std::to_string(matches) + " among " + known);
  }
  return static_cast<std::size_t>(std::find(header.begin(), header.end(), name) - header.begin());
}

void append(Table& table, const CsvReader& reader, const std::vector<std::string>& fields,
            const std::vector<std::string>& header, std::size_t label) {
  if (fields.size() != header.size()) {
    throw Error(reader.where() + ": expected " + std::to_string(header.size()) +
                " fields as in the header, found " + std::to_string(fields.size()));
  }
  for (std::size_t j = 0; j < fields.size(); ++j) {
    const std::string column = ": column \"" + header[j] + "\": ";
    if (j == label) {
      if (fields[j].empty()) {
        throw Error(reader.where() + column + "expected a label, found nothing");
      }
      table.labels.push_back(fields[j]);
      continue;
    }
    const double value = reader.number(fields[j], header[j]);
    if (std::abs(value) > static_cast<double>(std::numeric_limits<float>::max())) {
      throw Error(reader.where() + column + "expected a number that fits single precision, found " +
                  fields[j]);
    }
    table.features.push_back(static_cast<float>(value));
  }
  if (table.features.size() > kMaximumFeatureBytes / sizeof(float)) {
    throw Error(reader.where() + ": expected a file of at most " +
                std::to_string(kMaximumFeatureBytes >> 30U) + " GiB of single-precision numbers");
  }
}

Table read_table(const Arguments& arguments) {
  const std::string& path = arguments.text("path");
  CsvReader reader(path);
  std::vector<std::string> header;
  if (!reader.next(header)) {
    throw Error(path + ": is empty, expected a header line and samples");
  }
  const std::size_t label = label_column(arguments, header, reader.where());
  Table table;
  table.columns = header.size() - 1;
  std::vector<std::string> fields;
  while (reader.next(fields)) {
    append(table, reader, fields, header, label);
  }
  if (table.labels.size() < 2) {
    throw Error(path + ": expected at least 2 samples, found " +
                std::to_string(table.labels.size()));
  }
  return table;
}

std::optional<std::int64_t> as_integer(const std::string& text) {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  return result.ec == std::errc{} && result.ptr == end ? std::optional(value) : std::nullopt;
}

/// Class numbers 0 … C − 1 in ascending order of the labels' values; C.
template <class Value>
std::size_t number(const std::vector<Value>& values, std::vector<std::int32_t>& classes) {
  std::map<Value, std::int32_t> numbers;
  for (const auto& value : values) {
    numbers.emplace(value, 0);
  }
  std::int32_t next = 0;
  for (auto& [value, label] : numbers) {
    label = next++;
  }
  for (const auto& value : values) {
    classes.push_back(numbers.at(value));
  }
  return numbers.size();
}

std::size_t number_labels(const Table& table, std::vector<std::int32_t>& classes) {
  std::vector<std::int64_t> integers;
  for (const auto& label : table.labels) {
    const auto value = as_integer(label);
    if (!value) {
      return number(table.labels, classes);
    }
    integers.push_back(*value);
  }
  return number(integers, classes);
}

Samples pick(const Table& table, const std::vector<std::int32_t>& classes,
             std::span<std::size_t> rows) {
  std::sort(rows.begin(), rows.end());
  Samples samples = make_samples(rows.size(), table.columns);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    samples.labels[i] = classes[rows[i]];
    std::copy_n(table.features.begin() + static_cast<std::ptrdiff_t>(rows[i] * table.columns),
                table.columns, samples.row(i));
  }
  return samples;
}

struct Scale {
  double mean = 0.0;
  double deviation = 1.0;
};

/// Of column j: mean and standard deviation (divisor N). A constant column keeps deviation 1; it
/// is found by comparing values, since its rounded mean leaves a deviation of 1e-17 instead of 0.
Scale scale_of(const Samples& samples, std::size_t j) {
  const auto count = static_cast<double>(samples.count());
  double sum = 0.0;
  bool constant = true;
  for (std::size_t i = 0; i < samples.count(); ++i) {
    sum += static_cast<double>(samples.row(i)[j]);
    constant = constant && samples.row(i)[j] == samples.row(0)[j];
  }
  const double mean = sum / count;
  double squares = 0.0;
  for (std::size_t i = 0; i < samples.count(); ++i) {
    squares += std::pow(static_cast<double>(samples.row(i)[j]) - mean, 2.0);
  }
  return {mean, constant ? 1.0 : std::sqrt(squares / count)};
}

/// x_j ← (x_j − m_j) / s_j in every row.
void standardize_column(Samples& samples, std::size_t j, const Scale& scale,
                        const std::string& path) {
  for (std::size_t i = 0; i < samples.count(); ++i) {
    float& x = samples.row(i)[j];
    x = static_cast<float>((static_cast<double>(x) - scale.mean) / scale.deviation);
    if (!std::isfinite(x)) {
      throw Error(path + ": feature " + std::to_string(j + 1) +
                  ": a test sample is too far from the training samples to standardize");
    }
  }
}

/// By the mean m_j and the deviation s_j of the training samples.
void standardize(Dataset& data, const std::string& path) {
  for (std::size_t j = 0; j < data.features; ++j) {
    const Scale scale = scale_of(data.train, j);
    standardize_column(data.train, j, scale, path);
    standardize_column(data.test, j, scale, path);
  }
}

/// Samples of a file with a header line: D numeric columns and one of labels.
///
/// Labels that are all integers are numbered in ascending order, others in the order of their
/// bytes. round(test_fraction · N) of the N rows, at least one and at most N − 1, are drawn for
/// testing; both parts keep the file's order.
/// Throws: Error naming file:line and column where the file is not so.
Dataset make(const Arguments& arguments, std::uint64_t seed) {
  const std::string& path = arguments.text("path");
  const Table table = read_table(arguments);
  std::vector<std::int32_t> labels;
  Dataset data;
  data.features = table.columns;
  data.image = image_of(arguments, data.features, path + ": ");
  data.classes = number_labels(table, labels);
  if (data.classes < 2 || data.classes > kMaximumClasses) {
    throw Error(path + ": expected 2 to " + std::to_string(kMaximumClasses) +
                " different labels, found " + std::to_string(data.classes));
  }
  std::vector<std::size_t> rows(labels.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  Stream(seed, Purpose::kDataset).shuffle(std::span(rows));
  const double wanted =
      std::round(arguments.real("test_fraction") * static_cast<double>(rows.size()));
  const std::size_t test =
      std::clamp(static_cast<std::size_t>(wanted), std::size_t{1}, rows.size() - 1);
  data.test = pick(table, labels, std::span(rows).first(test));
  data.train = pick(table, labels, std::span(rows).subspan(test));
  if (arguments.boolean("standardize")) {
    standardize(data, path);
  }
  return data;
}

}  // namespace

extern const DatasetInfo csv_info;
const DatasetInfo csv_info{
    {DatasetInfo::kFamily,
     "csv",
     "Numeric columns and a label from a comma-separated file with a header line",
     "RFC 4180",
     {
         {"path", Type::kPath, "the file", kRequired},
         {"label", Type::kText, "name of the label's column; without it the last one", kOptional},
         {"test_fraction", Type::kReal, "part of the samples that is for testing", "0.2",
          Range{0.0, 1.0, true, true}},
         {"standardize", Type::kBoolean,
          "subtract the training mean, divide by the training standard deviation", "true"},
         {"image", Type::kIntegers, kImageSummary, kOptional, kImageRange},
     }},
    make};

}  // namespace simgrad
