#include "sim/results/pareto.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace simgrad {

std::vector<std::size_t> pareto_front(const std::vector<Costs>& choices) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (std::isfinite(choices[i].first) && std::isfinite(choices[i].second)) {
      order.push_back(i);
    }
  }
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::tie(choices[a].first, choices[a].second, a) <
           std::tie(choices[b].first, choices[b].second, b);
  });
  std::vector<std::size_t> front;
  for (const std::size_t i : order) {
    const bool is_equal = !front.empty() && choices[i].first == choices[front.back()].first &&
                          choices[i].second == choices[front.back()].second;
    if (front.empty() || is_equal || choices[i].second < choices[front.back()].second) {
      front.push_back(i);
    }
  }
  return front;
}

}  // namespace simgrad
