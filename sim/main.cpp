#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <new>
#include <string>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>

#include "sim/cli/check.hpp"
#include "sim/cli/describe.hpp"
#include "sim/cli/export.hpp"
#include "sim/cli/report.hpp"
#include "sim/cli/run.hpp"
#include "sim/cli/schema.hpp"
#include "sim/cli/sweep.hpp"
#include "sim/experiment/open_device.hpp"
#include "sim/scenario/plan.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/suggestion.hpp"
#include "sim/sweep/slurm_task.hpp"

/// The table of commands, and the one place that catches errors.
namespace {

using simgrad::Output;

constexpr int kUserError = 2;
constexpr int kOwnError = 3;

/// Says why on stderr. Where even that cannot be written, there is nothing left to say.
void complain(const std::string& text) {
  std::fputs(("simgrad: " + text + "\n").c_str(), stderr);
}

/// Gives each standard stream that is closed a place to go: a file opened later would take its
/// number, and get its text.
void open_standard_streams() {
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream) {
    if (fcntl(stream, F_GETFD) == -1) {
      (void)open("/dev/null", O_RDWR);  // takes the lowest number that is free: this one
    }
  }
}

/// `status`, or a user's error if what was said on stdout could not be written.
int check_output(int status) {
  errno = 0;
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) {
    return status;
  }
  complain(
      fmt::format("cannot write to stdout: {}", errno == 0 ? "write error" : std::strerror(errno)));
  return status == 0 ? kUserError : status;
}

/// What the words of the command line become.
struct CommandLine {
  simgrad::RunOptions run;
  simgrad::ExportOptions exported;
  simgrad::SweepOptions sweep;
  bool no_parameters = false;
  bool quiet = false;
  bool json = false;
  bool markdown = false;
  bool schema = false;
  std::filesystem::path reported;
  std::filesystem::path page;
  std::string job;
  std::size_t task = 0;
  std::string name;
  int status = 0;
};

CLI::Option* add_scenario_options(CLI::App& command, CommandLine& line) {
  CLI::Option* scenario =
      command.add_option("scenario", line.run.scenario, "the scenario file (TOML)")->required();
  command.add_option("--set", line.run.overrides, "key=value: overrides a key of the scenario")
      ->allow_extra_args(false)
      ->take_all();
  return scenario;
}

void add_output_options(CLI::App& command, CommandLine& line) {
  auto* quiet = command.add_flag("--quiet,-q", line.quiet, "say nothing but errors");
  command.add_flag("--json", line.json, "progress and summary as JSON lines")->excludes(quiet);
}

Output output_of(const CommandLine& line) {
  return line.json ? Output::kJson : line.quiet ? Output::kQuiet : Output::kText;
}

/// Takes an option's value with its unit.
CLI::Option* add_quantity(CLI::App& command, const std::string& name, simgrad::Type type,
                          double& target, const std::string& help) {
  return command.add_option_function<std::string>(
      name,
      [&target, name, type](const std::string& text) {
        try {
          target = simgrad::parse_quantity(text, type);
        } catch (const simgrad::Error& error) {
          throw CLI::ValidationError(name, error.what());
        }
        if (target < 0.0) {
          throw CLI::ValidationError(name, "expected none below zero, got '" + text + "'");
        }
      },
      help);
}

void add_saving_options(CLI::App& command, CommandLine& line) {
  command
      .add_option("--resume", line.run.resume,
                  "goes on with the run in this database, which was killed or interrupted")
      ->excludes("scenario", "--set", "--device", "--threads", "--out", "--span-limit",
                 "--no-parameters");
  add_quantity(command, "--save-every", simgrad::Type::kSeconds, line.run.saves.every_s,
               "wall time between saves of what --resume goes on from; default: 60 s; 0 s: none");
  add_quantity(command, "--save-limit", simgrad::Type::kBytes, line.run.saves.limit_bytes,
               "a run with more live values is not saved; default: 1 GB");
}

