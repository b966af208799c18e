// The document of a playbook: YAML as people write it; resources/playbooks/triage.yaml shows every key. Thread: pure
// functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/domain/playbook.h"

namespace flotilla {

inline constexpr std::size_t kMaxPlaybookBytes = 64 * 1024;

// Only its form. Errors: as those of parseRunbookYaml.
Result<Playbook> parsePlaybookYaml(std::string_view yaml);

// What is wrong with a playbook of good form: reason unknown_question, unknown_runbook, cycle, unreachable or
// same_label, in the order of lines. `runbooks` are those that there are.
struct PlaybookFinding {
  int line = 0;
  std::string reason;
  std::string message;
  std::string fix;
  friend bool operator==(const PlaybookFinding&, const PlaybookFinding&) = default;
};
std::vector<PlaybookFinding> lintPlaybook(const Playbook& playbook, const std::vector<RunbookName>& runbooks);
// "line 12: question \"what\" ..."
std::string toText(const PlaybookFinding& finding);

}  // namespace flotilla
