#include "sim/sweep/slurm_job.hpp"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "kernels/error.hpp"
#include "sim/record/output_file.hpp"

namespace simgrad {
namespace {

using Json = nlohmann::json;

/// Where the file does not say: enough to fill a cluster, few enough that the second which Slurm
/// takes to start each does not show.
constexpr std::size_t kUsualTasks = 256;

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

template <class T>
std::optional<T> optional_of(const Json& value) {
  return value.is_null() ? std::nullopt : std::optional<T>(value.get<T>());
}

/// For a line of #SBATCH.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
    }
    out += c;
  }
  return out + '"';
}

/// For a shell.
std::string shell_word(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return out + '\'';
}

bool is_directive(const std::string& line) {
  return line.rfind("#SBATCH", 0) == 0;
}

}  // namespace

std::vector<std::vector<SweepRun>> deal_out(const SlurmChoice& choice,
                                            const std::vector<SweepRun>& runs,
                                            std::size_t most_tasks) {
  const auto wanted = static_cast<std::size_t>(choice.tasks);
  if (wanted > most_tasks) {
    throw Error(
        fmt::format("slurm.tasks: {} tasks, but an array of this cluster has at most {} "
                    "(MaxArraySize)",
                    wanted, most_tasks));
  }
  const auto at_once = static_cast<std::size_t>(choice.cpus);
  const std::size_t usual =
      std::min({(runs.size() + at_once - 1) / at_once, kUsualTasks, most_tasks});
  std::vector<std::vector<SweepRun>> tasks(std::min(wanted == 0 ? usual : wanted, runs.size()));
  for (std::size_t i = 0; i < runs.size(); ++i) {
    tasks[i % tasks.size()].push_back(runs[i]);
  }
  return tasks;
}

void write_job(const std::filesystem::path& path, const SlurmJob& job) {
  Json tasks = Json::array();
  for (const std::vector<SweepRun>& task : job.tasks) {
    Json runs = Json::array();
    for (const SweepRun& run : task) {
      runs.push_back({{"run", run.id}, {"overrides", run.overrides}});
    }
    tasks.push_back(std::move(runs));
  }
  const Json text{{"scenario", job.scenario.string()},
                  {"runs", job.runs.string()},
                  {"memory_bytes", or_null(job.limits.memory_bytes)},
                  {"wall_s", or_null(job.limits.wall_s)},
                  {"device", job.options.device},
                  {"threads", job.options.threads},
                  {"keep_parameters", job.options.keep_parameters},
                  {"runs_at_once", job.runs_at_once},
                  {"tasks", std::move(tasks)}};
  OutputFile file(path);
  file.write(text.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
  file.commit();
}

SlurmJob read_job(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) {
    throw Error(path.string() +
                ": no such file; expected what simgrad sweep --executor slurm "
                "wrote there");
  }
  try {
    const Json text = Json::parse(file);
    SlurmJob job;
    job.scenario = text.at("scenario").get<std::string>();
    job.runs = text.at("runs").get<std::string>();
    job.limits = {optional_of<std::int64_t>(text.at("memory_bytes")),
                  optional_of<double>(text.at("wall_s"))};
    job.options = {text.at("device").get<std::string>(), text.at("threads").get<std::size_t>(),
                   text.at("keep_parameters").get<bool>()};
    job.runs_at_once = text.at("runs_at_once").get<std::size_t>();
    for (const Json& task : text.at("tasks")) {
      auto& runs = job.tasks.emplace_back();
      for (const Json& run : task) {
        runs.push_back({});
        runs.back().id = run.at("run").get<std::int64_t>();
        runs.back().overrides = run.at("overrides").get<std::vector<std::string>>();
      }
    }
    return job;
  } catch (const Json::exception& error) {
    throw Error(fmt::format("{}: not a job of simgrad sweep: {}", path.string(), error.what()));
  }
}

std::string task_log(const std::filesystem::path& file, const std::string& index) {
  return fmt::format("{}-{}.log", (file.parent_path() / file.stem()).string(), index);
}

std::string job_script(const SlurmChoice& choice, const SlurmJob& job, const std::string& name,
                       const std::filesystem::path& file, const std::filesystem::path& program) {
  std::string text = fmt::format(
      "#!/bin/sh\n"
      "#SBATCH --job-name={}\n"
      "#SBATCH --array=0-{}\n"
      "#SBATCH --ntasks=1\n"
      "#SBATCH --cpus-per-task={}\n"
      "#SBATCH --output={}\n"
      "#SBATCH --open-mode=append\n"
      "#SBATCH --requeue\n",
      name, job.tasks.size() - 1, job.runs_at_once * job.options.threads,
      quoted(task_log(file, "%a")));
  const auto add = [&](const char* option, const std::string& value) {
    text += value.empty() ? "" : fmt::format("#SBATCH --{}={}\n", option, value);
  };
  add("partition", choice.partition);
  add("time", choice.time);
  add("mem", choice.memory);
  for (const std::string& line : choice.extra) {
    text += is_directive(line) ? line + "\n" : "";
  }
  for (const std::string& line : choice.extra) {
    text += is_directive(line) ? "" : line + "\n";
  }
  return text + fmt::format("exec {} sweep-task {} \"$SLURM_ARRAY_TASK_ID\"\n",
                            shell_word(program.string()), shell_word(file.string()));
}

}  // namespace simgrad
