#include "sim/engine/platform_checker.hpp"

namespace simgrad {
namespace {

constexpr std::size_t kDeepest = 100;
constexpr std::size_t kLongestLabel = 80;

std::string label_of(std::string_view name, const AttributeValues& values) {
  std::string label = "<" + std::string(name);
  for (const char* attribute : {"id", "src", "dst"}) {
    if (values.contains(attribute)) {
      label +=
          std::string(" ") + attribute + "=\"" + std::string(value_of(values, attribute)) + "\"";
    }
  }
  return (label.size() > kLongestLabel ? label.substr(0, kLongestLabel) + "…" : label) + ">";
}

}  // namespace

void PlatformChecker::problem(int line, const std::string& label, const std::string& text) {
  problems.push_back({line, label.empty() ? text : label + ": " + text});
}

bool PlatformChecker::may_stand_here(int line, const std::string& label, std::string_view name,
                                     const PlatformElement* element) {
  const std::string parent = stack_.empty() ? "" : stack_.back().name;
  if (stack_.empty() && name != "platform") {
    problem(line, label, "the outermost element must be <platform version=\"4.1\">");
  } else if (element == nullptr) {
    problem(line, label, "unknown element; known: " + known_platform_elements());
  } else if (!element->refused_because.empty()) {
    problem(line, label, std::string(element->refused_because));
  } else if (!stack_.empty() && !is_one_of(parent, element->parents)) {
    problem(line, label,
            element->parents.empty() ? "it is the outermost element"
                                     : "not inside <" + parent + ">; expected inside one of " +
                                           std::string(element->parents));
  } else if (stack_.size() >= kDeepest) {
    problem(line, label, "nested deeper than " + std::to_string(kDeepest) + " elements");
  } else {
    return true;
  }
  return false;
}

void PlatformChecker::begin_element(int line, std::string_view name,
                                    const AttributeValues& values) {
  const PlatformElement* element = find_platform_element(name);
  const std::string label = label_of(name, values);
  if (passed_over_ > 0 || !may_stand_here(line, label, name, element)) {
    ++passed_over_;
    return;
  }
  if (PlatformZone* inside = zone();
      inside != nullptr && is_one_of(stack_.back().name, "zone AS")) {
    if (std::string wrong = inside->order_problem(name); !wrong.empty()) {
      problem(line, "", wrong);
    }
  }
  for (const std::string& wrong : attribute_problems(*element, values)) {
    problem(line, label, wrong);
  }
  const Open open = {std::string(name), label, line};
  check_element(open, values);
  stack_.push_back(open);
}

void PlatformChecker::end_element() {
  if (passed_over_ > 0) {
    --passed_over_;
    return;
  }
  const Open closed = std::move(stack_.back());
  stack_.pop_back();
  if (is_one_of(closed.name, "zone AS")) {
    end_zone();
  } else if ((closed.name.ends_with("oute")) && closed.links == 0) {
    problem(closed.line, closed.label, "it has no <link_ctn>; SimGrid refuses an empty route");
  }
}

void PlatformChecker::character_data(int line, std::string_view text) {
  if (passed_over_ > 0 || stack_.empty() || stack_.back().text_reported ||
      text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return;
  }
  stack_.back().text_reported = true;
  problem(line, stack_.back().label, "text between elements; a platform file has none");
}

void PlatformChecker::end_document(int line) {
  if (top_zone_line_ == 0 && problems.empty()) {
    problem(line, "", "the platform has no zone, so no hosts");
  }
}

void PlatformChecker::check_top_level(const Open& open) {
  if (top_zone_line_ != 0) {
    problem(open.line, open.label,
            "a platform has one outermost zone, and that of line " +
                std::to_string(top_zone_line_) + " is it; put both into one zone");
  }
  top_zone_line_ = top_zone_line_ == 0 ? open.line : top_zone_line_;
}

void PlatformChecker::check_element(const Open& open, const AttributeValues& values) {
  const std::string id(value_of(values, "id"));
  if (stack_.size() == 1) {
    check_top_level(open);
  }
  if (is_one_of(open.name, "zone AS")) {
    begin_zone(open, values);
  } else if (is_one_of(open.name, "host router")) {
    declare_netpoint(open, open.name, id);
    check_host(open, values);
  } else if (is_one_of(open.name, "link backbone")) {
    declare_link(open, values);
  } else if (open.name == "cluster") {
    declare_cluster(open, values);
  } else if (open.name == "cabinet") {
    declare_cabinet(open, values);
  } else if (open.name == "peer") {
    declare_peer(open, values);
  } else if (open.name == "host_link") {
    check_host_link(open, values);
  } else if (open.name.ends_with("oute")) {
    check_route(open, values);
  } else if (open.name == "link_ctn") {
    check_link_ctn(open, values);
  }
}

}  // namespace simgrad
