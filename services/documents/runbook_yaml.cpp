#include "services/documents/runbook_yaml.h"

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

}  // namespace

Result<Runbook> parseRunbookYaml(std::string_view yaml) {
  if (yaml.size() > kMaxRunbookBytes) return yamlError(1, "yaml_syntax", "a runbook must not be longer than 256 KiB");
  FLOTILLA_TRY(const YamlNode root, parseYaml(yaml));
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

}  // namespace flotilla
