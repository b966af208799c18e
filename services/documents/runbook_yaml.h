// The document of a runbook: YAML as people write it; resources/runbooks/*.yaml show every key. Thread: pure functions.
// Of an approval, break_glass says whether who leads the incident may go on without it. If it is left out they may,
// unless the risk of the step is irreversible.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/domain/runbook.h"

namespace flotilla {

inline constexpr std::size_t kMaxRunbookBytes = 256 * 1024;
inline constexpr std::size_t kMaxRunbookSteps = 100;

// Only its form. Errors: Invalid, reason yaml_syntax | unknown_key | duplicate_key | missing_key | bad_value; the
// message starts with "line N: "; field is the path (steps[2].action); fix is what to do, or the nearest name.
Result<Runbook> parseRunbookYaml(std::string_view yaml);

// Something that is wrong with a runbook of good form, where it stands, and what to do about it.
struct RunbookFinding {
  int line = 0;
  std::string step;    // key; empty = the runbook as a whole
  std::string reason;  // unknown_step, cycle, unreachable, no_verify, no_undo, no_approval, unknown_input, secret, ...
  std::string message;
  std::string fix = {};
  bool isError = true;  // otherwise it is probably not meant
  friend bool operator==(const RunbookFinding&, const RunbookFinding&) = default;
};

// All that is wrong, in the order of lines.
std::vector<RunbookFinding> lintRunbook(const Runbook& runbook);
// "line 12: step \"undo\": ..."
std::string toText(const RunbookFinding& finding);

// Parses and lints. The error is the first that makes it useless; `notes` gets the findings that are none.
Result<Runbook> readRunbook(std::string_view yaml, std::vector<RunbookFinding>& notes);

// The names in {braces} of a text, in order.
std::vector<std::string> inputNamesIn(std::string_view text);

}  // namespace flotilla
