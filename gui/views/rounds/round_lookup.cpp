#include "gui/views/rounds/round_lookup.hpp"

#include <algorithm>

namespace simgrad::gui {
namespace {

template <class Predicate>
std::optional<std::size_t> firstWhere(const std::vector<RoundRow>& rounds, Predicate is_wanted) {
  const auto found = std::find_if(rounds.begin(), rounds.end(), is_wanted);
  return found == rounds.end() ? std::nullopt
                               : std::optional(static_cast<std::size_t>(found - rounds.begin()));
}

}  // namespace

std::optional<std::size_t> roundOfNumber(const std::vector<RoundRow>& rounds, std::int64_t number) {
  return firstWhere(rounds, [number](const RoundRow& round) {
    return round.round == number;
  });
}

std::optional<std::size_t> roundAt(const std::vector<RoundRow>& rounds, double simulated_s) {
  return firstWhere(rounds, [simulated_s](const RoundRow& round) {
    return round.begin_s <= simulated_s && simulated_s <= round.end_s;
  });
}

std::optional<std::size_t> roundOfRange(const std::vector<RoundRow>& rounds,
                                        const std::optional<TimeRange>& range) {
  return firstWhere(rounds, [&range](const RoundRow& round) {
    return range == TimeRange{round.begin_s, round.end_s};
  });
}

}  // namespace simgrad::gui
