#include "sim/sweep/run_end.hpp"

#include <fstream>
#include <nlohmann/json.hpp>

#include "sim/record/output_file.hpp"

namespace simgrad {

using Json = nlohmann::json;

void write_run_end(const std::filesystem::path& path, const EndedRun& run) {
  const Json text{{"run", run.id}, {"broke_off", run.broke_off}, {"wall_s", run.wall_s}};
  OutputFile file(path);
  file.write(text.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
  file.commit();
}

std::optional<EndedRun> read_run_end(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) {
    return std::nullopt;
  }
  const Json end = Json::parse(file, nullptr, false);
  if (!end.is_object()) {
    return std::nullopt;  // not all of it is visible here yet
  }
  return EndedRun{end.value("run", std::int64_t{0}), end.value("broke_off", std::string()),
                  end.value("wall_s", 0.0)};
}

}  // namespace simgrad
