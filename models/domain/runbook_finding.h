// What is wrong with the document of a runbook, and what of it could be read all the same. Thread: values.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/runbook.h"

namespace flotilla {

inline constexpr std::size_t kMaxRunbookBytes = 256 * 1024;
inline constexpr std::size_t kMaxRunbookSteps = 100;

// Something that is wrong, where it stands, and what to do about it.
struct RunbookFinding {
  int line = 0;
  std::string step;    // key; empty = the runbook as a whole
  std::string reason;  // unknown_step, cycle, unreachable, no_verify, no_undo, no_approval, unknown_input, secret, ...
  std::string message;
  std::string fix = {};
  bool isError = true;  // otherwise it is probably not meant
  friend bool operator==(const RunbookFinding&, const RunbookFinding&) = default;
};

// What is wrong with the form of the text names its field itself; all else is said of the step or the runbook.
inline bool isOfForm(const RunbookFinding& finding) {
  for (const std::string_view reason : {"yaml_syntax", "unknown_key", "duplicate_key", "missing_key", "bad_value"})
    if (finding.reason == reason) return true;
  return false;
}

struct RunbookExam {
  // As far as it could be read; nothing if the text is no YAML. It can be used if no finding is an error.
  std::optional<Runbook> runbook = {};
  std::vector<RunbookFinding> findings = {};  // all, in the order of lines
};

}  // namespace flotilla
