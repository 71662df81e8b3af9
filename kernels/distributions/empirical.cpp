#include <cctype>
#include <string>
#include <utility>
#include <vector>

#include "kernels/csv_reader.hpp"
#include "kernels/distributions/distribution.hpp"
#include "kernels/error.hpp"

namespace simgrad {
namespace {

/// Any of the measured values, each equally likely.
class Empirical final : public Distribution {
 public:
  explicit Empirical(std::vector<double> values_s) : values_s_(std::move(values_s)) {}
  double draw(Stream& stream) const override { return values_s_[stream.below(values_s_.size())]; }
  [[nodiscard]] double mean() const override {
    double sum = 0.0;
    for (const double value : values_s_) {
      sum += value;
    }
    return sum / static_cast<double>(values_s_.size());
  }

 private:
  std::vector<double> values_s_;
};

/// A first line is a header if it starts like a word and is no number; so "1O.5" is an error.
bool is_header(const std::string& field) {
  return !field.empty() && !parse_number(field) &&
         (std::isalpha(static_cast<unsigned char>(field[0])) != 0 || field[0] == '_');
}

/// Throws: Error naming file:line of what is not one number of seconds, or if there is none.
std::shared_ptr<const Distribution> make(const Arguments& arguments) {
  const std::string& path = arguments.text("path");
  CsvReader reader(path);
  std::vector<std::string> fields;
  std::vector<double> values_s;
  for (bool first = true; reader.next(fields); first = false) {
    if (fields.size() != 1) {
      throw Error(reader.where() + ": expected one number of seconds a line, found " +
                  std::to_string(fields.size()) + " fields");
    }
    if (first && is_header(fields[0])) {
      continue;
    }
    const double value = reader.number(fields[0], "seconds");
    if (value < 0.0 || value > kLongest_s) {
      throw Error(reader.where() + ": expected seconds from 0 to 1e12, found " + fields[0]);
    }
    values_s.push_back(value);
  }
  if (values_s.empty()) {
    throw Error(path + ": expected at least one number of seconds, found none");
  }
  return std::make_shared<Empirical>(std::move(values_s));
}

}  // namespace

extern const DistributionInfo empirical_info;
const DistributionInfo empirical_info{
    {DistributionInfo::kFamily,
     "empirical",
     "One of the values measured, each equally likely",
     "-",
     {
         {"path", Type::kPath, "file with one number of seconds a line; a header line may be first",
          kRequired},
     }},
    make};

}  // namespace simgrad
