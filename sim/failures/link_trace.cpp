#include "sim/failures/link_trace.hpp"

#include <memory>

#include <fmt/format.h>

#include "kernels/csv_reader.hpp"
#include "sim/engine/weather.hpp"

namespace simgrad {
namespace {

double unit_of(const CsvReader& reader, const std::vector<std::string>& header,
               const TraceColumn& column) {
  const bool two = header.size() == 2 && header[0] == "time";
  if (two && header[1] == column.name) {
    return 1.0;
  }
  if (two && header[1] == column.scaled) {
    return column.unit;
  }
  throw Error(fmt::format("{}: the header 'time,{}' or 'time,{}' was expected", reader.where(),
                          column.name, column.scaled));
}

TraceStep read_step(const CsvReader& reader, const std::vector<std::string>& fields,
                    const TraceColumn& column, double unit) {
  if (fields.size() != 2) {
    throw Error(fmt::format("{}: a time and a {} were expected, found {} fields", reader.where(),
                            column.name, fields.size()));
  }
  const TraceStep step{reader.number(fields[0], "time"),
                       unit * reader.number(fields[1], column.name)};
  if (step.from_s < 0.0) {
    throw Error(
        fmt::format("{}: a time from 0 s on was expected, found {}", reader.where(), fields[0]));
  }
  if (step.value < column.range.minimum || step.value > column.range.maximum) {
    throw Error(fmt::format("{}: a {} from {:.6g} to {:.6g} was expected, found {}", reader.where(),
                            column.name, column.range.minimum / unit, column.range.maximum / unit,
                            fields[1]));
  }
  return step;
}

/// A trace that is being followed.
struct Course {
  std::vector<TraceStep> steps;
  bool repeat = false;
  std::function<void(double)> set;

  void follow(Engine& engine, const std::shared_ptr<const Course>& self, std::size_t next,
              double begin_s) const {
    if (repeat && next + 1 == steps.size()) {
      begin_s += steps.back().from_s;
      next = 0;
    }
    if (next == steps.size()) {
      return;
    }
    const auto step = [&engine, self, next, begin_s] {
      self->set(self->steps[next].value);
      self->follow(engine, self, next + 1, begin_s);
    };
    const double at_s = begin_s + steps[next].from_s;
    if (at_s == 0.0) {
      step();  // before anything is sent
    } else {
      weather_at(engine, at_s, step);
    }
  }
};

}  // namespace

std::vector<TraceStep> read_link_trace(const std::string& path, const TraceColumn& column) {
  CsvReader reader(path);
  std::vector<std::string> fields;
  if (!reader.next(fields)) {
    throw Error(
        fmt::format("{}: the header 'time,{}' was expected, the file is empty", path, column.name));
  }
  const double unit = unit_of(reader, fields, column);
  std::vector<TraceStep> steps;
  while (reader.next(fields)) {
    const TraceStep step = read_step(reader, fields, column, unit);
    if (!steps.empty() && step.from_s <= steps.back().from_s) {
      throw Error(fmt::format("{}: a time after {:.6g} s was expected, found {}", reader.where(),
                              steps.back().from_s, fields[0]));
    }
    steps.push_back(step);
  }
  if (steps.empty()) {
    throw Error(path + ": at least one line after the header was expected");
  }
  return steps;
}

std::string link_trace_problem(const Arguments& arguments, const TraceColumn& column) {
  try {
    const auto steps = read_link_trace(arguments.text("file"), column);
    if (arguments.boolean("repeat") && steps.size() < 2) {
      return arguments.text("file") +
             ": two lines or more were expected for 'repeat': the last one's time is the period";
    }
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

void follow_link_trace(Engine& engine, std::vector<TraceStep> steps, bool repeat,
                       std::function<void(double value)> set) {
  const auto course =
      std::make_shared<const Course>(Course{std::move(steps), repeat, std::move(set)});
  course->follow(engine, course, 0, 0.0);
}

std::vector<Parameter> link_trace_parameters(std::string_view file_summary) {
  return {{.name = "links", .type = Type::kNames, .summary = "names or globs of links"},
          {.name = "file", .type = Type::kPath, .summary = file_summary},
          {.name = "repeat",
           .type = Type::kBoolean,
           .summary = "begin anew at the last line's time, whose value is then not used",
           .default_text = "false"}};
}

}  // namespace simgrad
