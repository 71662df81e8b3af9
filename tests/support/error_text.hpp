#pragma once

#include <string>

#include "kernels/error.hpp"

namespace simgrad {

/// The text of the Error that `action` throws; "no error" if it throws none.
template <class Action>
std::string error_text(Action action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace simgrad
