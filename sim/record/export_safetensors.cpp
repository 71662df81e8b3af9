#include "sim/record/export.hpp"
#include "sim/record/output_file.hpp"

namespace simgrad {

void export_safetensors(const RunReader& reader, ParametersAt moment,
                        const std::filesystem::path& path, std::int64_t run) {
  const Blob bytes = reader.artifact(
      moment == ParametersAt::kStart ? kInitialParametersArtifact : kFinalParametersArtifact, run);
  OutputFile file(path);
  file.write(bytes);
  file.commit();
}

}  // namespace simgrad
