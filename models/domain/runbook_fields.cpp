#include "models/domain/runbook_fields.h"

namespace flotilla {

const std::vector<SelectorField>& runbookFields() {
  static const std::vector<SelectorField> kFields{
      {"name", SelectorKind::Text, "What it is called."},
      {"title", SelectorKind::Text, "What it is for."},
      {"owner", SelectorKind::Text, "Who looks after it."},
      {"author", SelectorKind::Text, "Who wrote this version."},
      {"version", SelectorKind::Number, "Which version it is."},
      {"retired", SelectorKind::Word, "Whether it is out of use.", {"yes", "no"}},
      {"changed_at", SelectorKind::Time, "When this version was written."}};
  return kFields;
}

SelectorValues valuesOf(const RunbookSummary& runbook) {
  return [&runbook](std::string_view field) -> std::vector<SelectorValue> {
    if (field == "name") return {runbook.name.value};
    if (field == "title") return {runbook.title};
    if (field == "owner") return {runbook.owner};
    if (field == "author") return {runbook.author};
    if (field == "version") return {static_cast<double>(runbook.version)};
    if (field == "retired") return {std::string(runbook.retired ? "yes" : "no")};
    return {runbook.at};
  };
}

}  // namespace flotilla
