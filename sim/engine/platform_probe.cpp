#include <algorithm>
#include <array>
#include <functional>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "sim/engine/engine_state.hpp"

/// Looks into a platform in a child process, since SimGrid aborts on what it does not like.
/// Call before any thread is started: the child goes on with the calling thread alone.
namespace simgrad {
namespace {

constexpr double kLargeMessageBytes = 1e8;

struct ChildResult {
  std::string output;
  std::string errors;
  bool succeeded = false;
};

std::string read_all(int descriptor) {
  std::string text;
  std::array<char, 65536> block{};
  ssize_t count = 0;
  while ((count = read(descriptor, block.data(), block.size())) > 0) {
    text.append(block.data(), static_cast<std::size_t>(count));
  }
  close(descriptor);
  return text;
}

void write_all(int descriptor, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t count = write(descriptor, text.data() + done, text.size() - done);
    if (count <= 0) {
      return;
    }
    done += static_cast<std::size_t>(count);
  }
}

/// Runs `body` in a child; what it says goes by `say`, what SimGrid says by stderr.
ChildResult in_child(const std::function<void(std::ostream& say)>& body) {
  std::array<int, 2> output{};
  FILE* errors = tmpfile();
  if (errors == nullptr || pipe(output.data()) != 0) {
    throw Error("cannot make a pipe or a temporary file to check the platform");
  }
  const pid_t child = fork();
  if (child < 0) {
    throw Error("cannot start a process to check the platform");
  }
  if (child == 0) {
    close(output[0]);
    dup2(fileno(errors), STDERR_FILENO);
    dup2(fileno(errors), STDOUT_FILENO);
    std::ostringstream say;
    say.precision(17);
    int status = 0;
    try {
      body(say);
    } catch (const std::exception& error) {
      write_all(STDERR_FILENO, fmt::format("{}\n", error.what()));
      status = 1;
    }
    write_all(output[1], say.str());
    _exit(status);
  }
  close(output[1]);
  ChildResult result;
  result.output = read_all(output[0]);
  int status = 0;
  waitpid(child, &status, 0);
  result.succeeded = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  lseek(fileno(errors), 0, SEEK_SET);
  result.errors = read_all(dup(fileno(errors)));
  fclose(errors);
  return result;
}

/// The line of SimGrid's log that says why, without its time and category.
std::string last_words(const std::string& errors) {
  std::istringstream lines(errors);
  std::string line;
  std::string words = "it gives no reason";
  while (std::getline(lines, line)) {
    const bool says_why = line.find("CRITICAL") != std::string::npos ||
                          line.find("ERROR") != std::string::npos ||
                          (!line.empty() && line.front() != '[' && words == "it gives no reason");
    if (says_why) {
      const std::size_t end = line.find("] ", line.find("] ") + 1);
      words = line.front() == '[' && end != std::string::npos ? line.substr(end + 2) : line;
      break;
    }
  }
  return words;
}

std::string where(const PlatformChoice& choice) {
  return choice.file ? choice.file->string() : "the generated platform";
}

}  // namespace

PlatformSummary inspect_platform(const PlatformChoice& choice) {
  PlatformChoice loud = choice;
  loud.show_log = true;
  const ChildResult child = in_child([&](std::ostream& say) {
    const auto engine = load_platform(loud);
    for (const s4u::Host* host : engine->get_all_hosts()) {
      say << "host " << host->get_name() << ' ' << host->get_speed() << ' '
          << host->get_core_count() << '\n';
    }
    for (const s4u::Link* link : engine->get_all_links()) {
      if (link->get_name().rfind("__", 0) == 0) {
        continue;  // SimGrid's own, as __loopback__
      }
      say << "link " << link->get_name() << ' ' << link->get_bandwidth() << ' '
          << link->get_latency() << '\n';
    }
  });
  if (!child.succeeded) {
    throw Error(where(choice) +
                ": error: SimGrid refuses this platform: " + last_words(child.errors));
  }
  PlatformSummary summary;
  std::istringstream words(child.output);
  std::string kind;
  while (words >> kind) {
    if (kind == "host") {
      HostSummary host;
      words >> host.name >> host.flop_per_s >> host.cores;
      summary.hosts.push_back(std::move(host));
    } else {
      LinkSummary link;
      words >> link.name >> link.bytes_per_s >> link.latency_s;
      summary.links.push_back(std::move(link));
    }
  }
  const auto by_name = [](const auto& a, const auto& b) {
    return a.name < b.name;
  };
  std::sort(summary.hosts.begin(), summary.hosts.end(), by_name);
  std::sort(summary.links.begin(), summary.links.end(), by_name);
  return summary;
}

namespace {

/// Raw latency and links of one route, then one byte and one large message sent over it alone.
void say_route(std::ostream& say, s4u::Host* from, s4u::Host* to, bool measure) {
  std::vector<s4u::Link*> links;
  double latency_s = 0.0;
  from->route_to(to, links, &latency_s);
  if (links.empty() && from != to) {
    throw Error("no route");
  }
  if (!measure) {
    return;
  }
  const double begin_s = s4u::Engine::get_clock();
  s4u::Comm::sendto(from, to, 1);
  const double one_byte_s = s4u::Engine::get_clock() - begin_s;
  s4u::Comm::sendto(from, to, static_cast<std::uint64_t>(kLargeMessageBytes));
  const double large_s = s4u::Engine::get_clock() - begin_s - one_byte_s;
  say << latency_s << ' ' << one_byte_s << ' '
      << (kLargeMessageBytes - 1.0) / (large_s - one_byte_s) << ' ' << links.size();
  for (const s4u::Link* link : links) {
    say << ' ' << link->get_name();
  }
  say << '\n';
}

}  // namespace

std::vector<RouteSummary> inspect_routes(
    const PlatformChoice& choice, const std::vector<std::pair<std::string, std::string>>& pairs,
    bool measure) {
  PlatformChoice loud = choice;
  loud.show_log = true;
  const ChildResult child = in_child([&](std::ostream& say) {
    const auto engine = load_platform(loud);
    if (pairs.empty()) {
      return;
    }
    const auto walk = [&] {
      for (const auto& [from, to] : pairs) {
        // Said before the question, so that the parent knows which one was fatal.
        write_all(STDERR_FILENO, fmt::format("route {} {}\n", from, to));
        say_route(say, engine->host_by_name(from), engine->host_by_name(to), measure);
      }
    };
    s4u::Actor::create("probe", engine->host_by_name(pairs.front().first), walk);
    engine->run();
  });
  if (!child.succeeded) {
    const std::size_t last = child.errors.rfind("\nroute ");
    const std::size_t begin = last == std::string::npos ? 0 : last + 1;
    std::istringstream pair(child.errors.substr(begin));
    std::string word;
    std::string from;
    std::string to;
    pair >> word >> from >> to;
    throw Error(
        fmt::format("{}: error: no route from host '{}' to host '{}'; expected a route "
                    "between all hosts that talk to each other, both ways",
                    where(choice), from, to));
  }
  std::vector<RouteSummary> routes;
  std::istringstream words(child.output);
  for (const auto& [from, to] : pairs) {
    if (!measure) {
      break;
    }
    RouteSummary route{from, to, 0.0, 0.0, 0.0, {}};
    std::size_t count = 0;
    words >> route.latency_s >> route.one_byte_s >> route.flow_cap_bytes_per_s >> count;
    route.links.resize(count);
    for (std::string& link : route.links) {
      words >> link;
    }
    routes.push_back(std::move(route));
  }
  return routes;
}

}  // namespace simgrad
