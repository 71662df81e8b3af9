#include <cmath>
#include <limits>

#include <catch2/catch.hpp>

#include "kernels/rng.hpp"
#include "sim/report/dot_plot.hpp"
#include "sim/report/heat_map.hpp"
#include "sim/report/line_chart.hpp"
#include "sim/report/scatter.hpp"
#include "sim/report/stacked_bars.hpp"
#include "sim/report/timeline.hpp"
#include "tests/sim/report/svg_layout.hpp"

// Charts of any data: no text leaves its drawing, no two overlap.

namespace simgrad {
namespace {

constexpr std::uint64_t kShapes = 300;

/// Data of any shape: few or many, tiny or huge, equal, negative, not finite.
class Anything {
 public:
  explicit Anything(std::uint64_t seed) : stream_(seed, Purpose::kTest) {
    magnitude_ = std::pow(10.0, -13.0 + 30.0 * stream_.uniform());
    offset_ = stream_.below(3) == 0 ? magnitude_ * 1e5 * (stream_.uniform() - 0.5) : 0.0;
    is_constant_ = stream_.below(8) == 0;
    has_holes_ = stream_.below(3) == 0;
  }

  double number() {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    switch (has_holes_ ? stream_.below(20) : 20) {
      case 0:
        return std::numeric_limits<double>::quiet_NaN();
      case 1:
        return kInfinity;
      case 2:
        return -kInfinity;
      case 3:
        return 0.0;
      case 4:
        return 1.7e308;
      default:
        return is_constant_ ? magnitude_ : offset_ + magnitude_ * (stream_.uniform() - 0.2);
    }
  }

  std::string word() {
    static const char* const kWords[] = {"",
                                         "x",
                                         "client-17",
                                         "W<&>\"'",
                                         "strategy.batch_size = 64",
                                         "\xE6\xA8\xA1\xE5\x9E\x8B",
                                         "\xFF\xFE",
                                         "a\nb\t"};
    const std::string word = kWords[stream_.below(std::size(kWords))];
    return stream_.below(10) == 0 ? word + std::string(stream_.below(300), 'M') : word;
  }

  std::vector<std::string> words(std::size_t count) {
    std::vector<std::string> all;
    while (all.size() < count) {
      all.push_back(word());
    }
    return all;
  }

  Axis axis() {
    Axis axis{word(), static_cast<Unit>(stream_.below(6)), stream_.below(3) == 0,
              stream_.below(3) == 0};
    for (std::uint64_t i = stream_.below(3) == 0 ? stream_.below(9) : 0; i > 0; --i) {
      axis.names.push_back({number(), word()});
    }
    return axis;
  }

  std::size_t count(std::size_t most) {
    return stream_.below(4) == 0 ? 1 : static_cast<std::size_t>(stream_.below(most + 1));
  }

  double width() { return stream_.below(2) == 0 ? kColumnWidth : kPageWidth; }

