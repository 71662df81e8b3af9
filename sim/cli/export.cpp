#include "sim/cli/export.hpp"

#include <system_error>

#include "kernels/error.hpp"
#include "sim/record/export.hpp"

namespace simgrad {

namespace {

std::filesystem::path database_of(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) {
    return path;
  }
  if (!std::filesystem::exists(path / "sweep.db", error)) {
    throw Error(
        path.string() +
        ": not a file, and no sweep's folder (it holds no sweep.db); expected a run database");
  }
  return path / "sweep.db";
}

}  // namespace

const std::vector<std::string>& export_formats() {
  static const std::vector<std::string> formats{"csv", "json", "perfetto", "safetensors",
                                                "tensorboard"};
  return formats;
}

void export_command(const ExportOptions& options) {
  if (options.at && options.format != "safetensors") {
    throw Error("--at " + *options.at + ": only --format safetensors has a start and an end");
  }
  const RunReader reader(database_of(options.database));
  std::error_code error;
  if (std::filesystem::equivalent(reader.path(), options.out, error)) {
    throw Error(options.out.string() + ": the run database itself; it is not overwritten");
  }
  if (options.format == "csv") {
    export_csv(reader, options.run, options.out);
  } else if (options.format == "json") {
    export_json(reader, options.run, options.out);
  } else if (options.format == "perfetto") {
    export_perfetto(reader, options.run, options.out);
  } else if (options.format == "tensorboard") {
    export_tensorboard(reader, options.run, options.out);
  } else {
    const bool at_start = options.at.value_or("end") == "start";
    export_safetensors(reader, options.run, at_start ? ParametersAt::kStart : ParametersAt::kEnd,
                       options.out);
  }
}

}  // namespace simgrad
