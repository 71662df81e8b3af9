#include "sim/report/html_style.hpp"

namespace simgrad {

const char* const kStyleSheet = R"(
:root { --ink: #1b1d22; --paper: #ffffff; --faint: #5a606b; --rule: #d9dce2; --panel: #f5f6f8; }
@media (prefers-color-scheme: dark) { @media screen {
  :root { --ink: #e6e8ec; --paper: #15171b; --faint: #a3a9b4; --rule: #363b44; --panel: #1e2127;
          color-scheme: dark; }
} }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: var(--paper); line-height: 1.5; font-size: 16px;
       font-family: FONTS; }
main { max-width: 1104px; margin: 0 auto; padding: 24px 12px 64px; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 44px 0 8px; padding-top: 12px; border-top: 1px solid var(--rule); }
p { margin: 8px 0; max-width: 75ch; overflow-wrap: anywhere; }
.lead, figcaption { color: var(--faint); }
nav { margin: 14px 0; }
nav a { display: inline-block; margin: 2px 18px 2px 0; color: inherit; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(180px, 1fr)); gap: 10px;
     margin: 18px 0; }
dl div { background: var(--panel); border-radius: 6px; padding: 8px 12px; }
dt { color: var(--faint); font-size: .85rem; }
dd { margin: 0; font-size: 1.1rem; font-weight: 600; overflow-wrap: anywhere; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 430px), 1fr));
           gap: 12px 24px; align-items: start; }
figure { margin: 22px 0; }
.columns figure { margin: 14px 0; }
.scroll { overflow-x: auto; }
svg { display: block; width: 100%; height: auto; }
.columns svg { max-width: 640px; }
.wide svg + svg { display: none; }
figcaption { font-size: .9rem; margin-top: 4px; max-width: 85ch; }
table { border-collapse: collapse; font-size: .95rem; min-width: 50%; }
th, td { text-align: left; padding: 5px 18px 5px 0; border-bottom: 1px solid var(--rule);
         vertical-align: top; overflow-wrap: break-word; }
th { white-space: nowrap; }
td { min-width: 7em; max-width: 26em; }
.number { min-width: 0; text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.sortable th { cursor: pointer; }
.sortable th:hover, .sortable th:focus { text-decoration: underline; }
th[aria-sort=ascending]::after { content: " \25B2"; }
th[aria-sort=descending]::after { content: " \25BC"; }
pre { background: var(--panel); border-radius: 6px; padding: 12px; font-size: .85rem;
      line-height: 1.4; white-space: pre-wrap; overflow-wrap: anywhere; }
summary { cursor: pointer; font-weight: 600; margin: 8px 0; }
@media screen and (max-width: 860px) { .wide svg { display: none; } .wide svg + svg { display: block; } }
@media screen and (max-width: 700px) { table { width: max-content; } }
@media print {
  @page { margin: 10mm; }
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  nav { display: none; }
  figure:not(.table), tr, dl div { break-inside: avoid; }
  h2 { break-after: avoid; margin-top: 20px; }
  figure, .columns figure { margin: 8px 0; }
  .columns { grid-template-columns: 1fr 1fr; gap: 4px 16px; }
  .scroll { overflow: visible; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
)";

const char* const kSortScript = R"(
for (const head of document.querySelectorAll("table th")) {
  const table = head.closest("table");
  table.classList.add("sortable");
  head.tabIndex = 0;
  const key = (row) => {
    const cell = row.cells[head.cellIndex];
    return "number" in cell.dataset ? Number(cell.dataset.number) : cell.textContent;
  };
  const order = (a, b) => typeof key(a) === "number" ? key(a) - key(b)
                                                     : key(a).localeCompare(key(b));
  const sort = () => {
    const sign = head.ariaSort === "ascending" ? -1 : 1;
    for (const other of head.parentNode.cells) other.ariaSort = "none";
    head.ariaSort = sign === 1 ? "ascending" : "descending";
    const rows = Array.from(table.tBodies[0].rows);
    table.tBodies[0].append(...rows.sort((a, b) => sign * order(a, b)));
  };
  head.addEventListener("click", sort);
  head.addEventListener("keydown", (event) => { if (event.key === "Enter") sort(); });
}
)";

}  // namespace simgrad
