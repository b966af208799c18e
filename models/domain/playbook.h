// A playbook: questions with choices that lead from what people see to the runbook for it, for trouble that no runbook
// was suggested for. Thread: values and pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/domain/ids.h"
#include "models/domain/result.h"
#include "models/domain/runbook.h"

namespace flotilla {

using PlaybookName = Id<struct PlaybookTag>;  // as names of regions

// Leads to another question or to a runbook; never to both.
struct PlaybookChoice {
  std::string label;
  std::string next = {};  // key of a question
  RunbookName runbook = {};
  int line = 0;  // where it stands in its document
  friend bool operator==(const PlaybookChoice&, const PlaybookChoice&) = default;
};

struct PlaybookQuestion {
  std::string key;
  std::string title;
  std::string why = {};  // how one finds out
  std::vector<PlaybookChoice> choices;
  int line = 0;
  friend bool operator==(const PlaybookQuestion&, const PlaybookQuestion&) = default;
};

struct Playbook {
  PlaybookName name;
  std::string title;
  std::string owner;
  std::vector<PlaybookQuestion> questions;                   // the first is where it begins
  const PlaybookQuestion* find(std::string_view key) const;  // nothing if there is none
  friend bool operator==(const Playbook&, const Playbook&) = default;
};

// Where somebody is after some answers: at a question, or at a runbook. Lifetime of the question: of the playbook.
struct PlaybookPlace {
  const PlaybookQuestion* question = nullptr;
  RunbookName runbook = {};
};

// `answers` are labels, or their numbers from 1, from the first question on. `playbook` has no errors. Errors:
// Invalid/"unknown_choice" | "too_many_answers".
Result<PlaybookPlace> placeAfter(const Playbook& playbook, const std::vector<std::string>& answers);

}  // namespace flotilla
