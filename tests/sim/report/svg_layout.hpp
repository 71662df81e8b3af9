#pragma once

#include <string>
#include <vector>

namespace simgrad::test {

/// What is wrong with how a drawing is laid out: text that leaves the drawing, texts that overlap,
/// coordinates that are no numbers, tags that do not close. Empty: nothing.
///
/// Text is measured by text_width(), of the same fonts that the drawing asks for.
std::vector<std::string> layout_problems(const std::string& svg);

}  // namespace simgrad::test
