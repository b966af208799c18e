#include "services/documents/yaml_tree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <exception>
#include <iomanip>
#include <set>
#include <sstream>
#include <utility>

#include "models/domain/duration_examples.h"

namespace flotilla {
namespace {

constexpr std::size_t kMaxDepth = 32;
constexpr std::size_t kMaxNodes = 200'000;
constexpr int kMaxOpenBrackets = 1'000;

// Leaves yaml-cpp's recursive parser; never leaves parseYaml.
struct Refusal {
  Error error;
};

// Builds the tree from yaml-cpp's events and stops it at the first thing that is not taken. Because the events come
// while the parser descends, the depth limit also bounds its recursion.
class TreeBuilder final : public YAML::EventHandler {
 public:
  explicit TreeBuilder(std::size_t maxDocuments) : maxDocuments_(maxDocuments) {}

  std::vector<YamlNode> take() { return std::move(documents_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_.size() == maxDocuments_)
      refuse(mark, "yaml_syntax",
             maxDocuments_ == 1 ? "something follows the document"
                                : "more than " + std::to_string(maxDocuments_) + " documents");
    documents_.push_back({.line = mark.line + 1});
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    value(mark, "", anchor, {.kind = YamlNode::Kind::Null});
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    refuse(mark, "yaml_syntax", "aliases are not taken");
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    value(mark, tag, anchor, {.kind = YamlNode::Kind::Scalar, .text = text, .quoted = tag == "!"});
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, YamlNode::Kind::List);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, YamlNode::Kind::Map);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Frame {
    YamlNode node;
    std::set<std::string> keys = {};
    bool keyNext = true;
    YamlNode pendingKey = {};
    bool isMap() const { return node.kind == YamlNode::Kind::Map; }
  };

  // Plain scalars and collections without a tag come with "?" or "", quoted scalars with "!".
  void checkStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (anchor != 0) refuse(mark, "yaml_syntax", "anchors are not taken");
    if (!tag.empty() && tag != "?" && tag != "!") refuse(mark, "yaml_syntax", "tags are not taken");
    if (++nodes_ > kMaxNodes) refuse(mark, "yaml_syntax", "too many values");
  }

  void value(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YamlNode node) {
    checkStart(mark, tag, anchor);
    node.line = mark.line + 1;
    if (!frames_.empty() && frames_.back().isMap() && frames_.back().keyNext)
      takeKey(mark, std::move(node));
    else
      attach(std::move(node));
  }

  void takeKey(const YAML::Mark& mark, YamlNode key) {
    Frame& frame = frames_.back();
    if (key.kind != YamlNode::Kind::Scalar) refuse(mark, "yaml_syntax", "a key must be text");
    frame.pendingKey = std::move(key);
    frame.keyNext = false;
    const std::string& text = frame.pendingKey.text;
    if (!frame.keys.insert(text).second)
      refuse(mark, "duplicate_key", "\"" + excerpt(text) + "\" is there twice", path());
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YamlNode::Kind kind) {
    checkStart(mark, tag, anchor);
    if (!frames_.empty() && frames_.back().isMap() && frames_.back().keyNext)
      refuse(mark, "yaml_syntax", "a key must be text");
    if (frames_.size() == kMaxDepth) refuse(mark, "yaml_syntax", "nested deeper than 32 levels");
    frames_.push_back({.node = {.kind = kind, .line = mark.line + 1}});
  }

  void close() {
    YamlNode node = std::move(frames_.back().node);
    frames_.pop_back();
    attach(std::move(node));
  }

  void attach(YamlNode node) {
    if (frames_.empty()) {
      documents_.back() = std::move(node);
      return;
    }
    Frame& frame = frames_.back();
    if (frame.isMap()) {
      node.key = frame.pendingKey.text;
      node.line = frame.pendingKey.line;
      frame.keyNext = true;
    }
    frame.node.children.push_back(std::move(node));
  }

  [[noreturn]] void refuse(const YAML::Mark& mark, std::string_view reason, const std::string& message,
                           std::string field = {}) {
    throw Refusal{yamlError(mark.line + 1, reason, message, std::move(field))};
  }

  std::string path() const {
    std::string out;
    for (const Frame& frame : frames_) {
      if (frame.isMap())
        out += (out.empty() ? "" : ".") + excerpt(frame.pendingKey.text);
      else
        out += "[" + std::to_string(frame.node.children.size()) + "]";
    }
    return out;
  }

  std::size_t maxDocuments_;
  std::vector<YamlNode> documents_;
  std::vector<Frame> frames_;
  std::size_t nodes_ = 0;
};

int lineAt(std::string_view text, std::size_t position) {
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(position), '\n'));
}

// yaml-cpp reads ahead over brackets before its first event, and takes the byte 4 for the end of the text.
Status checkBytes(std::string_view text) {
  if (text.size() > kMaxDocumentBytes) return yamlError(1, "yaml_syntax", "longer than 1 MiB");
  if (!isUtf8(text)) return yamlError(1, "yaml_syntax", "not UTF-8");
  int open = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '[' || text[i] == '{') ++open;
    if (text[i] == ']' || text[i] == '}') --open;
    if (open > kMaxOpenBrackets) return yamlError(lineAt(text, i), "yaml_syntax", "nested deeper than 32 levels");
    if (hasControls(text.substr(i, 1), true))
      return yamlError(lineAt(text, i), "yaml_syntax", "contains a control character");
  }
  return okStatus();
}