void add_run(CLI::App& app, CommandLine& line) {
  CLI::App* command = app.add_subcommand("run", "run a scenario and record it in a run database");
  add_scenario_options(*command, line)->required(false);
  command
      ->add_option("--device", line.run.device,
                   "where numbers are computed: auto, cpu, cuda, or cuda:0,1 for some GPUs")
      ->check(simgrad::device_name_problem);
  command->add_option("--threads", line.run.threads, "of the CPU device; default: one per core")
      ->check(CLI::Range(1, 1024));
  command->add_option("--out", line.run.out, "the run database; default: SCENARIO.db here");
  command
      ->add_option("--span-limit", line.run.recording.span_limit,
                   "most rows of the table span; beyond, whole rounds are left out")
      ->check(CLI::Range(1, 1'000'000'000));
  command->add_flag("--no-parameters", line.no_parameters, "do not record parameters");
  add_saving_options(*command, line);
  add_output_options(*command, line);
  command->callback([&line] {
    if (line.run.scenario.empty() && line.run.resume.empty()) {
      throw CLI::RequiredError("scenario");
    }
    line.run.output = output_of(line);
    line.run.recording.parameters = !line.no_parameters;
    line.status = simgrad::run_command(line.run);
  });
}

void add_sweep(CLI::App& app, CommandLine& line) {
  CLI::App* command = app.add_subcommand("sweep", "run a scenario at many points, side by side");
  simgrad::SweepOptions& sweep = line.sweep;
  command->add_option("sweep", sweep.file, "the sweep's file (TOML)")->required();
  command->add_option("--set", sweep.overrides, "key=value: overrides a key of the scenario")
      ->allow_extra_args(false)
      ->take_all();
  command->add_option("--out", sweep.out, "the folder; default: SWEEP here");
  command->add_flag("--resume", sweep.resume, "run what the folder does not have yet");
  command->add_option("--executor", sweep.executor, "where runs are run: local, or slurm")
      ->check(CLI::IsMember({"local", "slurm"}));
  command->add_flag("--dry-run", sweep.dry_run, "print the script for Slurm, run nothing");
  command->add_option("-j,--jobs", sweep.jobs, "runs at a time; default: one per core, or per GPU")
      ->check(CLI::Range(1, 1024));
  command
      ->add_option("--device", sweep.device,
                   "where numbers are computed: cpu, auto, cuda, or cuda:0,1 for some GPUs")
      ->check(simgrad::device_name_problem);
  command->add_option("--threads", sweep.threads, "of the CPU device, for each run; default: 1")
      ->check(CLI::Range(1, 1024));
  command->add_flag("--keep-parameters", sweep.keep_parameters,
                    "record each run's initial and final parameters");
  command->add_flag("--verbose,-v", sweep.verbose, "a line for each run");
  add_output_options(*command, line);
  command->callback([&line] {
    line.sweep.output = output_of(line);
    line.status = simgrad::sweep_command(line.sweep);
  });
}

/// What the tasks of a Slurm array call; not listed.
void add_sweep_task(CLI::App& app, CommandLine& line) {
  CLI::App* command = app.add_subcommand("sweep-task", "run one task of a sweep under Slurm");
  command->group("");
  command->add_option("job", line.job, "the job's file, as simgrad sweep wrote it")->required();
  command->add_option("task", line.task, "its number in the array")
      ->required()
      ->check(CLI::Range(0, 4'000'000));
  command->callback([&line] {
    line.status = simgrad::run_slurm_task(line.job, line.task);
  });
}

void add_check(CLI::App& app, CommandLine& line) {
  CLI::App* command =
      app.add_subcommand("check", "read and check a scenario or a sweep, and print its plan");
  add_scenario_options(*command, line);
  command->add_flag("--json", line.json, "plan or problems as JSON");
  command->callback([&line] {
    line.status = simgrad::check_command(line.run.scenario, line.run.overrides, line.json);
  });
}

std::string schema_named(const std::string& name) {
  return name == "sweep" ? simgrad::sweep_schema_json() : simgrad::scenario_schema_json();
}

void add_describe(CLI::App& app, CommandLine& line) {
  CLI::App* command = app.add_subcommand(
      "describe", "the components and sections of scenarios, with their parameters");
  command->add_option("name", line.name,
                      "a component, section or family, scenario or sweep; none: all components");
  auto* json = command->add_flag("--json", line.json, "everything as JSON");
  auto* markdown = command->add_flag("--markdown", line.markdown, "README's table of components");
  command
      ->add_flag("--schema", line.schema,
                 "the JSON Schema of scenario files; with the name sweep, of sweep files")
      ->excludes(json)
      ->excludes(markdown);
  command->callback([&line] {
    const std::string text = line.schema         ? schema_named(line.name)
                             : line.json         ? simgrad::describe_json()
                             : line.markdown     ? simgrad::markdown_table()
                             : line.name.empty() ? simgrad::describe_all()
                                                 : simgrad::describe(line.name);
    fmt::print("{}{}", text, text.empty() || text.back() == '\n' ? "" : "\n");
  });
}

void add_export(CLI::App& app, CommandLine& line) {
  CLI::App* command = app.add_subcommand("export", "write a run database in another form");
  command
      ->add_option("database", line.exported.database, "the run database, or the folder of a sweep")
      ->required();
  command
      ->add_option("--format", line.exported.format,
                   "csv (a folder with a file per table), json, perfetto (a trace for "
                   "ui.perfetto.dev), safetensors (the model), tensorboard (a folder of event "
                   "files)")
      ->required()
      ->check(CLI::IsMember(simgrad::export_formats()));
  command->add_option("--run", line.exported.run,
                      "of a sweep's run N alone; default: all, for safetensors run 1");
  command->add_option("--at", line.exported.at, "safetensors: the model at the start or the end")
      ->check(CLI::IsMember({"start", "end"}));
  command->add_option("-o,--out", line.exported.out, "the file or folder to write")->required();
  command->callback([&line] {
    simgrad::export_command(line.exported);
  });
}

void add_report(CLI::App& app, CommandLine& line) {
  CLI::App* command =
      app.add_subcommand("report", "write a page about a run or a sweep: one HTML file");
  command->add_option("database", line.reported, "the run database, or the folder of a sweep")
      ->required();
  command->add_option("-o,--out", line.page,
                      "the page; default: the database's or folder's name with .html here");
  command->callback([&line] {
    simgrad::report_command(line.reported, line.page);
  });
}

/// What the parser has against the words; of a command that does not exist it knows only that one
/// is missing.
std::string complaint(const CLI::App& app, const CLI::ParseError& error, int count, char** words) {
  const bool is_command = count > 1 && words[1][0] != '-' && words[1][0] != '\0';
  if (is_command && app.get_subcommands().empty()) {
    return fmt::format("unknown command '{}'", words[1]);
  }
  return error.what();
}

/// The first word that looks like what was meant, for a command or option that does not exist.
std::string did_you_mean(const CLI::App& app, int count, char** words) {
  std::vector<std::string> names;
  const CLI::App* command = &app;
  const auto known_subcommands = app.get_subcommands([](const CLI::App*) {
    return true;
  });
  for (const CLI::App* subcommand : known_subcommands) {
    names.push_back(subcommand->get_name());
    if (count > 1 && subcommand->get_name() == words[1]) {
      command = subcommand;
    }
  }
  for (const CLI::Option* option : command->get_options()) {
    for (const std::string& name : option->get_lnames()) {
      names.push_back("--" + name);
    }
  }
  const std::vector<std::string_view> known(names.begin(), names.end());
  for (int i = 1; i < count; ++i) {
    const std::string_view word = words[i];
    const bool is_name = i == 1 || word.substr(0, 2) == "--";
    if (is_name && std::find(names.begin(), names.end(), word) == names.end()) {
      const std::string_view near = simgrad::nearest(word.substr(0, word.find('=')), known);
      return near.empty() ? "" : fmt::format("; did you mean '{}'?", near);
    }
  }
  return "";
}

int run_program(int count, char** words) {
  CLI::App app{"Real distributed training on a simulated, failing cluster"};
  app.set_version_flag("--version", std::string("simgrad ") + SIMGRAD_VERSION);
  app.require_subcommand(1);
  app.footer("Start with: simgrad run scenarios/quickstart.toml");
  CommandLine line;
  add_run(app, line);
  add_sweep(app, line);
  add_sweep_task(app, line);
  add_check(app, line);
  add_describe(app, line);
  add_export(app, line);
  add_report(app, line);
  try {
    app.parse(count, words);
    return line.status;
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& error) {
    complain(fmt::format("{}{}\nsimgrad --help lists commands and options",
                         complaint(app, error, count, words), did_you_mean(app, count, words)));
    return kUserError;
  }
}

}  // namespace

int main(int count, char** words) {
  try {
    open_standard_streams();
    return check_output(run_program(count, words));
  } catch (const simgrad::ScenarioError& error) {
    std::fputs(fmt::format("{}\n", error.what()).c_str(), stderr);
    return kUserError;
  } catch (const simgrad::Error& error) {
    complain(error.what());
    return kUserError;
  } catch (const std::bad_alloc&) {
    complain("out of memory; use fewer nodes or a smaller model");
    return kUserError;
  } catch (const std::system_error& error) {
    complain(error.what());
    return kUserError;
  } catch (const std::exception& error) {
    complain(fmt::format("this is a defect of simgrad: {}", error.what()));
    return kOwnError;
  }
}
