#include "sim/scenario/expand.hpp"

#include <algorithm>

#include "sim/record/natural_order.hpp"
#include "sim/scenario/names.hpp"
#include "sim/scenario/tree.hpp"

namespace simgrad {
namespace {

template <class Summary>
std::vector<std::string> sorted_names(const std::vector<Summary>& items) {
  std::vector<std::string> names;
  names.reserve(items.size());
  for (const Summary& item : items) {
    names.push_back(item.name);
  }
  std::sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) {
    return natural_less(a, b);
  });
  return names;
}

class Expansion {
 public:
  Expansion(const KnownNames& known, const Plan& plan, Problems& problems)
      : known_(known), plan_(plan), problems_(problems) {}

  Arguments table(Arguments arguments, std::span<const Parameter> parameters,
                  const std::string& key) {
    for (const Parameter& parameter : parameters) {
      const auto found = arguments.values().find(parameter.name);
      if (found != arguments.values().end()) {
        arguments.set(found->first, one(found->second, parameter, child_key(key, parameter.name)));
      }
    }
    return arguments;
  }

 private:
  Argument one(const Argument& argument, const Parameter& parameter, const std::string& key) {
    if (const auto* names = std::get_if<std::vector<std::string>>(&argument)) {
      return expanded(*names, parameter.name, key);
    }
    if (const auto* chosen = std::get_if<Chosen>(&argument)) {
      return component(*chosen, parameter, key);
    }
    if (const auto* list = std::get_if<std::vector<Chosen>>(&argument)) {
      std::vector<Chosen> result;
      for (std::size_t i = 0; i < list->size(); ++i) {
        result.push_back(component((*list)[i], parameter, child_key(key, i)));
      }
      return result;
    }
    return argument;
  }

  Chosen component(const Chosen& chosen, const Parameter& parameter, const std::string& key) {
    if (chosen.arguments == nullptr) {
      return chosen;
    }
    const auto& parameters = chosen.info != nullptr ? chosen.info->parameters : parameter.members;
    return {chosen.info,
            std::make_shared<const Arguments>(table(*chosen.arguments, parameters, key))};
  }

  std::vector<std::string> expanded(const std::vector<std::string>& names, std::string_view name,
                                    const std::string& key) {
    if (name == "links") {
      return expand_names(names, known_.links, "link", key, plan_, problems_);
    }
    if (name == "hosts" || name == "workers" || name == "server" || name == "standby" ||
        name == "from" || name == "to") {
      return expand_names(names, known_.hosts, "host", key, plan_, problems_);
    }
    return names;
  }

  const KnownNames& known_;
  const Plan& plan_;
  Problems& problems_;
};

}  // namespace

KnownNames known_names(const PlatformSummary& summary) {
  return {sorted_names(summary.hosts), sorted_names(summary.links)};
}

Arguments expand_all(const Arguments& arguments, std::span<const Parameter> parameters,
                     const std::string& key, const KnownNames& known, const Plan& plan,
                     Problems& problems) {
  return Expansion(known, plan, problems).table(arguments, parameters, key);
}

}  // namespace simgrad
