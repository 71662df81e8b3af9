#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sim/record/rows.hpp"

namespace simgrad::gui {

/// Whether a host or link works; the later, the worse.
enum class Condition : std::uint8_t { kNormal, kImpaired, kDown };

/// What failures made of hosts and links over time: slow hosts and degraded links are impaired.
class FaultHistory {
 public:
  explicit FaultHistory(const std::vector<EventRow>& events);

  Condition hostAt(const std::string& host, double simulated_s) const {
    return at(hosts_, host, simulated_s);
  }
  Condition linkAt(const std::string& link, double simulated_s) const {
    return at(links_, link, simulated_s);
  }

 private:
  struct Change {
    double simulated_s = 0.0;
    bool is_down = false;
    bool is_impaired = false;
  };
  using Changes = std::unordered_map<std::string, std::vector<Change>>;

  static void add(std::vector<Change>& changes, double simulated_s, std::string_view what);
  static Condition at(const Changes& changes, const std::string& subject, double simulated_s);

  Changes hosts_ = {};
  Changes links_ = {};
};

}  // namespace simgrad::gui
