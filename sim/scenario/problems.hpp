#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/plan.hpp"

namespace simgrad {

/// What is wrong with a scenario, gathered while it is read.
class Problems {
 public:
  /// @param key  the dotted key that the problem is about
  void add(std::string_view key, Location where, std::string text) {
    keys_.emplace(key);
    found_.push_back({std::move(where), std::move(text)});
  }

  /// Nothing is wrong with `key` or anything below it.
  [[nodiscard]] bool sound(std::string_view key) const {
    for (auto found = keys_.lower_bound(key); found != keys_.end(); ++found) {
      if (found->compare(0, key.size(), key) != 0) {
        break;
      }
      const bool below = found->size() > key.size() &&
                         ((*found)[key.size()] == '.' || (*found)[key.size()] == '[');
      if (found->size() == key.size() || key.empty() || below) {
        return false;
      }
    }
    return true;
  }

  [[nodiscard]] const std::vector<Problem>& found() const { return found_; }

 private:
  std::vector<Problem> found_;
  std::set<std::string, std::less<>> keys_;
};

}  // namespace simgrad
