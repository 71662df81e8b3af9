#include "sim/report/html.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "sim/report/frame.hpp"
#include "sim/report/html_style.hpp"
#include "sim/report/palette.hpp"
#include "sim/report/svg.hpp"

namespace simgrad {
namespace {

std::string style_sheet() {
  std::string style = kStyleSheet;
  const std::string mark = "FONTS";
  return style.replace(style.find(mark), mark.size(), kFontStack);
}

/// What a browser sorts by: what is no number comes last.
std::string sort_key(double number) {
  return std::isnan(number)   ? "Infinity"
         : std::isinf(number) ? (number > 0.0 ? "Infinity" : "-Infinity")
                              : fmt::format("{}", number);
}

/// Where a long word would fill the page, its head and tail; all of it is the tooltip.
std::string brief_element(const std::string& tag, const std::string& text, double most_em) {
  const std::string whole = clean_text(text);
  const std::string shown = shorten(whole, most_em, 1.0);
  return shown == whole
             ? fmt::format("<{0}>{1}</{0}>", tag, escape(whole))
             : fmt::format("<{0} title=\"{2}\">{1}</{0}>", tag, escape(shown), escape(whole));
}

std::string cell_html(const Cell& cell) {
  return cell.is_number ? fmt::format(R"(<td class="number" data-number="{}">{}</td>)",
                                      sort_key(cell.number), escape(cell.text))
                        : brief_element("td", cell.text, 100.0);
}

}  // namespace

Cell text_cell(std::string text) {
  return {std::move(text), 0.0, false};
}

Cell number_cell(std::string text, double number) {
  return {std::move(text), number, true};
}

HtmlPage::HtmlPage(std::string title) : title_(std::move(title)) {}

void HtmlPage::lead(const std::string& text) {
  lead_ += fmt::format("<div class=\"lead\">{}</div>\n", brief_element("p", text, 600.0));
}

void HtmlPage::section(const std::string& title) {
  body_ += in_section_ ? "</section>\n" : "";
  in_section_ = true;
  ++sections_;
  contents_ += fmt::format("<a href=\"#section{}\">{}</a>\n", sections_, escape(title));
  body_ += fmt::format("<section id=\"section{}\">\n<h2>{}</h2>\n", sections_, escape(title));
}

void HtmlPage::paragraph(const std::string& text) {
  body_ += fmt::format("<p>{}</p>\n", escape(text));
}

void HtmlPage::facts(const std::vector<std::pair<std::string, std::string>>& facts) {
  body_ += "<dl>\n";
  for (const auto& [name, value] : facts) {
    body_ += fmt::format("<div>{}{}</div>\n", brief_element("dt", name, 60.0),
                         brief_element("dd", value, 60.0));
  }
  body_ += "</dl>\n";
}

void HtmlPage::chart(const std::string& svg, const std::string& caption) {
  const bool wide = svg.rfind(fmt::format("<svg viewBox=\"0 0 {} ", pixels(kPageWidth)), 0) == 0;
  body_ += fmt::format("<figure><div{}>\n{}</div><figcaption>{}</figcaption></figure>\n",
                       wide ? " class=\"wide\"" : "", svg, escape(caption));
}

void HtmlPage::begin_columns() {
  body_ += "<div class=\"columns\">\n";
}

void HtmlPage::end_columns() {
  body_ += "</div>\n";
}

void HtmlPage::table(const HtmlTable& table, const std::string& caption) {
  body_ += fmt::format(
      "<figure class=\"table\"><figcaption>{}</figcaption>\n"
      "<div class=\"scroll\"><table>\n<thead><tr>",
      escape(caption));
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const bool is_number = !table.rows.empty() && table.rows[0][i].is_number;
    body_ += fmt::format("<th scope=\"col\"{}>{}</th>", is_number ? " class=\"number\"" : "",
                         escape(table.columns[i]));
  }
  body_ += "</tr></thead>\n<tbody>\n";
  for (const std::vector<Cell>& row : table.rows) {
    body_ += "<tr>";
    for (const Cell& cell : row) {
      body_ += cell_html(cell);
    }
    body_ += "</tr>\n";
  }
  body_ += "</tbody></table></div></figure>\n";
}

void HtmlPage::preformatted(const std::string& title, const std::string& text, bool closed) {
  body_ += fmt::format("<details{}><summary>{}</summary><pre>{}</pre></details>\n",
                       closed ? "" : " open=\"open\"", escape(title), escape(text));
}

std::string HtmlPage::finish() const {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
      "<title>{0}</title>\n<style>{1}</style>\n</head>\n<body>\n{2}<main>\n{8}\n{3}"
      "<nav "
      "aria-label=\"contents\">\n{4}</nav>\n{5}{6}</main>\n<script>{7}</script>\n</body>\n</"
      "html>\n",
      escape(title_), style_sheet(), hatch_definitions(), lead_, contents_, body_,
      in_section_ ? "</section>\n" : "", kSortScript, brief_element("h1", title_, 120.0));
}

}  // namespace simgrad
