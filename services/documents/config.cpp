#include "services/documents/config.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <map>
#include <utility>

#include "models/domain/duration_examples.h"
#include "models/domain/nearest_name.h"
#include "services/documents/text_checks.h"
#include "services/documents/yaml_tree.h"
#include "services/runtime/log.h"

namespace flotilla {
namespace {

constexpr std::uint64_t kLargestFile = 1 << 20;

[[noreturn]] void broken(std::string_view what, std::string_view name) {
  log::error(what, {{"key", std::string(name)}});
  std::abort();
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string> splitList(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string_view item = trimmed(text.substr(0, comma));
    if (!item.empty()) items.emplace_back(item);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return items;
}

Result<std::int64_t> parseInteger(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc{} && end == text.data() + text.size()) return value;
  return invalid("bad_value", "must be a whole number");
}

Result<double> parseNumber(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc{} && end == text.data() + text.size() && std::isfinite(value)) return value;
  return invalid("bad_value", "must be a number, for example 0.6");
}

// Whether `text` can be read as `type`. A value on several lines could pass for another line of print().
Status checkValue(ConfigType type, std::string_view text) {
  if (!isUtf8(text) || hasControls(text, false)) return invalid("bad_value", "must be UTF-8 on one line");
  switch (type) {
    case ConfigType::Integer:
      FLOTILLA_CHECK(parseInteger(text));
      break;
    case ConfigType::Number:
      FLOTILLA_CHECK(parseNumber(text));
      break;
    case ConfigType::Boolean:
      if (text != "true" && text != "false") return invalid("bad_value", "must be true or false");
      break;
    case ConfigType::Length:
      if (!parseDuration(text))
        return invalid("bad_value", "must be a duration, for example " + std::string(kDurationExamples));
      break;
    case ConfigType::Text:
    case ConfigType::TextList:
      break;
  }
  return okStatus();
}

Result<std::string> listText(const YamlNode& node) {
  std::string out;
  for (const YamlNode& item : node.children) {
    FLOTILLA_TRY(const std::string text, yamlText(item));
    if (text.find(',') != std::string::npos || trimmed(text).empty())
      return invalid("bad_value", "an element must have text without ','");
    out += (out.empty() ? "" : ",") + text;
  }
  return out;
}

// The value of a YAML node as `--set` would write it.
Result<std::string> valueText(ConfigType type, const YamlNode& node) {
  if (type == ConfigType::TextList && node.kind == YamlNode::Kind::List) return listText(node);
  const bool typed = type == ConfigType::Integer || type == ConfigType::Number || type == ConfigType::Boolean;
  if (typed && node.quoted) return invalid("bad_value", "must not be quoted");
  return yamlText(node);
}

// A value never holds control characters, so quotes and backslashes are all there is to escape.
std::string inQuotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string yamlOf(ConfigType type, const std::string& value) {
  if (type == ConfigType::Text) return inQuotes(value);
  if (type != ConfigType::TextList) return value;
  std::string out;
  for (const std::string& item : splitList(value)) out += (out.empty() ? "" : ", ") + inQuotes(item);
  return "[" + out + "]";
}

struct Setting {
  ConfigType type = ConfigType::Text;
  std::string value = {};
  std::string source = {};
  bool inFile = false;
};
using Settings = std::map<std::string, Setting, std::less<>>;

Error unknownKey(const std::string& name, const Settings& settings) {
  std::vector<std::string> known;
  for (const auto& [key, setting] : settings) known.push_back(key);
  const std::string near = nearestName(name, known);
  return invalid("unknown_key", "\"" + excerpt(name) + "\" is not a known key", excerpt(name),
                 near.empty() ? "`config print` shows all keys" : "did you mean \"" + near + "\"?");
}

Error badValue(const std::string& name, const Error& cause) {
  return invalid("bad_value", name + ": " + cause.message, name, cause.fix);
}

// Puts `where` in front of the message: where the value was written.
Error writtenAt(const std::string& where, Error error) {
  error.message = where + ": " + error.message;
  return error;
}

Settings defaultSettings(const std::vector<ConfigKey>& keys) {
  Settings settings;
  for (const ConfigKey& key : keys) {
    if (!checkValue(key.type, key.fallback)) broken("the default of a configuration key has the wrong type", key.name);
    if (!settings.emplace(key.name, Setting{.type = key.type, .value = key.fallback, .source = "default"}).second)
      broken("a configuration key is listed twice", key.name);
  }
  return settings;
}

Status assign(Settings& settings, const std::string& name, const YamlNode& node, std::string_view source) {
  const auto found = settings.find(name);
  if (found == settings.end()) return unknownKey(name, settings);
  Setting& setting = found->second;
  if (setting.inFile) return invalid("duplicate_key", "\"" + name + "\" is there twice", name);
  auto value = valueText(setting.type, node);
  if (!value) return badValue(name, value.error());
  if (const auto good = checkValue(setting.type, *value); !good) return badValue(name, good.error());
  setting.value = *value;
  setting.source = source;
  setting.inFile = true;
  return okStatus();
}

// A key whose subkeys are all commented out has no value and is no mistake.
bool isSection(const std::string& name, const Settings& settings) {
  const auto next = settings.lower_bound(name + ".");
  return name.empty() || (next != settings.end() && next->first.starts_with(name + "."));
}

// Nested maps are dotted names: assigns every leaf at or below `node`.
Status assignTree(Settings& settings, const std::string& name, const YamlNode& node, std::string_view source) {
  const bool group = node.kind == YamlNode::Kind::Map || node.kind == YamlNode::Kind::Null;
  if (!group || (node.children.empty() && !isSection(name, settings))) {
    const Status done = assign(settings, name, node, source);
    return done ? done : writtenAt(std::string(source) + ": line " + std::to_string(node.line), done.error());
  }
  for (const YamlNode& child : node.children)
    FLOTILLA_CHECK(assignTree(settings, name.empty() ? child.key : name + "." + child.key, child, source));
  return okStatus();
}

Status applyYaml(Settings& settings, std::string_view yaml, std::string_view source) {
  const auto root = parseYaml(yaml);
  if (!root) return writtenAt(std::string(source), root.error());
  if (root->kind == YamlNode::Kind::Scalar || root->kind == YamlNode::Kind::List)
    return writtenAt(std::string(source), yamlError(root->line, "bad_value", "must be keys and values"));
  return assignTree(settings, "", *root, source);
}

// The last of several for one key counts, as on every command line.
Status applySet(Settings& settings, const std::string& set) {
  const std::size_t equals = set.find('=');
  if (equals == std::string::npos)
    return invalid("bad_value", "--set: \"" + excerpt(set) + "\" has no '='", "--set", "write --set name=value");
  const std::string name = set.substr(0, equals);
  if (name.empty())
    return invalid("bad_value", "--set: \"" + excerpt(set) + "\" has no name before '='", "--set",
                   "write --set name=value");
  const auto found = settings.find(name);
  if (found == settings.end()) return writtenAt("--set", unknownKey(name, settings));
  const std::string value = set.substr(equals + 1);
  if (const auto good = checkValue(found->second.type, value); !good)
    return writtenAt("--set", badValue(name, good.error()));
  found->second.value = value;
  found->second.source = "--set";
  return okStatus();
}

template <class Entries>
const auto& entryOf(const Entries& entries, std::string_view name, ConfigType type) {
  const auto found = entries.find(name);
  if (found == entries.end() || found->second.type != type) broken("a configuration key is not declared so", name);
  return found->second;
}

}  // namespace

