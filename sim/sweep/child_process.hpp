#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <sys/types.h>

namespace simgrad {

/// Starts a child that ends with this process, whatever ends it; in a session of its own, signals
/// as a new program has them.
///
/// Call from a process without threads: the child goes on with the calling one alone.
///
/// @param body  what the child does; its value is the exit status. Error, std::bad_alloc and
///              std::system_error: its text on stderr and 2; another exception: 3
/// @param log   where the child's stdout and stderr go; empty: nowhere else
/// Returns: nothing if the system has no room for a process now.
/// Throws: Error if the log cannot be written, or there are no processes at all.
std::optional<pid_t> start_child(const std::function<int()>& body,
                                 const std::filesystem::path& log);

/// "ended by signal 9 (Killed)", "ended with exit status 3", of a status from waitpid().
std::string end_text(int status);

/// Lets the calling process take this much more memory than it has.
///
/// Beyond it std::bad_alloc is thrown where a thread asks for memory. Counted are the heap and the
/// stacks, as they are reserved (RLIMIT_DATA), and not what is read from a parent and shared.
void limit_memory(std::int64_t bytes);

}  // namespace simgrad
