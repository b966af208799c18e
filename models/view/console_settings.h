// What the program that makes a Console tells it. Thread: values.
#pragma once

#include "models/view/maintenance.h"
#include "models/view/runbook_editor.h"
#include "models/view/session.h"

namespace flotilla::view {

struct ConsoleSettings {
  SessionSettings session;
  QString enrolAddress;               // host:port that new nodes enrol at
  QString preferencesFile;            // empty = keep nothing
  PatternCompiler wholePattern = {};  // that match a whole text, as matchers of silences do
  WindowsReader windows = {};
  RunbookExaminer examineRunbook = {};
  QString draftsFolder;  // empty = drafts of runbooks last as long as the program
};

}  // namespace flotilla::view
