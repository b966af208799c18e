#include <algorithm>
#include <string_view>

#include "services/documents/paper_text.h"

namespace flotilla {
namespace {

// CommonMark: a backslash before punctuation makes it text. Lines of a cell are joined; a paragraph keeps none.
std::string escaped(std::string_view text, const char* lineBreak) {
  constexpr std::string_view kMarkup = "\\`*_[]<>|#~&";
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += lineBreak;
      continue;
    }
    if (c == '\r') continue;
    if (kMarkup.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string line(std::string_view text) {
  return escaped(text, " ");
}

// At the beginning of a line "-", "+" and "1." would begin a list.
std::string paragraph(std::string_view text) {
  std::string out = line(text);
  if (!out.empty() && (out[0] == '-' || out[0] == '+')) return "\\" + out;
  const std::size_t digits = std::min(out.find_first_not_of("0123456789"), out.size());
  const bool counts = digits > 0 && digits < out.size() && (out[digits] == '.' || out[digits] == ')');
  if (counts) out.insert(digits, "\\");
  return out;
}

void addTable(const PaperTable& table, std::string& out) {
  if (table.rows.empty()) {
    if (!table.none.empty()) out += paragraph(table.none) + "\n\n";
    return;
  }
  std::string rule = "|";
  out += "|";
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    out += " " + line(table.columns[i].title) + " |";
    rule += isNumber(table.rows.front()[i]) ? " ---: |" : " --- |";
  }
  out += "\n" + rule + "\n";
  for (const auto& row : table.rows) {
    out += "|";
    for (const PaperCell& cell : row) out += " " + escaped(cellText(cell), "<br>") + " |";
    out += "\n";
  }
  out += "\n";
  if (table.left > 0) out += leftText(table.left) + "\n\n";
}

void addSection(const PaperSection& section, std::string& out) {
  out += "## " + line(section.title) + "\n\n";
  for (const std::string& sentence : section.sentences) out += paragraph(sentence) + "\n\n";
  if (!section.facts.empty()) {
    out += "| | |\n| --- | --- |\n";
    for (const PaperFact& fact : section.facts)
      out += "| " + line(fact.title) + " | " + escaped(cellText(fact.value), "<br>") + " |\n";
    out += "\n";
  }
  for (const std::string& point : section.points) out += "- " + line(point) + "\n";
  if (!section.points.empty()) out += "\n";
  for (const PaperTable& table : section.tables) addTable(table, out);
}

}  // namespace

std::string paperMarkdown(const Paper& paper) {
  std::string out = "# " + line(paper.title) + "\n\n";
  if (!paper.banner.empty()) out += "> **" + line(paper.banner) + "**\n\n";
  for (const PaperSection& section : paper.sections) addSection(section, out);
  return out + "Made from what was recorded, at " + cellText(paper.made) + " UTC. All times are UTC.\n";
}

}  // namespace flotilla
