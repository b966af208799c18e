#include "models/domain/playbook.h"

#include <algorithm>

#include "models/domain/nearest_name.h"
#include "models/domain/utf8.h"

namespace flotilla {
namespace {

const PlaybookChoice* chosen(const PlaybookQuestion& question, const std::string& answer) {
  for (std::size_t i = 0; i < question.choices.size(); ++i)
    if (question.choices[i].label == answer || std::to_string(i + 1) == answer) return &question.choices[i];
  return nullptr;
}

Error unknownChoice(const PlaybookQuestion& question, const std::string& answer) {
  std::vector<std::string> labels;
  std::string all;
  for (const PlaybookChoice& choice : question.choices) {
    labels.push_back(choice.label);
    all += (all.empty() ? "\"" : ", \"") + choice.label + "\"";
  }
  return invalid("unknown_choice", "\"" + excerpt(answer, 80) + "\" is no answer to: " + question.title, "answer",
                 didYouMean(excerpt(answer, 80), labels, "answer with " + all + ", or the number of one"));
}

}  // namespace

const PlaybookQuestion* Playbook::find(std::string_view key) const {
  const auto at = std::find_if(questions.begin(), questions.end(), [&](const auto& one) { return one.key == key; });
  return at == questions.end() ? nullptr : &*at;
}

Result<PlaybookPlace> placeAfter(const Playbook& playbook, const std::vector<std::string>& answers) {
  PlaybookPlace place{playbook.questions.empty() ? nullptr : &playbook.questions.front(), {}};
  for (const std::string& answer : answers) {
    if (place.question == nullptr)
      return invalid("too_many_answers", "\"" + excerpt(answer, 80) + "\" answers nothing: it was settled before",
                     "answer", "leave it out");
    const PlaybookChoice* choice = chosen(*place.question, answer);
    if (choice == nullptr) return unknownChoice(*place.question, answer);
    place = {playbook.find(choice->next), choice->runbook};
  }
  return place;
}

}  // namespace flotilla
