#pragma once

#include <functional>
#include <string>

namespace simgrad::test {

/// Runs `body` in a child process and returns what it returns: SimGrid has one engine a process.
///
/// An exception comes back as "threw: " and its text, a signal as "died of signal N".
std::string in_child(const std::function<std::string()>& body);

}  // namespace simgrad::test
