#include "services/documents/runbook_yaml.h"

#include <algorithm>
#include <charconv>

#include "services/documents/alerting_parts.h"
#include "services/documents/runbook_parts.h"
#include "services/documents/yaml_fields.h"

namespace flotilla {
namespace {

constexpr std::size_t kMaxInputs = 20;
constexpr std::size_t kMaxMatches = 20;

Result<std::string> inputName(const YamlNode& node) {
  FLOTILLA_TRY(std::string text, yamlText(node));
  if (isToken(text, 32) && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos) return text;
  return invalid("bad_name", "must be 1 to 32 of a-z and '_'");
}

Result<RunbookInput> readInput(const YamlNode& node, const std::string& path) {
  RunbookInput input;
  YamlReader reader(node, path);
  reader.required("name", input.name, inputName);
  reader.optional("type", input.type, yamlWordOf(kInputTypeNames));
  reader.optional("from", input.from, yamlWordOf(kInputSourceNames));
  reader.optional("value", input.value, runbookTitle);
  reader.optional("help", input.help, runbookTitle);
  FLOTILLA_CHECK(reader.finish());
  return input;
}

Result<std::vector<Matcher>> matchersText(const YamlNode& node, const std::string& path) {
  return yamlMatchers(1)(node, path);
}

Result<StopCondition> readStop(const YamlNode& node, const std::string& path) {
  StopCondition stop;
  YamlReader reader(node, path);
  reader.required("after", stop.after, yamlLengthFrom(std::chrono::seconds(10), std::chrono::hours(24)));
  reader.optional("escalate_to", stop.escalateTo, yamlName);
  FLOTILLA_CHECK(reader.finish());
  return stop;
}

// Of a field such as steps[2].kind: the place of the step, and what follows it.
std::optional<std::pair<std::size_t, std::string_view>> stepOf(std::string_view field) {
  constexpr std::string_view kSteps = "steps[";
  if (!field.starts_with(kSteps)) return std::nullopt;
  std::size_t place = 0;
  const auto read = std::from_chars(field.data() + kSteps.size(), field.data() + field.size(), place);
  if (read.ec != std::errc() || read.ptr == field.data() + field.size()) return std::nullopt;
  std::string_view rest(read.ptr + 1, static_cast<std::size_t>(field.data() + field.size() - read.ptr - 1));
  if (rest.starts_with('.')) rest.remove_prefix(1);
  return std::pair(place, rest);
}

// yamlError() begins with the line, and names the field again.
RunbookFinding findingOf(const Error& error, const Runbook& book) {
  RunbookFinding out{1, {}, error.reason, error.message, error.fix};
  constexpr std::string_view kLine = "line ";
  const std::size_t end = out.message.find(": ");
  if (out.message.starts_with(kLine) && end != std::string::npos) {
    std::from_chars(out.message.data() + kLine.size(), out.message.data() + end, out.line);
    out.message.erase(0, end + 2);
  }
  const auto step = stepOf(error.field);
  if (!step || step->first >= book.steps.size() || book.steps[step->first].key.empty()) return out;
  out.step = book.steps[step->first].key;
  const std::string prefix = error.field.substr(0, error.field.size() - step->second.size());
  if (out.message.starts_with(prefix)) out.message.erase(0, prefix.size());
  if (out.message.starts_with(": ")) out.message.erase(0, 2);
  return out;
}

// What lint cannot say anything about, because it could not be read.
RunbookDoubts doubtsAbout(const Runbook& book, const std::vector<Error>& told) {
  RunbookDoubts out;
  out.steps.resize(book.steps.size());
  out.ways.resize(book.steps.size());
  for (const Error& error : told) {
    if (error.field.starts_with("inputs")) out.inputs = true;
    if (error.field.starts_with("match")) out.match = true;
    const auto step = stepOf(error.field);
    if (!step && error.field.starts_with("steps")) out.anyWay = true;
    if (!step || step->first >= book.steps.size()) continue;
    out.steps[step->first] = true;
    const std::string_view part = step->second;
    for (const std::string_view way : {"key", "kind", "next", "otherwise", "choices"})
      if (part.empty() || part.starts_with(way)) out.ways[step->first] = out.anyWay = true;
  }
  return out;
}

Result<YamlNode> treeOf(std::string_view yaml) {
  if (yaml.size() > kMaxRunbookBytes) return yamlError(1, "yaml_syntax", "a runbook must not be longer than 256 KiB");
  return parseYaml(yaml);
}

Result<Runbook> readTree(const YamlNode& root) {
  Runbook book;
  YamlReader reader(root, "");
  reader.required("runbook", book.name, yamlName);
  reader.required("title", book.title, runbookTitle);
  reader.required("owner", book.owner, yamlName);
  reader.optional("match", book.match, listOf<std::vector<Matcher>>(1, kMaxMatches, matchersText));
  reader.optional("inputs", book.inputs, listOf<RunbookInput>(0, kMaxInputs, readInput));
  reader.unique("inputs", book.inputs, "name", [](const RunbookInput& input) { return input.name; });
  reader.required("stop", book.stop, readStop);
  reader.required("steps", book.steps, listOf<RunbookStep>(1, kMaxRunbookSteps, readRunbookStep));
  reader.unique("steps", book.steps, "key", [](const RunbookStep& step) { return step.key; });
  FLOTILLA_CHECK(reader.finish());
  return book;
}

}  // namespace

Result<Runbook> parseRunbookYaml(std::string_view yaml) {
  FLOTILLA_TRY(const YamlNode root, treeOf(yaml));
  return readTree(root);
}

RunbookExam examineRunbook(std::string_view yaml) {
  auto root = treeOf(yaml);
  RunbookExam out;
  if (!root) {
    out.findings.push_back(findingOf(root.error(), {}));
    return out;
  }
  std::vector<Error> told;
  collectInto(told, *root);
  auto book = readTree(*root);
  if (!book) told.push_back(book.error());  // never: with a collector nothing is refused
  out.runbook = book ? std::move(book).value() : Runbook{};
  out.findings = lintRunbook(*out.runbook, doubtsAbout(*out.runbook, told));
  for (const Error& error : told) out.findings.push_back(findingOf(error, *out.runbook));
  std::stable_sort(out.findings.begin(), out.findings.end(),
                   [](const auto& a, const auto& b) { return a.line < b.line; });
  return out;
}

std::string toText(const RunbookFinding& finding) {
  const std::string whole = isOfForm(finding) ? "" : "the runbook ";
  const std::string where = finding.step.empty() ? whole : "step \"" + finding.step + "\" ";
  return "line " + std::to_string(finding.line) + ": " + where + finding.message;
}

Result<Runbook> readRunbook(std::string_view yaml, std::vector<RunbookFinding>& notes) {
  FLOTILLA_TRY(Runbook runbook, parseRunbookYaml(yaml));
  notes.clear();
  for (const RunbookFinding& finding : lintRunbook(runbook, {})) {
    if (finding.isError)
      return invalid(finding.reason, toText(finding), finding.step.empty() ? "runbook" : "steps." + finding.step,
                     finding.fix);
    notes.push_back(finding);
  }
  return runbook;
}

}  // namespace flotilla