Result<Config> Config::load(const std::vector<ConfigKey>& keys, std::string_view yaml, std::string_view source,
                            const std::vector<std::string>& sets) {
  Settings settings = defaultSettings(keys);
  FLOTILLA_CHECK(applyYaml(settings, yaml, source));
  for (const std::string& set : sets) FLOTILLA_CHECK(applySet(settings, set));
  Config config;
  config.keys_ = keys;
  for (const auto& [name, setting] : settings)
    config.entries_.emplace(name, Entry{setting.type, setting.value, setting.source});
  return config;
}

Result<Config> Config::read(Files& files, const std::vector<ConfigKey>& keys, const Path& path,
                            const std::vector<std::string>& sets) {
  if (path.empty()) return load(keys, {}, {}, sets);
  const auto yaml = files.readAll(path, kLargestFile);
  if (!yaml) return writtenAt("--config", yaml.error());
  return load(keys, *yaml, path.string(), sets);
}

const std::string& Config::text(std::string_view name) const {
  return entryOf(entries_, name, ConfigType::Text).value;
}

std::int64_t Config::integer(std::string_view name) const {
  return parseInteger(entryOf(entries_, name, ConfigType::Integer).value).value();
}

double Config::number(std::string_view name) const {
  return parseNumber(entryOf(entries_, name, ConfigType::Number).value).value();
}

bool Config::boolean(std::string_view name) const {
  return entryOf(entries_, name, ConfigType::Boolean).value == "true";
}

Duration Config::length(std::string_view name) const {
  return parseDuration(entryOf(entries_, name, ConfigType::Length).value).value();
}

std::vector<std::string> Config::list(std::string_view name) const {
  return splitList(entryOf(entries_, name, ConfigType::TextList).value);
}

const std::string& Config::written(std::string_view name) const {
  const auto found = entries_.find(name);
  if (found == entries_.end()) broken("a configuration key is not declared so", name);
  return found->second.value;
}

std::string Config::print() const {
  std::string out;
  for (const ConfigKey& key : keys_) {
    const Entry& entry = entries_.find(key.name)->second;
    out += "# " + key.help + "\n" + key.name + ": " + yamlOf(entry.type, entry.value) + "  # " + entry.source + "\n";
  }
  return out;
}

}  // namespace flotilla
