#include "services/documents/playbook_yaml.h"

#include <algorithm>
#include <map>
#include <set>

#include "services/documents/runbook_parts.h"
#include "services/documents/yaml_fields.h"

namespace flotilla {
namespace {

constexpr std::size_t kMaxQuestions = 50;
constexpr std::size_t kMaxPlaybookChoices = 10;

Result<PlaybookChoice> readPlaybookChoice(const YamlNode& node, const std::string& path) {
  PlaybookChoice out;
  out.line = node.line;
  YamlReader reader(node, path);
  reader.required("label", out.label, runbookTitle);
  reader.optional("next", out.next, yamlName);
  reader.optional("runbook", out.runbook, yamlName);
  FLOTILLA_CHECK(reader.finish());
  if (out.next.empty() == out.runbook.empty())
    return yamlError(node.line, out.next.empty() ? "missing_key" : "bad_value",
                     out.next.empty() ? "leads nowhere" : "leads to two places", path,
                     "write next: and the key of a question, or runbook: and its name");
  return out;
}

Result<PlaybookQuestion> readPlaybookQuestion(const YamlNode& node, const std::string& path) {
  PlaybookQuestion out;
  out.line = node.line;
  YamlReader reader(node, path);
  reader.required("key", out.key, yamlName);
  reader.required("title", out.title, runbookTitle);
  reader.optional("why", out.why, runbookText);
  reader.required(
      "choices", out.choices,
      listOf<PlaybookChoice>(2, kMaxPlaybookChoices, readPlaybookChoice, "a question has two to ten answers"));
  FLOTILLA_CHECK(reader.finish());
  return out;
}

class PlaybookLinter {
 public:
  PlaybookLinter(const Playbook& book, const std::vector<RunbookName>& runbooks) : book_(book) {
    for (const RunbookName& name : runbooks) runbooks_.push_back(name.value);
    for (const PlaybookQuestion& question : book.questions) keys_.push_back(question.key);
  }

  std::vector<PlaybookFinding> take() {
    for (const PlaybookQuestion& question : book_.questions) {
      lookAtLabels(question);
      for (const PlaybookChoice& choice : question.choices) lookAtWay(question, choice);
    }
    for (const PlaybookQuestion& question : book_.questions) visit(question);
    lookForUnreachable();
    std::stable_sort(out_.begin(), out_.end(), [](const auto& a, const auto& b) { return a.line < b.line; });
    return std::move(out_);
  }

 private:
  void add(int line, const PlaybookQuestion& question, const char* reason, const std::string& message,
           std::string fix) {
    out_.push_back({line, reason, "question \"" + question.key + "\" " + message, std::move(fix)});
  }

  void lookAtLabels(const PlaybookQuestion& question) {
    std::set<std::string> seen;
    for (const PlaybookChoice& choice : question.choices)
      if (!seen.insert(choice.label).second)
        add(choice.line, question, "same_label", "has the answer \"" + choice.label + "\" twice", "word one otherwise");
  }

  void lookAtWay(const PlaybookQuestion& question, const PlaybookChoice& choice) {
    if (!choice.next.empty() && book_.find(choice.next) == nullptr)
      add(choice.line, question, "unknown_question",
          "leads to the question \"" + choice.next + "\", which there is not",
          didYouMean(choice.next, keys_, "write the key of a question"));
    const std::string& runbook = choice.runbook.value;
    if (!runbook.empty() && std::find(runbooks_.begin(), runbooks_.end(), runbook) == runbooks_.end())
      add(choice.line, question, "unknown_runbook", "leads to the runbook \"" + runbook + "\", which there is not",
          didYouMean(runbook, runbooks_, "write the name of a runbook"));
  }

  // By depth first; each way that comes back to where it was is told at the choice that goes back.
  void visit(const PlaybookQuestion& question) {
    State& state = states_[question.key];
    if (state != State::New) return;
    state = State::OnTheWay;
    for (const PlaybookChoice& choice : question.choices) {
      const PlaybookQuestion* next = book_.find(choice.next);
      if (next == nullptr) continue;
      if (states_[next->key] == State::OnTheWay)
        add(choice.line, question, "cycle", "leads back to \"" + next->key + "\", so that it may never end",
            "lead to a question that comes later, or to a runbook");
      visit(*next);
    }
    states_[question.key] = State::Done;
  }

  void lookForUnreachable() {
    std::set<std::string> reached;
    std::vector<const PlaybookQuestion*> open{&book_.questions.front()};
    while (!open.empty()) {
      const PlaybookQuestion* question = open.back();
      open.pop_back();
      if (question == nullptr || !reached.insert(question->key).second) continue;
      for (const PlaybookChoice& choice : question->choices) open.push_back(book_.find(choice.next));
    }
    for (const PlaybookQuestion& question : book_.questions)
      if (!reached.contains(question.key))
        add(question.line, question, "unreachable", "is never come to", "lead to it from one before, or take it out");
  }

  enum class State { New, OnTheWay, Done };
  const Playbook& book_;
  std::vector<std::string> runbooks_, keys_;
  std::map<std::string, State> states_;
  std::vector<PlaybookFinding> out_;
};

}  // namespace

Result<Playbook> parsePlaybookYaml(std::string_view yaml) {
  if (yaml.size() > kMaxPlaybookBytes) return yamlError(1, "yaml_syntax", "a playbook must not be longer than 64 KiB");
  FLOTILLA_TRY(const YamlNode root, parseYaml(yaml));
  Playbook book;
  YamlReader reader(root, "");
  reader.required("playbook", book.name, yamlName);
  reader.required("title", book.title, runbookTitle);
  reader.required("owner", book.owner, yamlName);
  reader.required("questions", book.questions, listOf<PlaybookQuestion>(1, kMaxQuestions, readPlaybookQuestion));
  reader.unique("questions", book.questions, "key", [](const PlaybookQuestion& question) { return question.key; });
  FLOTILLA_CHECK(reader.finish());
  return book;
}

std::vector<PlaybookFinding> lintPlaybook(const Playbook& playbook, const std::vector<RunbookName>& runbooks) {
  return PlaybookLinter(playbook, runbooks).take();
}

std::string toText(const PlaybookFinding& finding) {
  return "line " + std::to_string(finding.line) + ": " + finding.message;
}

}  // namespace flotilla