 private:
  Stream stream_;
  double magnitude_ = 1.0;
  double offset_ = 0.0;
  bool is_constant_ = false;
  bool has_holes_ = false;
};

void check(const std::string& svg, std::uint64_t seed) {
  const std::vector<std::string> problems = test::layout_problems(svg);
  INFO("seed " << seed);
  INFO((problems.empty() ? std::string() : problems[0]));
  CHECK(problems.empty());
}

LineChart any_line_chart(Anything& any) {
  LineChart chart{.title = any.word(), .x = any.axis(), .y = any.axis(), .width = any.width()};
  const std::size_t series = any.count(9);
  for (std::size_t i = 0; i < series; ++i) {
    Series one{.label = any.word()};
    const std::size_t points = any.count(60);
    const bool has_band = any.count(2) == 1;
    for (std::size_t k = 0; k < points; ++k) {
      one.points.push_back({any.number(), any.number()});
      if (has_band) {
        one.low.push_back(any.number());
        one.high.push_back(any.number());
      }
    }
    chart.series.push_back(std::move(one));
  }
  const std::size_t events = any.count(20);
  for (std::size_t i = 0; i < events; ++i) {
    chart.events.push_back({any.number(), any.word()});
  }
  chart.events_label = any.word();
  chart.target = TargetLine{any.number(), any.word()};
  chart.plot_height = 30.0 * static_cast<double>(any.count(8) + 1);
  chart.notes = any.words(any.count(2));
  return chart;
}

}  // namespace

TEST_CASE("line chart: no text overlaps or is cut, whatever the data") {
  for (std::uint64_t seed = 0; seed < kShapes; ++seed) {
    Anything any(seed);
    check(to_svg(any_line_chart(any)), seed);
  }
}

TEST_CASE("scatter: no text overlaps or is cut, whatever the data") {
  for (std::uint64_t seed = 0; seed < kShapes; ++seed) {
    Anything any(seed);
    Scatter chart{.title = any.word(), .x = any.axis(), .y = any.axis(), .width = any.width()};
    chart.groups = any.words(any.count(5));
    const std::size_t points = any.count(60);
    for (std::size_t i = 0; i < points; ++i) {
      chart.points.push_back({any.number(), any.number(), any.word(), any.count(5)});
      if (any.count(3) == 1) {
        chart.front.push_back(i);
      }
    }
    chart.front_label = any.word();
    check(to_svg(chart), seed);
  }
}

TEST_CASE("stacked bars: no text overlaps or is cut, whatever the data") {
  for (std::uint64_t seed = 0; seed < kShapes; ++seed) {
    Anything any(seed);
    StackedBars chart{.title = any.word(),
                      .x = any.axis(),
                      .parts = any.words(any.count(7)),
                      .as_shares = any.count(2) == 1,
                      .width = any.width()};
    const std::size_t bars = any.count(12);
    for (std::size_t i = 0; i < bars; ++i) {
      Bar bar{.label = any.word()};
      while (bar.values.size() < chart.parts.size()) {
        bar.values.push_back(any.number());
      }
      chart.bars.push_back(std::move(bar));
    }
    check(to_svg(chart), seed);
  }
}

TEST_CASE("heat map: no text overlaps or is cut, whatever the data") {
  for (std::uint64_t seed = 0; seed < kShapes; ++seed) {
    Anything any(seed);
    HeatMap chart{.title = any.word(),
                  .x_label = any.word(),
                  .y_label = any.word(),
                  .columns = any.words(any.count(40)),
                  .rows = any.words(any.count(40)),
                  .value_label = any.word(),
                  .unit = any.axis().unit,
                  .missing = any.word(),
                  .logarithmic = any.count(2) == 1,
                  .width = any.width()};
    while (chart.values.size() < chart.columns.size() * chart.rows.size()) {
      chart.values.push_back(any.number());
    }
    check(to_svg(chart), seed);
  }
}

TEST_CASE("dot plot: no text overlaps or is cut, whatever the data") {
  for (std::uint64_t seed = 0; seed < kShapes; ++seed) {
    Anything any(seed);
    DotPlot chart{.title = any.word(), .x = any.axis(), .width = any.width()};
    chart.groups = any.words(any.count(5));
    chart.infinite = any.word();
    const std::size_t rows = any.count(12);
    for (std::size_t i = 0; i < rows; ++i) {
      DotRow row{any.word(), {}};
      const std::size_t dots = any.count(4);
      for (std::size_t k = 0; k < dots; ++k) {
        row.dots.push_back({any.number(), {}, k, any.word()});
        if (any.count(2) == 1) {
          row.dots.back().interval = Interval{any.number(), any.number()};
        }
      }
      chart.rows.push_back(std::move(row));
    }
    check(to_svg(chart), seed);
  }
}

TEST_CASE("timeline: no text overlaps or is cut, whatever the data") {
  for (std::uint64_t seed = 0; seed < kShapes; ++seed) {
    Anything any(seed);
    Timeline chart{.title = any.word(), .marks_label = any.word(), .width = any.width()};
    for (const Lane lane : {Lane::kMiddle, Lane::kWhole, Lane::kUpper, Lane::kLower}) {
      chart.kinds.push_back({any.word(), lane, chart.kinds.size(), lane == Lane::kWhole});
    }
    const std::size_t rows = any.count(40);
    for (std::size_t i = 0; i < rows; ++i) {
      TimelineRow row{any.word(), {}};
      const std::size_t spans = any.count(700);
      for (std::size_t k = 0; k < spans; ++k) {
        row.spans.push_back({any.count(3), any.number(), any.number()});
      }
      chart.rows.push_back(std::move(row));
    }
    chart.marks.push_back({any.number(), any.word()});
    check(to_svg(chart), seed);
  }
}

}  // namespace simgrad
