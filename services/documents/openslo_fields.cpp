#include "services/documents/openslo_fields.h"

#include <algorithm>
#include <limits>

#include "models/domain/nearest_name.h"
#include "models/domain/utf8.h"
#include "services/documents/openslo_duration.h"
#include "services/documents/text_checks.h"
#include "services/documents/yaml_fields.h"

namespace flotilla::openslo {

void Findings::add(Level level, const Where& where, const char* rule, const std::string& message,
                   const std::string& fix) {
  const bool isError = level == Level::Error;
  (isError ? errors_ : warnings_) += 1;
  auto& kept = isError ? errorsKept_ : warningsKept_;
  if (kept.size() < kMaxFindings) kept.push_back({level, rule, where.line, where.object, where.path, message, fix});
}

void Findings::moveTo(OpenSloImport& out) {
  out.errors = errors_;
  out.warnings = warnings_;
  out.findings = std::move(errorsKept_);
  const std::size_t room = std::min(kMaxFindings - out.findings.size(), warningsKept_.size());
  out.findings.insert(out.findings.end(), warningsKept_.begin(),
                      warningsKept_.begin() + static_cast<std::ptrdiff_t>(room));
  std::stable_sort(out.findings.begin(), out.findings.end(),
                   [](const OpenSloFinding& a, const OpenSloFinding& b) { return a.line < b.line; });
}

Where below(const Where& where, const std::string& member, const YamlNode* node) {
  return {node == nullptr ? where.line : node->line, where.object,
          where.path.empty() ? member : where.path + "." + member};
}

std::optional<std::string> textOf(const YamlNode& node, const Where& where, Findings& findings, std::size_t max) {
  const auto text = yamlText(node);
  if (!text.ok()) {
    findings.error(where, "bad_value", text.error().message);
    return {};
  }
  if (characterCount(*text) <= max && !hasControls(*text, true)) return *text;
  findings.error(where, "bad_value",
                 "must be at most " + std::to_string(max) + " characters without control characters");
  return {};
}

Fields::Fields(const YamlNode& node, Where where, Findings& findings)
    : node_(node), where_(std::move(where)), findings_(findings) {
  if (node.kind == YamlNode::Kind::Map) return;
  usable_ = false;
  findings_.error(where_, "bad_value", "must be keys and values");
}

const YamlNode* Fields::find(const char* name) {
  known_.emplace_back(name);
  if (!usable_) return nullptr;
  const YamlNode* const member = DocumentTraits<YamlNode>::member(node_, name);
  return member == nullptr || member->kind == YamlNode::Kind::Null ? nullptr : member;
}

const YamlNode* Fields::need(const char* name) {
  const YamlNode* const member = find(name);
  if (member == nullptr && usable_) findings_.error(at(name), "missing_key", "is missing");
  return member;
}

bool Fields::has(const char* name) {
  return find(name) != nullptr;
}

std::string Fields::text(const char* name, std::size_t max) {
  const YamlNode* const node = find(name);
  return node == nullptr ? std::string() : textOf(*node, at(name), findings_, max).value_or("");
}

std::string Fields::neededText(const char* name, std::size_t max) {
  const YamlNode* const node = need(name);
  if (node == nullptr) return {};
  const auto text = textOf(*node, at(name), findings_, max);
  if (text && text->empty()) error(name, "missing_key", "is empty");
  return text.value_or("");
}

std::optional<double> Fields::number(const char* name) {
  const YamlNode* const node = find(name);
  if (node == nullptr) return {};
  constexpr double kFar = 1e15;
  const auto value = yamlNumber(*node, -kFar, kFar);
  if (value.ok()) return *value;
  error(name, "bad_value", "must be a number");
  return {};
}

std::optional<bool> Fields::flag(const char* name) {
  const YamlNode* const node = find(name);
  if (node == nullptr) return {};
  const auto value = yamlFlag(*node);
  if (value.ok()) return *value;
  refuse(name, value.error());
  return {};
}

std::optional<Duration> Fields::length(const char* name) {
  const YamlNode* const node = find(name);
  if (node == nullptr) return {};
  const auto text = yamlText(*node);
  const auto value = text.ok() ? parseShorthand(*text) : Result<Duration>(text.error());
  if (value.ok()) return *value;
  refuse(name, value.error());
  return {};
}

std::optional<std::size_t> Fields::wordAt(const char* name, const std::vector<std::string>& names) {
  const YamlNode* const node = find(name);
  if (node == nullptr) return {};
  const auto at = yamlOneOf(*node, names);
  if (at.ok()) return *at;
  refuse(name, at.error());
  return {};
}

std::vector<Item> Fields::list(const char* name, std::size_t min, std::size_t max) {
  const YamlNode* const node = min > 0 ? need(name) : find(name);
  if (node == nullptr) return {};
  if (node->kind != YamlNode::Kind::List) {
    error(name, "bad_value", "must be a list");
    return {};
  }
  const std::size_t count = node->children.size();
  if (count < min || count > max) {
    error(
        name, "bad_value",
        "must have " + std::to_string(min) + " to " + std::to_string(max) + " elements, not " + std::to_string(count));
    return {};
  }
  std::vector<Item> items;
  for (const YamlNode& child : node->children) {
    Where where = at(name);
    where.line = child.line;
    where.path += "[" + std::to_string(items.size()) + "]";
    items.push_back({&child, std::move(where)});
  }
  return items;
}

void Fields::finish() {
  if (!usable_) return;
  for (const YamlNode& child : node_.children) {
    if (findings_.full()) return;
    if (std::find(known_.begin(), known_.end(), child.key) != known_.end()) continue;
    findings_.error(below(where_, excerpt(child.key), &child), "unknown_key", "is not a known key",
                    didYouMean(excerpt(child.key, 64), known_, ""));
  }
}

Where Fields::at(const char* name) {
  return below(where_, name, usable_ ? DocumentTraits<YamlNode>::member(node_, name) : nullptr);
}

void Fields::error(const char* name, const char* rule, const std::string& message, const std::string& fix) {
  findings_.error(at(name), rule, message, fix);
}

void Fields::warn(const char* name, const char* rule, const std::string& message, const std::string& fix) {
  findings_.warn(at(name), rule, message, fix);
}

void Fields::refuse(const char* name, const Error& why) {
  error(name, "bad_value", why.message, why.fix);
}

}  // namespace flotilla::openslo
