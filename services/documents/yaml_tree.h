// YAML as a plain tree with line numbers: no anchors, aliases or tags, no key twice. Private to
// services/documents. Thread: pure functions. Errors: Invalid, reason yaml_syntax or duplicate_key; the message starts
// with "line N: ".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/result.h"
#include "models/domain/time.h"
#include "services/documents/field_reader.h"

namespace flotilla {

struct YamlNode {
  enum class Kind { Null, Scalar, List, Map };
  Kind kind = Kind::Null;
  int line = 1;           // of the key if the node is a member of a map, else of the node; from 1
  std::string key = {};   // empty unless the node is a member of a map
  std::string text = {};  // of a scalar
  bool quoted = false;    // a quoted or block scalar: text, never a number or a truth value
  std::vector<YamlNode> children = {};
  // Where its reader tells what is wrong and then goes on; null = the first that is wrong ends the reading.
  std::vector<Error>* told = nullptr;
};

// All that is wrong with the tree is told there from now on. `told` outlives the reading.
void collectInto(std::vector<Error>& told, YamlNode& tree);

// An empty document is a Null node. At most 1 MiB of UTF-8, 32 levels, 200,000 values. Never throws.
Result<YamlNode> parseYaml(std::string_view text);
// The same for a file of several documents, with those limits for all of them together.
Result<std::vector<YamlNode>> parseYamlDocuments(std::string_view text, std::size_t maxDocuments);

// "line N: field: message"
Error yamlError(int line, std::string_view reason, const std::string& message, std::string field = {},
                std::string fix = {});

template <>
struct DocumentTraits<YamlNode> {
  static constexpr const char* kObjectRule = "must be keys and values";
  // A key or a file without content is an object without members, a list without elements.
  static bool isObject(const YamlNode& node) {
    return node.kind == YamlNode::Kind::Map || node.kind == YamlNode::Kind::Null;
  }
  static bool isList(const YamlNode& node) {
    return node.kind == YamlNode::Kind::List || node.kind == YamlNode::Kind::Null;
  }
  static const YamlNode* member(const YamlNode& node, const std::string& name);
  static std::vector<std::string> memberNames(const YamlNode& node);
  static std::vector<Error>* collector(const YamlNode& node) { return node.told; }
  static const std::vector<YamlNode>& items(const YamlNode& node) { return node.children; }
  static Error refuse(const YamlNode& where, std::string_view what, const std::string& message, std::string field,
                      std::string fix) {
    return yamlError(where.line, what, message, std::move(field), std::move(fix));
  }
};
using YamlReader = FieldReader<YamlNode>;

// Converters (see field_reader.h).
Result<std::string> yamlText(const YamlNode& node);                       // any scalar with a value
Result<double> yamlNumber(const YamlNode& node, double min, double max);  // finite, decimal, not quoted
Result<std::int64_t> yamlInteger(const YamlNode& node, std::int64_t min, std::int64_t max);
Result<bool> yamlFlag(const YamlNode& node);  // true or false, not quoted
Result<Duration> yamlLength(const YamlNode& node);

}  // namespace flotilla
