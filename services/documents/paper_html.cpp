#include <string_view>

#include "services/documents/paper_text.h"

namespace flotilla {
namespace {

constexpr const char* kPaperStyle = R"css(
:root{color-scheme:light dark;--bg0:#fff;--bg1:#f5f7fa;--text:#10161d;--text-2:#3b4754;--text-3:#515e6c;
--divider:#d5dde6;--banner:#fff3d6;--banner-text:#5f4000}
@media (prefers-color-scheme:dark){:root{--bg0:#0b1016;--bg1:#121922;--text:#e8edf2;--text-2:#b3bfcc;--text-3:#93a1b1;
--divider:#26323f;--banner:#3a2c08;--banner-text:#ffd77a}}
*{box-sizing:border-box}
body{margin:0;padding:32px 24px;background:var(--bg0);color:var(--text);font:15px/1.5 Inter,"Segoe UI",Roboto,sans-serif}
main{max-width:960px;margin:0 auto}
h1{font-size:26px;line-height:32px;margin:0 0 16px}
h2{font-size:17px;line-height:24px;margin:32px 0 8px;padding-top:12px;border-top:1px solid var(--divider)}
p{margin:0 0 12px;max-width:72ch}
ul{margin:0 0 12px;padding-left:20px}li{margin:0 0 4px}
.banner{background:var(--banner);color:var(--banner-text);padding:8px 12px;border-radius:6px;font-weight:600;
max-width:none}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 24px;margin:0 0 12px}
dt{color:var(--text-3)}dd{margin:0;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.scroll{overflow-x:auto;margin:0 0 12px}
table{border-collapse:collapse;width:100%;font-size:13px}
th{text-align:left;font-weight:500;color:var(--text-3);padding:4px 12px 4px 0;border-bottom:1px solid var(--divider);
vertical-align:bottom}
td{padding:5px 12px 5px 0;border-bottom:1px solid var(--divider);vertical-align:top;white-space:pre-line;
overflow-wrap:break-word;font-variant-numeric:tabular-nums}
td.n,th.n{text-align:right;white-space:nowrap}td.t{white-space:nowrap}
td.h{font-family:ui-monospace,"JetBrains Mono",monospace;font-size:11px;max-width:11ch;overflow:hidden;
text-overflow:ellipsis;white-space:nowrap}
.note,footer{color:var(--text-3);font-size:13px}
footer{margin-top:32px}
@media (max-width:520px){body{padding:16px 12px}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:8px}}
@media print{@page{size:A4;margin:14mm}:root{color-scheme:light}body{padding:0;font-size:11px}main{max-width:none}
h2{break-after:avoid}tr{break-inside:avoid}td.h{max-width:none;white-space:normal;overflow-wrap:anywhere}}
)css";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

bool isDigest(const PaperCell& cell) {
  const auto* text = std::get_if<std::string>(&cell);
  return text != nullptr && text->starts_with("sha256:");
}

std::string cellHtml(const PaperCell& cell) {
  const std::string text = escaped(cellText(cell));
  if (isDigest(cell)) return "<td class=h title=\"" + text + "\">" + text.substr(7) + "</td>";
  if (isNumber(cell)) return "<td class=n>" + text + "</td>";
  return (std::holds_alternative<TimePoint>(cell) ? "<td class=t>" : "<td>") + text + "</td>";
}

void addTable(const PaperTable& table, std::string& out) {
  if (table.rows.empty()) {
    if (!table.none.empty()) out += "<p class=note>" + escaped(table.none) + "</p>\n";
    return;
  }
  out += "<div class=scroll><table><thead><tr>";
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    out += (isNumber(table.rows.front()[i]) ? "<th class=n>" : "<th>") + escaped(table.columns[i].title) + "</th>";
  out += "</tr></thead><tbody>\n";
  for (const auto& row : table.rows) {
    out += "<tr>";
    for (const PaperCell& cell : row) out += cellHtml(cell);
    out += "</tr>\n";
  }
  out += "</tbody></table></div>\n";
  if (table.left > 0) out += "<p class=note>" + leftText(table.left) + "</p>\n";
}

void addSection(const PaperSection& section, std::string& out) {
  out += "<h2 id=\"" + escaped(section.key) + "\">" + escaped(section.title) + "</h2>\n";
  for (const std::string& sentence : section.sentences) out += "<p>" + escaped(sentence) + "</p>\n";
  if (!section.facts.empty()) out += "<dl>";
  for (const PaperFact& fact : section.facts)
    out += "<dt>" + escaped(fact.title) + "</dt><dd>" + escaped(cellText(fact.value)) + "</dd>\n";
  if (!section.facts.empty()) out += "</dl>\n";
  if (!section.points.empty()) out += "<ul>";
  for (const std::string& point : section.points) out += "<li>" + escaped(point) + "</li>\n";
  if (!section.points.empty()) out += "</ul>\n";
  for (const PaperTable& table : section.tables) addTable(table, out);
}

}  // namespace

std::string paperHtml(const Paper& paper) {
  std::string out =
      "<!doctype html>\n<html lang=en><head><meta charset=utf-8><meta name=viewport "
      "content=\"width=device-width,initial-scale=1\">\n<title>" +
      escaped(paper.title) + "</title>\n<style>" + kPaperStyle + "</style></head>\n<body><main>\n<h1>" +
      escaped(paper.title) + "</h1>\n";
  if (!paper.banner.empty()) out += "<p class=banner>" + escaped(paper.banner) + "</p>\n";
  for (const PaperSection& section : paper.sections) addSection(section, out);
  return out + "<footer>Made from what was recorded, at " + cellText(paper.made) +
         " UTC. All times are UTC.</footer>\n</main></body></html>\n";
}

}  // namespace flotilla