// What yaml-cpp's commonest messages begin with, and what they mean to somebody who writes YAML.
struct Meaning {
  std::string_view begins;
  std::string_view message;
};
constexpr std::array<Meaning, 14> kMeanings{
    {{"end of sequence flow not found", "a list that begins with [ is not closed with ]"},
     {"end of map flow not found", "keys and values that begin with { are not closed with }"},
     {"illegal flow end", "a ] or } closes nothing"},
     {"end of map not found", "this line does not fit the indentation of the lines above, or a key has no \":\""},
     {"end of sequence not found", "this line does not fit the indentation of the list above"},
     {"illegal map value", "a \":\" stands where no key can be; put the value in quotes"},
     {"illegal map key", "a key stands where none can be"},
     {"illegal block entry", "a \"-\" stands where no list can be"},
     {"illegal tab", "the indentation has a tab; write spaces"},
     {"the referenced anchor is not defined", "aliases are not taken"},
     {"illegal EOF in scalar", "a quote is not closed"},
     {"illegal document indicator", "a quote is not closed"},
     {"unknown escape character", "the quoted text has a \\ before a character that needs none"},
     {"unknown token", "a character stands where none of its kind can be; put the value in quotes"}}};

std::string inOurWords(std::string_view message) {
  for (const Meaning& meaning : kMeanings)
    if (message.starts_with(meaning.begins)) return std::string(meaning.message);
  return "not YAML";
}

template <class Number>
Result<Number> numberIn(const YamlNode& node, Number min, Number max, const std::string& rule) {
  const char* const end = node.text.data() + node.text.size();
  Number value{};
  const auto [stop, error] = std::from_chars(node.text.data(), end, value);
  const bool whole = node.kind == YamlNode::Kind::Scalar && !node.quoted && error == std::errc{} && stop == end;
  if (whole && value >= min && value <= max) return value;
  return invalid("bad_number", "must be " + rule);
}

std::string inWords(double value) {
  std::ostringstream out;
  out << std::setprecision(12) << value;
  return out.str();
}

}  // namespace

Result<std::vector<YamlNode>> parseYamlDocuments(std::string_view text, std::size_t maxDocuments) {
  FLOTILLA_CHECK(checkBytes(text));
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    TreeBuilder builder(maxDocuments);
    // The last call finds out whether anything follows. There is none after it: on some input yaml-cpp yields
    // documents without end.
    for (std::size_t call = 0; call <= maxDocuments && parser.HandleNextDocument(builder);) ++call;
    return builder.take();
  } catch (const Refusal& refusal) {
    return refusal.error;
  } catch (const YAML::Exception& exception) {
    return yamlError(std::max(exception.mark.line, 0) + 1, "yaml_syntax", inOurWords(exception.msg));
  } catch (const std::exception&) {
    return yamlError(1, "yaml_syntax", "not YAML");
  }
}

Result<YamlNode> parseYaml(std::string_view text) {
  FLOTILLA_TRY(auto documents, parseYamlDocuments(text, 1));
  return documents.empty() ? YamlNode{} : std::move(documents.front());
}

Error yamlError(int line, std::string_view reason, const std::string& message, std::string field, std::string fix) {
  const std::string text = field.empty() ? message : field + ": " + message;
  return invalid(std::string(reason), "line " + std::to_string(line) + ": " + text, std::move(field), std::move(fix));
}

void collectInto(std::vector<Error>& told, YamlNode& tree) {
  tree.told = &told;
  for (YamlNode& child : tree.children) collectInto(told, child);
}

const YamlNode* DocumentTraits<YamlNode>::member(const YamlNode& node, const std::string& name) {
  const auto found = std::find_if(node.children.begin(), node.children.end(),
                                  [&](const YamlNode& child) { return child.key == name; });
  return found == node.children.end() ? nullptr : &*found;
}

std::vector<std::string> DocumentTraits<YamlNode>::memberNames(const YamlNode& node) {
  std::vector<std::string> names;
  for (const YamlNode& child : node.children) names.push_back(child.key);
  return names;
}

Result<std::string> yamlText(const YamlNode& node) {
  if (node.kind == YamlNode::Kind::Scalar) return node.text;
  return invalid("bad_text", node.kind == YamlNode::Kind::Null ? "has no value" : "must be text");
}

Result<double> yamlNumber(const YamlNode& node, double min, double max) {
  return numberIn(node, min, max, "a number from " + inWords(min) + " to " + inWords(max));
}

Result<std::int64_t> yamlInteger(const YamlNode& node, std::int64_t min, std::int64_t max) {
  return numberIn(node, min, max, "a whole number from " + std::to_string(min) + " to " + std::to_string(max));
}

Result<bool> yamlFlag(const YamlNode& node) {
  if (node.kind == YamlNode::Kind::Scalar && !node.quoted && (node.text == "true" || node.text == "false"))
    return node.text == "true";
  return invalid("bad_flag", "must be true or false");
}

Result<Duration> yamlLength(const YamlNode& node) {
  FLOTILLA_TRY(const std::string text, yamlText(node));
  if (isVisibleAscii(text, 1, 32)) return parseDuration(text);
  return invalid("bad_duration", "must be a duration, for example " + std::string(kDurationExamples));
}

}  // namespace flotilla
