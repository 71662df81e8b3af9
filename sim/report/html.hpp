#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace simgrad {

struct Cell {
  std::string text = {};
  double number = 0.0;     ///< by which a column of numbers is sorted
  bool is_number = false;  ///< set right, and sorted by `number`
};

Cell text_cell(std::string text);
Cell number_cell(std::string text, double number);

struct HtmlTable {
  std::vector<std::string> columns = {};
  std::vector<std::vector<Cell>> rows = {};
};

/// A page in one file: style and script inside it, nothing fetched. It is well-formed XML, too.
///
/// Everything that is given as text is escaped. Headings appear in the list of contents.
class HtmlPage {
 public:
  explicit HtmlPage(std::string title);

  /// The words below the page's title.
  void lead(const std::string& text);
  /// Begins a section.
  void section(const std::string& title);
  void paragraph(const std::string& text);
  /// Key numbers: a name and a value each.
  void facts(const std::vector<std::pair<std::string, std::string>>& facts);
  /// A chart with a sentence that says how to read it. `svg` is to_svg()'s or
  /// to_page()'s.
  void chart(const std::string& svg, const std::string& caption);
  /// Charts side by side where there is room, from here to end_columns().
  void begin_columns();
  void end_columns();
  /// A table; a click on a column's head sorts by it.
  void table(const HtmlTable& table, const std::string& caption);
  /// Text as it was written, under a heading that opens it if `closed`.
  void preformatted(const std::string& title, const std::string& text, bool closed);

  [[nodiscard]] std::string finish() const;

 private:
  std::string title_;
  std::string lead_;
  std::string contents_;
  std::string body_;
  std::size_t sections_ = 0;
  bool in_section_ = false;
};

}  // namespace simgrad
