#include "sim/results/colours.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace simgrad {
namespace {

constexpr std::array kColours{"#0072B2", "#D55E00", "#009E73",     "#CC79A7",
                              "#E69F00", "#56B4E9", "currentColor"};

}  // namespace

std::string series_colour(std::size_t index) {
  return kColours[index % kColours.size()];
}

Shade cividis(double share) {
  struct Colour {
    double red, green, blue;
  };
  static constexpr std::array<Colour, 9> kMap{{{0, 32, 77},
                                               {0, 51, 111},
                                               {57, 72, 107},
                                               {87, 92, 109},
                                               {112, 113, 115},
                                               {138, 134, 120},
                                               {166, 157, 117},
                                               {196, 181, 107},
                                               {255, 234, 70}}};
  const double at = std::clamp(share, 0.0, 1.0) * (kMap.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(at), kMap.size() - 2);
  const double part = at - static_cast<double>(below);
  const Colour& a = kMap[below];
  const Colour& b = kMap[below + 1];
  const auto mix = [part](double from, double to) {
    return static_cast<int>(std::lround(from + part * (to - from)));
  };
  return {fmt::format("#{:02x}{:02x}{:02x}", mix(a.red, b.red), mix(a.green, b.green),
                      mix(a.blue, b.blue)),
          share < 0.55};
}

}  // namespace simgrad
