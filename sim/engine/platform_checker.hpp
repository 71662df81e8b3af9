#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/engine/platform_elements.hpp"
#include "sim/engine/platform_names.hpp"
#include "sim/engine/platform_zone.hpp"

namespace simgrad {

/// Checks the elements of one platform file as they come. A name must be declared above where it is
/// used, as SimGrid wants it. What is inside an element that is refused, unknown or out of place is
/// passed over.
class PlatformChecker {
 public:
  struct Problem {
    int line = 0;
    std::string text;
  };

  void begin_element(int line, std::string_view name, const AttributeValues& values);
  void end_element();
  void character_data(int line, std::string_view text);
  void end_document(int line);

  std::vector<Problem> problems;

 private:
  struct Open {
    std::string name;
    std::string label;
    int line = 0;
    int links = 0;  // link_ctn inside
    bool text_reported = false;
  };

  void problem(int line, const std::string& label, const std::string& text);
  bool may_stand_here(int line, const std::string& label, std::string_view name,
                      const PlatformElement* element);
  void check_element(const Open& open, const AttributeValues& values);
  void check_top_level(const Open& open);

  void begin_zone(const Open& open, const AttributeValues& values);
  void end_zone();
  void declare_netpoint(const Open& open, std::string_view what, const std::string& name);
  void declare_link(const Open& open, const AttributeValues& values);
  void declare_cluster(const Open& open, const AttributeValues& values);
  void declare_cabinet(const Open& open, const AttributeValues& values);
  void declare_peer(const Open& open, const AttributeValues& values);
  void declare_hosts(const Open& open, const AttributeValues& values, bool need_host_link);
  void check_topology(const Open& open, const AttributeValues& values, std::int64_t hosts);
  void check_host(const Open& open, const AttributeValues& values);
  void check_host_link(const Open& open, const AttributeValues& values);
  bool check_route_end(const Open& open, std::string_view end, const std::string& name);
  void check_route(const Open& open, const AttributeValues& values);
  void check_gateways(const Open& open, const AttributeValues& values);
  void check_link_ctn(const Open& open, const AttributeValues& values);
  void report_twice(const Open& open, const std::string& name,
                    const PlatformNames::Declared* earlier);

  PlatformZone* zone() { return open_zones_.empty() ? nullptr : &zones_[open_zones_.back()].first; }
  int zone_index() const { return open_zones_.empty() ? -1 : static_cast<int>(open_zones_.back()); }
  bool is_within(int inner, std::string_view zone_id) const;

  std::vector<Open> stack_;
  int passed_over_ = 0;  // depth inside an element that is passed over
  PlatformNames names_;
  std::vector<std::pair<PlatformZone, int>> zones_;  // with the parent's index
  std::vector<std::size_t> open_zones_;
  std::int64_t hosts_ = 0;
  int top_zone_line_ = 0;
};

}  // namespace simgrad
