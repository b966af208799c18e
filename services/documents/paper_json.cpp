#include "models/domain/overload.h"
#include "services/documents/paper_text.h"
#include "services/documents/strict_json.h"

namespace flotilla {
namespace {

// Lengths are seconds, shares are fractions, moments RFC 3339.
OrderedJson valueOf(const PaperCell& cell) {
  return std::visit(
      Overload{[](std::monostate) { return OrderedJson(nullptr); },
               [](const std::string& text) { return OrderedJson(text); },
               [](std::uint64_t number) { return OrderedJson(number); },
               [](Share share) { return OrderedJson(share.value); },
               [](TimePoint at) { return at == TimePoint{} ? OrderedJson(nullptr) : OrderedJson(toRfc3339(at)); },
               [](Duration length) { return OrderedJson(std::chrono::duration<double>(length).count()); }},
      cell);
}

OrderedJson rowsOf(const PaperTable& table) {
  OrderedJson out = OrderedJson::array();
  for (const auto& row : table.rows) {
    OrderedJson one = OrderedJson::object();
    for (std::size_t i = 0; i < table.columns.size(); ++i) one[table.columns[i].key] = valueOf(row[i]);
    out.push_back(std::move(one));
  }
  return out;
}

OrderedJson sectionOf(const PaperSection& section) {
  OrderedJson out = OrderedJson::object();
  out["title"] = section.title;
  if (!section.sentences.empty()) out["text"] = section.sentences;
  for (const PaperFact& fact : section.facts) out[fact.key] = valueOf(fact.value);
  if (!section.points.empty()) out["points"] = section.points;
  for (const PaperTable& table : section.tables) {
    out[table.key] = rowsOf(table);
    if (table.left > 0) out[table.key + "_left_out"] = table.left;
  }
  return out;
}

}  // namespace

std::string paperJson(const Paper& paper) {
  OrderedJson out = OrderedJson::object();
  out["kind"] = paper.kind;
  out["name"] = paper.name;
  out["title"] = paper.title;
  if (!paper.banner.empty()) out["banner"] = paper.banner;
  out["made_at"] = toRfc3339(paper.made);
  for (const PaperSection& section : paper.sections) out[section.key] = sectionOf(section);
  return out.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace flotilla
