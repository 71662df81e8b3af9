#pragma once

#include <string>
#include <vector>

#include "kernels/component.hpp"

/// The servers of a generated platform.
namespace simgrad {

inline Parameter servers_parameter() {
  return {.name = "servers",
          .type = Type::kInteger,
          .summary = "hosts that are servers: `server`, or `server-0`, `server-1` ... if several",
          .default_text = "1",
          .range = {1, 10'000}};
}

/// A server's link is called "link-" and its name.
inline std::vector<std::string> server_names(const Arguments& arguments) {
  const std::int64_t count = arguments.integer("servers");
  if (count == 1) {
    return {"server"};
  }
  std::vector<std::string> names;
  for (std::int64_t i = 0; i < count; ++i) {
    names.push_back("server-" + std::to_string(i));
  }
  return names;
}

}  // namespace simgrad
