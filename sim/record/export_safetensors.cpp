#include "sim/record/export.hpp"
#include "sim/record/output_file.hpp"

namespace simgrad {

void export_safetensors(const RunReader& reader, std::optional<std::int64_t> run,
                        ParametersAt moment, const std::filesystem::path& path) {
  const Transaction snapshot = reader.snapshot();
  const std::int64_t id = reader.runs_or_error(run.value_or(1)).front().id;
  const Blob bytes = reader.artifact(
      moment == ParametersAt::kStart ? kInitialParametersArtifact : kFinalParametersArtifact, id);
  OutputFile file(path);
  file.write(bytes);
  file.commit();
}

}  // namespace simgrad
