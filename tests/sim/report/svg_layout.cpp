#include "tests/sim/report/svg_layout.hpp"

#include <cmath>
#include <cstdlib>
#include <map>

#include <fmt/format.h>

#include "sim/report/glyphs.hpp"

namespace simgrad::test {
namespace {

constexpr double kTolerance = 0.3;  // coordinates are written to a tenth of a pixel

struct Box {
  std::string text;
  double left = 0.0;
  double top = 0.0;
  double right = 0.0;
  double bottom = 0.0;
};

std::string attribute(const std::string& tag, const std::string& name) {
  const std::string start = " " + name + "=\"";
  const std::size_t begin = tag.find(start);
  if (begin == std::string::npos) {
    return "";
  }
  const std::size_t value = begin + start.size();
  return tag.substr(value, tag.find('"', value) - value);
}

double number(const std::string& tag, const std::string& name) {
  return std::strtod(attribute(tag, name).c_str(), nullptr);
}

std::string unescaped(std::string text) {
  const std::map<std::string, std::string> entities{
      {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}};
  for (const auto& [entity, letter] : entities) {
    for (std::size_t at = text.find(entity); at != std::string::npos; at = text.find(entity, at)) {
      text.replace(at, entity.size(), letter);
      at += letter.size();
    }
  }
  return text;
}

std::string without_tooltip(const std::string& content) {
  const std::size_t end = content.find("</title>");
  return end == std::string::npos ? content : content.substr(end + 8);
}

Box box_of(const std::string& tag, const std::string& content) {
  const double size = number(tag, "font-size");
  const double x = number(tag, "x");
  const double y = number(tag, "y");
  const std::string anchor = attribute(tag, "text-anchor");
  const std::string text = unescaped(without_tooltip(content));
  const double width = attribute(tag, "textLength").empty()
                           ? text_width(text, size, !attribute(tag, "font-weight").empty())
                           : number(tag, "textLength");
  const double before = anchor == "end" ? width : anchor == "middle" ? 0.5 * width : 0.0;
  const double up = kAscent * size;
  const double down = kDescent * size;
  if (!attribute(tag, "transform").empty()) {  // turned by −90°: to the right becomes up
    return {text, x - up, y + before - width, x + down, y + before};
  }
  return {text, x - before, y - up, x - before + width, y + down};
}

std::vector<Box> boxes_of(const std::string& svg) {
  std::vector<Box> boxes;
  for (std::size_t at = svg.find("<text"); at != std::string::npos; at = svg.find("<text", at)) {
    const std::size_t content = svg.find('>', at) + 1;
    const std::size_t end = svg.find("</text>", content);
    boxes.push_back(box_of(svg.substr(at, content - at), svg.substr(content, end - content)));
    at = end;
  }
  return boxes;
}

bool overlap(const Box& a, const Box& b) {
  return a.left + kTolerance < b.right && b.left + kTolerance < a.right &&
         a.top + kTolerance < b.bottom && b.top + kTolerance < a.bottom;
}

}  // namespace

std::vector<std::string> layout_problems(const std::string& svg) {
  std::vector<std::string> problems;
  double width = 0.0;
  double height = 0.0;
  if (std::sscanf(svg.c_str(), "<svg viewBox=\"0 0 %lf %lf\"", &width, &height) != 2 ||
      svg.find("</svg>") == std::string::npos) {
    problems.emplace_back("no drawing");
  }
  if (svg.find("922337203685477") != std::string::npos) {
    problems.emplace_back("a coordinate is no number");  // what llround() makes of one
  }
  const std::vector<Box> boxes = boxes_of(svg);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const Box& box = boxes[i];
    if (box.left < -kTolerance || box.top < -kTolerance || box.right > width + kTolerance ||
        box.bottom > height + kTolerance) {
      problems.push_back(fmt::format("'{}' at {:.1f}, {:.1f} to {:.1f}, {:.1f} leaves {} x {}",
                                     box.text, box.left, box.top, box.right, box.bottom, width,
                                     height));
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (overlap(box, boxes[j])) {
        problems.push_back(fmt::format("'{}' and '{}' overlap", box.text, boxes[j].text));
      }
    }
  }
  return problems;
}

}  // namespace simgrad::test
