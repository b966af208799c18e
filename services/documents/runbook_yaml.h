// The document of a runbook: YAML as people write it; resources/runbooks/*.yaml show every key. Thread: pure functions.
// Of an approval, break_glass says whether who leads the incident may go on without it. If it is left out they may,
// unless the risk of the step is irreversible.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/domain/runbook_finding.h"

namespace flotilla {

// Only its form. Errors: Invalid, reason yaml_syntax | unknown_key | duplicate_key | missing_key | bad_value; the
// message starts with "line N: "; field is the path (steps[2].action); fix is what to do, or the nearest name.
Result<Runbook> parseRunbookYaml(std::string_view yaml);

// Everything that is wrong with it, its form and its sense: one mistake does not hide the next, except that what is no
// YAML is told alone. For those who write one.
RunbookExam examineRunbook(std::string_view yaml);
// "line 12: step \"undo\": ..."
std::string toText(const RunbookFinding& finding);

// For those who use one. The error is the first that makes it useless; `notes` gets the findings that are none.
Result<Runbook> readRunbook(std::string_view yaml, std::vector<RunbookFinding>& notes);

// The names in {braces} of a text, in order.
std::vector<std::string> inputNamesIn(std::string_view text);

}  // namespace flotilla
