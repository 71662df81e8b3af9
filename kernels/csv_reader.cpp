#include "kernels/csv_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "kernels/error.hpp"

namespace simgrad {
namespace {

constexpr std::string_view kSpace = " \t\r";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

/// The field that starts with a quote at the front of `rest`, unquoted; moves `rest` past it.
/// nullopt if the quote is not closed.
std::optional<std::string> take_quoted(std::string_view& rest) {
  std::string field;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] != '"') {
      field += rest[i];
    } else if (i + 1 < rest.size() && rest[i + 1] == '"') {
      field += '"';
      ++i;
    } else {
      rest = trimmed(rest.substr(i + 1));
      return field;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<double> parse_number(std::string_view text) {
  text = trimmed(text);
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') {
    text.remove_prefix(1);
  }
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::invalid_argument || end != text.data() + text.size()) {
    return std::nullopt;
  }
  if (error == std::errc::result_out_of_range) {
    // from_chars leaves `value` alone both for 1e999 and for 1e-999; only strtod tells them apart.
    return std::strtod(std::string(text).c_str(), nullptr);
  }
  return value;
}

CsvReader::CsvReader(std::filesystem::path file) : file_(std::move(file)), input_(file_) {
  if (std::filesystem::is_directory(file_)) {
    throw Error(file_.string() + ": is a folder, expected a CSV file");
  }
  if (!input_) {
    throw Error(file_.string() + ": cannot be opened, expected a readable CSV file");
  }
}

std::string CsvReader::where() const {
  return file_.string() + ":" + std::to_string(line_);
}

bool CsvReader::next(std::vector<std::string>& fields) {
  std::string line;
  while (std::getline(input_, line)) {
    ++line_;
    std::string_view text = line;
    if (line_ == 1 && text.starts_with(kByteOrderMark)) {
      text.remove_prefix(kByteOrderMark.size());
    }
    text = trimmed(text);
    if (!text.empty()) {
      split(text, fields);
      return true;
    }
  }
  if (input_.bad()) {
    throw Error(where() + ": cannot be read any further");
  }
  return false;
}

void CsvReader::split(std::string_view line, std::vector<std::string>& fields) const {
  fields.clear();
  std::string_view rest = line;
  while (true) {
    rest = trimmed(rest);
    if (rest.starts_with('"')) {
      auto field = take_quoted(rest);
      if (!field || !(rest.empty() || rest.front() == ',')) {
        throw Error(where() + ": field " + std::to_string(fields.size() + 1) +
                    ": expected a closing quote before the comma or the end of the line");
      }
      fields.push_back(std::move(*field));
    } else {
      const auto comma = std::min(rest.find(','), rest.size());
      fields.emplace_back(trimmed(rest.substr(0, comma)));
      rest.remove_prefix(comma);
    }
    if (rest.empty()) {
      return;
    }
    rest.remove_prefix(1);
  }
}

double CsvReader::number(std::string_view field, std::string_view column) const {
  const auto value = parse_number(field);
  if (!value || !std::isfinite(*value)) {
    throw Error(where() + ": column \"" + std::string(column) + "\": expected a " +
                (value ? "finite " : "") + "number, found \"" + std::string(field) + "\"");
  }
  return *value;
}

}  // namespace simgrad
