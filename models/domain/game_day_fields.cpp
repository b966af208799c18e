#include "models/domain/game_day_fields.h"

namespace flotilla {
namespace {

std::vector<SelectorValue> ofNodes(const GameDay& gameDay, const std::string& (*text)(const NodeFault&)) {
  std::vector<SelectorValue> out;
  for (const NodeFault& one : gameDay.nodes) out.emplace_back(text(one));
  return out;
}

}  // namespace

const std::vector<SelectorField>& gameDayFields() {
  static const std::vector<SelectorField> kFields{
      {"id", SelectorKind::Text, "Its name, for example GAME-7."},
      {"title", SelectorKind::Text, "What it is called."},
      {"state", SelectorKind::Word, "Where it stands.", selectorWords(kGameDayStateNames)},
      {"open", SelectorKind::Word, "Whether it is under way.", {"yes", "no"}},
      {"fault", SelectorKind::Word, "A kind of fault that it has.", selectorWords(kFaultKindNames)},
      {"node", SelectorKind::Text, "A node that it is about."},
      {"region", SelectorKind::Text, "A region that it is about."},
      {"by", SelectorKind::Text, "Who started it."},
      {"started_at", SelectorKind::Time, "When it was started."},
      {"ended_at", SelectorKind::Time, "When it ended."}};
  return kFields;
}

SelectorValues valuesOf(const GameDay& gameDay) {
  return [&gameDay](std::string_view field) -> std::vector<SelectorValue> {
    if (field == "id") return {gameDay.id.value};
    if (field == "title") return {gameDay.title};
    if (field == "state") return {std::string(toText(gameDay.state))};
    if (field == "open") return {std::string(isOpen(gameDay.state) ? "yes" : "no")};
    if (field == "fault") {
      std::vector<SelectorValue> out;
      for (const Fault& fault : gameDay.faults) out.emplace_back(std::string(toText(fault.kind)));
      return out;
    }
    if (field == "node") return ofNodes(gameDay, [](const NodeFault& f) -> const std::string& { return f.name; });
    if (field == "region")
      return ofNodes(gameDay, [](const NodeFault& f) -> const std::string& { return f.region.value; });
    if (field == "by") return {gameDay.startedBy};
    if (field == "started_at") return {gameDay.startedAt};
    if (gameDay.endedAt == TimePoint{}) return {};
    return {gameDay.endedAt};
  };
}

}  // namespace flotilla
