#include "sim/engine/platform_names.hpp"

#include <algorithm>

namespace simgrad {
namespace {

using Declared = PlatformNames::Declared;
using Table = std::unordered_map<std::string, Declared>;

const Declared* add(Table& table, const std::string& name, const Declared& declared) {
  const auto [position, is_new] = table.try_emplace(name, declared);
  return is_new ? nullptr : &position->second;
}

const Declared* find(const Table& table, std::string_view name) {
  const auto found = table.find(std::string(name));
  return found == table.end() ? nullptr : &found->second;
}

}  // namespace

const Declared* PlatformNames::add_netpoint(const std::string& name, const Declared& declared) {
  return add(netpoints_, name, declared);
}

const Declared* PlatformNames::add_zone(const std::string& name, const Declared& declared) {
  return add(zones_, name, declared);
}

const Declared* PlatformNames::add_link(const std::string& name, const Declared& declared) {
  if (declared.split_duplex) {
    Declared direction = declared;
    direction.split_duplex = false;
    for (const char* suffix : {"_UP", "_DOWN"}) {
      if (const Declared* earlier = add(links_, name + suffix, direction)) {
        return earlier;
      }
    }
  }
  return add(links_, name, declared);
}

const Declared* PlatformNames::find_netpoint(std::string_view name) const {
  return find(netpoints_, name);
}

const Declared* PlatformNames::find_zone(std::string_view name) const {
  return find(zones_, name);
}

const Declared* PlatformNames::find_link(std::string_view name) const {
  return find(links_, name);
}

bool PlatformNames::has_link_prefix(std::string_view name) const {
  return std::any_of(link_prefixes_.begin(), link_prefixes_.end(), [&](const std::string& prefix) {
    return name.starts_with(prefix);
  });
}

}  // namespace simgrad
