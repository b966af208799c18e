#include "services/controlplane/core/runbooks/library.h"

#include <algorithm>

#include "models/domain/nearest_name.h"
#include "models/domain/utf8.h"
#include "services/controlplane/core/alerts/matching.h"
#include "services/controlplane/core/alerts/own_alerts.h"
#include "services/controlplane/core/alerts/route_question.h"
#include "services/crypto/hash.h"
#include "services/documents/runbook_yaml.h"

namespace flotilla::controlplane {
namespace {

std::vector<std::string> textsOf(const std::vector<RunbookFinding>& notes) {
  std::vector<std::string> out;
  for (const RunbookFinding& note : notes) out.push_back(toText(note));
  return out;
}

// Two people who change the same version do not overwrite each other unseen.
Status checkExpected(const RunbookName& name, const RunbookRecord* newest, std::optional<std::uint32_t> expected) {
  const std::uint32_t version = newest == nullptr ? 0 : newest->version;
  if (!expected || *expected == version) return okStatus();
  const std::string is = newest == nullptr
                             ? "there is no runbook " + name.value
                             : name.value + " is at version " + std::to_string(version) + ", by " + newest->author;
  return Error{ErrorCode::Conflict, "changed_meanwhile",
               is + (*expected == 0 ? "" : ", and this was written for version " + std::to_string(*expected)),
               "expected_version", "look at what is new there, then decide"};
}

}  // namespace

// Whom it calls for is reached only if a route leads there.
std::string escalationNote(const FleetState& state, const Runbook& book) {
  const std::string& to = book.stop.escalateTo;
  if (to.empty()) return {};
  const Labels labels{{std::string(label::kAlert), std::string(kRunStuck)},
                      {std::string(label::kSeverity), "page"},
                      {std::string(label::kEscalateTo), to}};
  std::vector<std::string> reached;
  if (state.alerting && state.alerting->alerting) reached = receiversFor(*state.alerting->alerting, labels);
  if (std::find(reached.begin(), reached.end(), to) != reached.end()) return {};
  return "it escalates to \"" + to + "\", and no route of the alerting leads there; add {matchers: [" +
         std::string(label::kEscalateTo) + "=" + to + "], receiver: " + to + "}";
}

bool isFor(const Runbook& runbook, const Labels& labels) {
  return std::any_of(runbook.match.begin(), runbook.match.end(), [&](const std::vector<Matcher>& all) {
    const auto matchers = Matchers::compile(all, "match");
    return matchers && matchers->match(labels);
  });
}

RunbookSummary summaryOf(const RunbookRecord& record) {
  RunbookSummary out{record.name, {}, {}, record.version, record.digest, record.author, record.at, record.retired};
  const auto book = parseRunbookYaml(record.text);
  if (!book) return out;
  out.title = book->title;
  out.owner = book->owner;
  out.steps = static_cast<std::uint32_t>(book->steps.size());
  return out;
}

RunbookDocument documentOf(const FleetState& state, const RunbookRecord& record) {
  std::vector<RunbookFinding> notes;
  const auto book = readRunbook(record.text, notes);
  RunbookDocument out{summaryOf(record), record.text, textsOf(notes)};
  if (const std::string note = book ? escalationNote(state, *book) : ""; !note.empty()) out.notes.push_back(note);
  if (!book) out.notes.push_back(book.error().message);  // it was written for another version of this program
  return out;
}

Error noRunbook(const FleetState& state, const RunbookName& name) {
  std::vector<std::string> names;
  for (const auto& [known, published] : state.runbooks) names.push_back(known.value);
  return notFound("no_runbook", "there is no runbook \"" + excerpt(name.value, 64) + "\"", "name",
                  didYouMean(excerpt(name.value, 64), names, "flotillactl runbooks list shows them"));
}

Result<Decision<RunbookApplied>> applyRunbook(const FleetState& state, const RunbookChange& change,
                                              const Caller& caller, TimePoint now) {
  std::vector<RunbookFinding> notes;
  FLOTILLA_TRY(const Runbook runbook, readRunbook(change.text, notes));
  const auto known = state.runbooks.find(runbook.name);
  if (known == state.runbooks.end() && state.runbooks.size() >= kMaxRunbooks)
    return Error{ErrorCode::Exhausted, "too_many_runbooks", "there are 500 runbooks", "runbook", "join some of them"};
  RunbookRecord record{runbook.name, 1, change.text, sha256(change.text), caller.name, now};
  const RunbookRecord* before = known == state.runbooks.end() ? nullptr : &known->second.record;
  FLOTILLA_CHECK(checkExpected(runbook.name, before, change.expectedVersion));
  Decision<RunbookApplied> out;
  out.answer.notes = textsOf(notes);
  if (const std::string note = escalationNote(state, runbook); !note.empty()) out.answer.notes.push_back(note);
  if (before != nullptr && before->digest == record.digest && !before->retired) {
    out.answer.summary = summaryOf(*before);
    return out;
  }
  if (before != nullptr) record.version = before->version + 1;
  if (record.version > kMaxRunbookVersions)
    return Error{ErrorCode::Exhausted, "too_many_versions", "it has 10,000 versions", "runbook",
                 "give it another name"};
  out.answer.summary = summaryOf(record);
  if (change.dryRun) return out;
  out.answer.applied = true;
  out.fact.object = "runbook/" + runbook.name.value;
  out.fact.detail = "version " + std::to_string(record.version) + ", " + record.digest.toString();
  out.fact.before = before == nullptr ? "" : before->text;
  out.fact.after = record.text;
  out.mutation.rows.emplace_back(std::move(record));
  return out;
}

Result<Decision<RunbookSummary>> retireRunbook(const FleetState& state, const RunbookName& name) {
  const auto known = state.runbooks.find(name);
  if (known == state.runbooks.end()) return noRunbook(state, name);
  RunbookRecord record = known->second.record;
  Decision<RunbookSummary> out;
  if (!record.retired) {
    record.retired = true;
    out.fact.object = "runbook/" + name.value;
    out.fact.before = record.text;
    out.mutation.rows.emplace_back(record);
  }
  out.answer = summaryOf(record);
  return out;
}

std::vector<RunbookName> runbooksFor(const FleetState& state, const Incident& incident) {
  std::vector<RunbookName> out;
  for (const auto& [name, published] : state.runbooks) {
    if (published.record.retired || !published.runbook) continue;
    const bool fits = std::any_of(incident.alerts.begin(), incident.alerts.end(),
                                  [&](const IncidentAlert& alert) { return isFor(*published.runbook, alert.labels); });
    if (fits) out.push_back(name);
  }
  return out;
}

}  // namespace flotilla::controlplane
