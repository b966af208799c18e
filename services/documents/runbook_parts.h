// The parts of a runbook's document, which have files of their own. Private to services/documents. Thread: pure
// functions.
#pragma once

#include <string>

#include "models/domain/runbook.h"
#include "services/documents/yaml_fields.h"

namespace flotilla {

Result<RunbookStep> readRunbookStep(const YamlNode& node, const std::string& path);

// Converters: text of people, on one line or on several.
Result<std::string> runbookTitle(const YamlNode& node);
Result<std::string> runbookText(const YamlNode& node);

}  // namespace flotilla
