#include "app/console/adapters/demo_runbooks.h"

#include <algorithm>

#include "app/console/adapters/demo_audit.h"
#include "app/console/adapters/demo_run_steps.h"
#include "app/console/adapters/demo_runbook_texts.h"
#include "services/crypto/hash.h"
#include "services/documents/runbook_yaml.h"

namespace flotilla::console {
namespace {

using namespace std::chrono_literals;

struct DemoDocument {
  const char* text;
  std::uint32_t version;
  Duration after;  // it was written so long after the first
  Duration followed;
  std::uint32_t runs;
  bool retired;
};

std::vector<DemoDocument> written() {
  return {{kDemoCertificates, 2, 0h, 24h * 110, 2, false},
          {kDemoFailingDeployment, 3, 100h, 24h * 12, 7, false},
          {kDemoSite, 7, 50h, 24h * 30, 3, false},
          {kDemoUplink, 4, 0h, 0h, 0, true}};
}

std::vector<std::string> textsOf(const std::vector<RunbookFinding>& notes) {
  std::vector<std::string> out;
  for (const RunbookFinding& note : notes) out.push_back(toText(note));
  return out;
}

RunbookSummary summaryOf(const Runbook& book, const std::string& text, std::uint32_t version, TimePoint at) {
  RunbookSummary out;
  out.name = book.name;
  out.title = book.title;
  out.owner = book.owner;
  out.version = version;
  out.digest = sha256(text);
  out.author = kDemoCaller;
  out.at = at;
  out.steps = static_cast<std::uint32_t>(book.steps.size());
  return out;
}

// As if it had been followed so long ago, and held against the fleet last night.
RunbookHealth healthOf(const DemoState& state, const DemoDocument& document) {
  RunbookHealth out;
  if (document.runs == 0) return out;
  out.exercisedAt = state.startedAt - document.followed;
  out.inDrill = document.runs % 2 == 0;
  out.runs = document.runs + 1;
  out.succeeded = document.runs;
  out.median = 14min;
  out.checkedAt = state.startedAt - 5h;
  if (document.text == kDemoSite) out.problems = {"line 17, step look: no node matches site:hamburg-9"};
  out.trust = !out.problems.empty()           ? RunbookTrust::Broken
              : document.followed < kFreshFor ? RunbookTrust::Fresh
                                              : RunbookTrust::Ageing;
  return out;
}

auto find(DemoResponse& response, const RunbookName& name) {
  return std::find_if(response.documents.begin(), response.documents.end(),
                      [&](const RunbookDocument& one) { return one.summary.name == name; });
}

Error noRunbook(const RunbookName& name) {
  return notFound("no_runbook", "there is no runbook " + name.value.substr(0, 80), "name",
                  "see flotillactl runbooks list");
}

Status checkExpected(const RunbookChange& change, const RunbookName& name, const RunbookDocument* newest) {
  const std::uint32_t version = newest == nullptr ? 0 : newest->summary.version;
  if (!change.expectedVersion || *change.expectedVersion == version) return okStatus();
  return Error{ErrorCode::Conflict, "changed_meanwhile",
               newest == nullptr
                   ? "there is no runbook " + name.value
                   : name.value + " is at version " + std::to_string(version) + ", by " + newest->summary.author,
               "expected_version", "look at what is new there, then decide"};
}

}  // namespace

std::vector<RunbookDocument> demoRunbooks(const DemoState& state) {
  std::vector<RunbookDocument> out;
  for (const DemoDocument& one : written()) {
    std::vector<RunbookFinding> notes;
    const auto book = readRunbook(one.text, notes);
    if (!book) continue;  // a test reads them all
    RunbookDocument document{summaryOf(*book, one.text, one.version, state.startedAt - 400h + one.after), one.text,
                             textsOf(notes)};
    document.summary.retired = one.retired;
    document.summary.health = healthOf(state, one);
    out.push_back(std::move(document));
  }
  return out;
}

std::vector<RunbookSummary> summariesOf(const std::vector<RunbookDocument>& documents) {
  std::vector<RunbookSummary> out;
  for (const RunbookDocument& document : documents) out.push_back(document.summary);
  return out;
}

Result<RunbookDocument> demoRunbook(const DemoResponse& response, const RunbookName& name, std::uint32_t version) {
  for (const RunbookDocument& document : response.documents) {
    if (document.summary.name != name) continue;
    if (version == 0 || version == document.summary.version) return document;
    return notFound("no_version", "the demonstration keeps only the newest version", "version",
                    "it is version " + std::to_string(document.summary.version));
  }
  return noRunbook(name);
}

Result<RunbookApplied> applyDemoRunbook(const DemoState& state, DemoResponse& response, const RunbookChange& change) {
  std::vector<RunbookFinding> notes;
  FLOTILLA_TRY(const Runbook book, readRunbook(change.text, notes));
  const auto known = find(response, book.name);
  RunbookDocument* const newest = known == response.documents.end() ? nullptr : &*known;
  FLOTILLA_CHECK(checkExpected(change, book.name, newest));
  RunbookApplied out;
  out.notes = textsOf(notes);
  if (book.name.value == kDemoRunbook)
    out.notes.emplace_back("runs of the demonstration go on following its own steps");
  if (newest != nullptr && newest->text == change.text && !newest->summary.retired) {
    out.summary = newest->summary;
    return out;
  }
  out.summary = summaryOf(book, change.text, newest == nullptr ? 1 : newest->summary.version + 1, state.now);
  if (newest != nullptr) out.summary.health = newest->summary.health;
  if (change.dryRun) return out;
  out.applied = true;
  RunbookDocument document{out.summary, change.text, textsOf(notes)};
  if (newest != nullptr)
    *newest = std::move(document);
  else
    response.documents.push_back(std::move(document));
  std::sort(response.documents.begin(), response.documents.end(),
            [](const auto& a, const auto& b) { return a.summary.name < b.summary.name; });
  response.runbooks = summariesOf(response.documents);
  return out;
}

Result<RunbookSummary> retireDemoRunbook(DemoResponse& response, const RunbookName& name) {
  const auto known = find(response, name);
  if (known == response.documents.end()) return noRunbook(name);
  known->summary.retired = true;
  response.runbooks = summariesOf(response.documents);
  return known->summary;
}

Result<std::vector<RunbookSummary>> checkDemoRunbooks(const DemoState& state, DemoResponse& response,
                                                      const RunbookName& name) {
  if (!name.empty() && find(response, name) == response.documents.end()) return noRunbook(name);
  std::vector<RunbookSummary> out;
  for (RunbookDocument& document : response.documents) {
    if (document.summary.retired || (!name.empty() && document.summary.name != name)) continue;
    document.summary.health.checkedAt = state.now;
    out.push_back(document.summary);
  }
  response.runbooks = summariesOf(response.documents);
  return out;
}

}  // namespace flotilla::console
