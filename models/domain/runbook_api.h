// What operators can ask and say about runbooks, in domain types; a part of OperatorApi. Thread: as OperatorApi.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/digest.h"
#include "models/domain/page.h"
#include "models/domain/run.h"

namespace flotilla {

// Whether a runbook can be relied upon: it was followed not long ago, and what it names is still there.
enum class RunbookTrust {
  Fresh,   // followed to its end within kFreshFor, for real or as practice
  Ageing,  // within kAgeingFor
  Stale,   // longer ago, or never
  Broken,  // it names what is not there any more
};
inline constexpr std::array<std::string_view, 4> kRunbookTrustNames{"fresh", "ageing", "stale", "broken"};
constexpr std::string_view toText(RunbookTrust trust) {
  return kRunbookTrustNames[static_cast<std::size_t>(trust)];
}
inline constexpr Duration kFreshFor = std::chrono::hours(24 * 90);
inline constexpr Duration kAgeingFor = std::chrono::hours(24 * 180);

struct RunbookHealth {
  RunbookTrust trust = RunbookTrust::Stale;
  TimePoint exercisedAt{};  // the end of the last run that succeeded; zero = none
  bool inDrill = false;     // that was practice
  std::uint32_t runs = 0;   // that have ended, but those that were cancelled
  std::uint32_t succeeded = 0;
  Duration median{};                       // of those that succeeded; zero = none
  TimePoint checkedAt{};                   // against the fleet; zero = not yet
  std::vector<std::string> problems = {};  // what it names and is not there, each with its line
  friend bool operator==(const RunbookHealth&, const RunbookHealth&) = default;
};

// A runbook as it is listed: one version of it.
struct RunbookSummary {
  RunbookName name;
  std::string title;
  std::string owner;
  std::uint32_t version = 0;  // from 1; each change of the document makes the next
  Digest digest;              // of the document
  std::string author;
  TimePoint at{};
  bool retired = false;  // it is suggested for nothing and begins no run
  std::uint32_t steps = 0;
  RunbookHealth health = {};
  friend bool operator==(const RunbookSummary&, const RunbookSummary&) = default;
};

// What somebody said of it after a run, of whichever version that followed.
struct RunbookSuggestion {
  RunId run;
  std::uint32_t version = 0;
  RunFeedback feedback;
  friend bool operator==(const RunbookSuggestion&, const RunbookSuggestion&) = default;
};
inline constexpr std::size_t kSuggestionsShown = 10;

struct RunbookDocument {
  RunbookSummary summary;
  std::string text;                                 // YAML, as it was written
  std::vector<std::string> notes;                   // what is probably not meant
  std::vector<RunbookSuggestion> suggestions = {};  // the newest kSuggestionsShown, the newest first
};

struct RunbookChange {
  std::string text;
  bool dryRun = false;
  // The newest version that whoever wrote it has seen; 0 = there was none. Nothing = whatever it is by now.
  std::optional<std::uint32_t> expectedVersion = {};
};
struct RunbookApplied {
  RunbookSummary summary;
  bool applied = false;  // false: it was a dry run, or nothing is new
  std::vector<std::string> notes;
};

class RunbookApi {
 public:
  virtual ~RunbookApi() = default;
  // The newest version of each, by name.
  virtual void listRunbooks(const ListQuery& query, Done<Page<RunbookSummary>> done) = 0;
  // `version` 0 = the newest.
  virtual void getRunbook(const RunbookName& name, std::uint32_t version, Done<RunbookDocument> done) = 0;
  // Errors: Conflict/"changed_meanwhile" if the newest version is not the expected one.
  virtual void applyRunbook(const RunbookChange& change, Done<RunbookApplied> done) = 0;
  virtual void retireRunbook(const RunbookName& name, Done<RunbookSummary> done) = 0;
  // Looks now whether what they name is there, as is done every night; an empty name is all of them.
  virtual void checkRunbooks(const RunbookName& name, Done<std::vector<RunbookSummary>> done) = 0;
};

}  // namespace flotilla
