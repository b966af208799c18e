// The parts of a runbook's document, which have files of their own. Private to services/documents. Thread: pure
// functions.
#pragma once

#include <string>
#include <vector>

#include "models/domain/runbook_finding.h"
#include "services/documents/yaml_fields.h"

namespace flotilla {

// What could not be read, so that nothing is concluded from its absence. Empty: all was read.
struct RunbookDoubts {
  std::vector<bool> steps = {};  // something of the step
  std::vector<bool> ways = {};   // where it goes on
  bool anyWay = false;           // of one of them, or there are more steps
  bool inputs = false;
  bool match = false;
  bool none() const { return steps.empty(); }
};

// What is wrong with a runbook of good form, in the order of lines.
std::vector<RunbookFinding> lintRunbook(const Runbook& runbook, const RunbookDoubts& doubts);

Result<RunbookStep> readRunbookStep(const YamlNode& node, const std::string& path);

// Converters: text of people, on one line or on several.
Result<std::string> runbookTitle(const YamlNode& node);
Result<std::string> runbookText(const YamlNode& node);

}  // namespace flotilla
