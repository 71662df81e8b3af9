#include "sim/sweep/exclusion.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string_view>

#include <fmt/format.h>

#include "sim/scenario/look_up.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/toml_text.hpp"
#include "sim/sweep/keyed_values.hpp"
#include "sim/sweep/overrides.hpp"

namespace simgrad {
namespace {

bool is_comparison(const SourceTable& table) {
  constexpr std::array<std::string_view, 5> kWords{"above", "below", "at_least", "at_most", "in"};
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) {
    return table.contains(word);
  });
}

bool is_value(const SourceTable& table) {
  return is_comparison(table) || chooses_kind(table);
}

/// Reads the conditions of one entry.
class ConditionReader {
 public:
  ConditionReader(const std::vector<Axis>& axes, const KeyMeanings& meanings, Problems& problems)
      : axes_(axes), meanings_(meanings), problems_(problems) {}

  Condition read(const KeyedValue& given) {
    Condition condition{given.key, given.node->where};
    meaning_ = meanings_.find(given.key);
    for (std::size_t i = 0; i < axes_.size(); ++i) {
      if (keys_overlap(axes_[i].key, given.key)) {
        condition.axes.push_back(i);
      }
    }
    if (!meaning_) {
      refuse(condition, condition.where, "unknown key, no point has it");
    } else if (condition.axes.empty()) {
      refuse(condition, condition.where, "no axis changes this key, so all points have the same");
    } else if (const auto* table = given.node->as<SourceTable>();
               table != nullptr && is_comparison(*table)) {
      read_comparisons(condition, *table);
    } else {
      take_value(condition, *given.node);
    }
    return condition;
  }

 private:
  void refuse(const Condition& condition, const Location& where, const std::string& text) {
    problems_.add(condition.key, where, fmt::format("exclude: {}: {}", condition.key, text));
  }

  void read_comparisons(Condition& condition, const SourceTable& table) {
    for (const auto& [word, node] : table) {
      if (word == "in") {
        const auto* list = node.as<SourceList>();
        if (list == nullptr || list->empty()) {
          refuse(condition, node.where, "in: a list of at least one value was expected");
        }
        for (const SourceNode& value : list == nullptr ? SourceList{} : *list) {
          take_value(condition, value);
        }
      } else if (double* bound = bound_of(condition, word)) {
        *bound = read_bound(condition, word, node);
      } else {
        refuse(condition, node.key,
               fmt::format("unknown key '{}'; known: above, below, at_least, at_most, in", word));
      }
    }
  }

  static double* bound_of(Condition& condition, const std::string& word) {
    return word == "above"      ? &condition.above
           : word == "at_least" ? &condition.at_least
           : word == "below"    ? &condition.below
           : word == "at_most"  ? &condition.at_most
                                : nullptr;
  }

  /// Whether `node` is a number as the key takes it: quantities need their unit.
  [[nodiscard]] bool is_number(const SourceNode& node) const {
    const Type type = meaning_->parameter.type;
    const bool is_text = node.as<std::string>() != nullptr;
    const bool takes = is_quantity(type) || meaning_->parameter.family == "distribution"
                           ? is_text
                           : !is_text && (type == Type::kInteger || type == Type::kReal);
    return takes && !std::isnan(number_of(node, &meaning_->parameter));
  }

  double read_bound(const Condition& condition, const std::string& word, const SourceNode& node) {
    const Type type = meaning_->parameter.type;
    if (!is_number(node)) {
      const bool numeric = is_quantity(type) || type == Type::kInteger || type == Type::kReal;
      refuse(condition, node.where,
             numeric
                 ? fmt::format("{}: {} was expected, not {}", word, expected(type),
                               describe_node(node))
                 : fmt::format("{}: the key takes no number, a value or 'in' was expected", word));
    }
    return number_of(node, &meaning_->parameter);
  }

