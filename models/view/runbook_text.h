// How a runbook that is being written is shown: its steps as they are read in a run, what is wrong with it, and what
// was changed. Thread: pure functions.
#pragma once

#include <QVariantMap>
#include <vector>

#include "models/domain/runbook_finding.h"
#include "models/view/line_diff.h"

namespace flotilla::view {

inline constexpr std::size_t kFindingsShown = 200;

// Of each step {ref, number, key, title, why, kind, marks: [..], line, wrong, parts: [{name, lines: [..]}], next};
// `kind` is empty if it cannot be read. Steps with an error among `findings` are `wrong`.
std::vector<QVariantMap> stepRows(const Runbook& book, const std::vector<RunbookFinding>& findings);
// Of each finding {ref, line, step, message, fix, isError, status}; errors and notes in the order of lines, the first
// kFindingsShown of them.
std::vector<QVariantMap> findingRows(const std::vector<RunbookFinding>& findings);
// One mark for each line with a finding: {line, isError, status, text}; its first error, and how many more.
QVariantList lineMarks(const std::vector<RunbookFinding>& findings);
// Of each line {ref, mark, text, before, after, kind: same | added | removed | gap}.
std::vector<QVariantMap> diffRows(const std::vector<DiffLine>& lines);

// What a runbook begins as that nobody has written yet. It can be used as it is.
const char* newRunbookText();

}  // namespace flotilla::view
