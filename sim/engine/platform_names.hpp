#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace simgrad {

/// What a platform file has declared so far. Hosts and routers share one set of names, zones have
/// their own, links have theirs.
class PlatformNames {
 public:
  struct Declared {
    std::string what;  // "host", "router", "link", "zone" …
    int line = 0;
    int zone = -1;  // the zone that it is in
    bool split_duplex = false;
  };

  /// Each returns the earlier declaration of that name and keeps it, or nullptr.
  const Declared* add_netpoint(const std::string& name, const Declared& declared);
  const Declared* add_zone(const std::string& name, const Declared& declared);
  /// A SPLITDUPLEX link takes three names: its own, and with _UP and _DOWN after it.
  const Declared* add_link(const std::string& name, const Declared& declared);

  /// Links that SimGrid makes up itself (those of a cluster) have names that begin so.
  void add_link_prefix(std::string prefix) { link_prefixes_.push_back(std::move(prefix)); }

  const Declared* find_netpoint(std::string_view name) const;
  const Declared* find_zone(std::string_view name) const;
  const Declared* find_link(std::string_view name) const;
  bool has_link_prefix(std::string_view name) const;

 private:
  using Table = std::unordered_map<std::string, Declared>;

  Table netpoints_;
  Table zones_;
  Table links_;
  std::vector<std::string> link_prefixes_;
};

}  // namespace simgrad
