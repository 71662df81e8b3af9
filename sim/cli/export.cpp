#include "sim/cli/export.hpp"

#include "sim/record/export.hpp"

namespace simgrad {

void export_command(const std::filesystem::path& database, const std::string& format,
                    const std::string& at, const std::filesystem::path& out) {
  const RunReader reader(database);
  if (format == "csv") {
    export_csv(reader, out);
  } else if (format == "json") {
    export_json(reader, out);
  } else {
    export_safetensors(reader, at == "start" ? ParametersAt::kStart : ParametersAt::kEnd, out);
  }
}

}  // namespace simgrad