  void take_value(Condition& condition, const SourceNode& node) {
    const Type type = meaning_->parameter.type;
    if (node.as<SourceMoment>() != nullptr) {
      refuse(condition, node.where, "a date or time of day is no value of a scenario");
      return;
    }
    if (is_quantity(type) && !is_number(node)) {
      refuse(condition, node.where,
             fmt::format("{} was expected, not {}", expected(type), describe_node(node)));
    }
    condition.any_of.push_back(node);
  }

  const std::vector<Axis>& axes_;
  const KeyMeanings& meanings_;
  Problems& problems_;
  std::optional<KeyMeaning> meaning_;
};

bool same_value(const SourceNode& a, const SourceNode& b, const Parameter& parameter) {
  const double number = number_of(a, &parameter);
  return std::isnan(number) ? toml_text(a) == toml_text(b) : number == number_of(b, &parameter);
}

bool holds(const Condition& condition, const SourceNode& scenario) {
  const auto meaning = look_up_key(scenario, condition.key);
  if (!meaning || !meaning->value) {
    return false;
  }
  const auto& any_of = condition.any_of;
  if (!any_of.empty() && std::none_of(any_of.begin(), any_of.end(), [&](const SourceNode& value) {
        return same_value(value, *meaning->value, meaning->parameter);
      })) {
    return false;
  }
  const double infinity = std::numeric_limits<double>::infinity();
  const bool bounded = std::max(condition.above, condition.at_least) > -infinity ||
                       std::min(condition.below, condition.at_most) < infinity;
  const double number = number_of(*meaning->value, &meaning->parameter);
  return !bounded || (number > condition.above && number >= condition.at_least &&
                      number < condition.below && number <= condition.at_most);
}

/// Remembers what a condition says of the values of the axes that decide it.
class Verdicts {
 public:
  Verdicts(const Condition& condition, const SourceNode& scenario,
           const std::vector<Override>& fixed)
      : condition_(condition), scenario_(scenario), fixed_(fixed) {}

  bool of(const Settings& point) {
    std::string values;
    Settings deciding;
    for (const std::size_t axis : condition_.axes) {
      values += point[axis]->value.text + '\n';
      deciding.push_back(point[axis]);
    }
    const auto [found, is_new] = known_.emplace(std::move(values), false);
    if (is_new) {
      found->second =
          holds(condition_, with_overrides(scenario_, point_overrides(fixed_, deciding)));
    }
    return found->second;
  }

 private:
  const Condition& condition_;
  const SourceNode& scenario_;
  const std::vector<Override>& fixed_;
  std::map<std::string, bool> known_;
};

}  // namespace

std::vector<Exclusion> read_exclusions(const SourceList& list, const std::vector<Axis>& axes,
                                       const KeyMeanings& meanings, Problems& problems) {
  std::vector<Exclusion> exclusions;
  for (const SourceNode& entry : list) {
    const auto* table = entry.as<SourceTable>();
    if (table == nullptr || table->empty()) {
      problems.add("exclude", entry.where,
                   fmt::format("exclude: a table of conditions was expected, not {}",
                               table == nullptr ? describe_node(entry) : "an empty one"));
      continue;
    }
    Exclusion exclusion;
    for (const KeyedValue& given : keyed_values(*table, is_value)) {
      exclusion.push_back(ConditionReader(axes, meanings, problems).read(given));
    }
    exclusions.push_back(std::move(exclusion));
  }
  return exclusions;
}

std::size_t leave_out(std::vector<Settings>& points, const std::vector<Exclusion>& exclusions,
                      const SourceNode& scenario, const std::vector<Override>& fixed) {
  std::vector<std::vector<Verdicts>> verdicts;
  for (const Exclusion& exclusion : exclusions) {
    verdicts.emplace_back();
    for (const Condition& condition : exclusion) {
      verdicts.back().emplace_back(condition, scenario, fixed);
    }
  }
  return std::erase_if(points, [&](const Settings& point) {
    return std::any_of(verdicts.begin(), verdicts.end(), [&](std::vector<Verdicts>& all) {
      return std::all_of(all.begin(), all.end(), [&](Verdicts& one) {
        return one.of(point);
      });
    });
  });
}

}  // namespace simgrad
