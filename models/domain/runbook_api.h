// What operators can ask and say about runbooks, in domain types; a part of OperatorApi. Thread: as OperatorApi.
#pragma once

#include <string>
#include <vector>

#include "models/domain/digest.h"
#include "models/domain/page.h"
#include "models/domain/runbook.h"

namespace flotilla {

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
  friend bool operator==(const RunbookSummary&, const RunbookSummary&) = default;
};

struct RunbookDocument {
  RunbookSummary summary;
  std::string text;                // YAML, as it was written
  std::vector<std::string> notes;  // what is probably not meant
};

struct RunbookChange {
  std::string text;
  bool dryRun = false;
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
  virtual void applyRunbook(const RunbookChange& change, Done<RunbookApplied> done) = 0;
  virtual void retireRunbook(const RunbookName& name, Done<RunbookSummary> done) = 0;
};

}  // namespace flotilla
