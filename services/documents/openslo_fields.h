// Reads the members of an OpenSLO object and notes everything that is wrong, instead of the first thing only. What is
// wrong reads as absent. Private to services/documents. Lifetime: the node and the findings outlive the reader.
// Thread: one.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/documents/openslo.h"
#include "services/documents/openslo_document.h"

namespace flotilla::openslo {

inline constexpr std::size_t kMaxFindings = 100;
inline constexpr std::size_t kMaxDescription = 1050;
inline constexpr std::size_t kMaxText = 1024;  // characters of any other text
inline constexpr std::size_t kMaxElements = 100;
inline constexpr std::size_t kMaxPolicies = 50;    // of an SLO
inline constexpr std::size_t kMaxConditions = 10;  // of a policy

class Findings {
 public:
  using Level = OpenSloFinding::Level;
  void error(const Where& where, const char* rule, const std::string& message, const std::string& fix = {}) {
    add(Level::Error, where, rule, message, fix);
  }
  void warn(const Where& where, const char* rule, const std::string& message, const std::string& fix = {}) {
    add(Level::Warning, where, rule, message, fix);
  }
  // Errors stay when there are too many.
  void moveTo(OpenSloImport& out);
  bool full() const { return errors_ >= kMaxFindings; }
  bool any() const { return errors_ > 0; }

 private:
  void add(Level level, const Where& where, const char* rule, const std::string& message, const std::string& fix);

  std::vector<OpenSloFinding> errorsKept_, warningsKept_;
  std::size_t errors_ = 0, warnings_ = 0;
};

struct Item {
  const YamlNode* node;
  Where where;
};

// "spec" and "target" make "spec.target".
Where below(const Where& where, const std::string& member, const YamlNode* node = nullptr);

// A text of at most `max` characters, without control characters except line breaks; nothing if it is another thing.
std::optional<std::string> textOf(const YamlNode& node, const Where& where, Findings& findings, std::size_t max);

class Fields {
 public:
  Fields(const YamlNode& node, Where where, Findings& findings);

  // Null if it is not there or has no value; need() notes that.
  const YamlNode* find(const char* name);
  const YamlNode* need(const char* name);
  bool has(const char* name);

  std::string text(const char* name, std::size_t max = kMaxText);
  std::string neededText(const char* name, std::size_t max = kMaxText);
  std::optional<double> number(const char* name);
  std::optional<bool> flag(const char* name);
  std::optional<Duration> length(const char* name);
  // The position among `names`.
  template <class Enum, std::size_t N>
  std::optional<Enum> word(const char* name, const std::array<std::string_view, N>& names) {
    const auto at = wordAt(name, {names.begin(), names.end()});
    return at ? std::optional(static_cast<Enum>(*at)) : std::nullopt;
  }
  // The elements of a list of `min` to `max`; with `min` above 0 it has to be there.
  std::vector<Item> list(const char* name, std::size_t min, std::size_t max = kMaxElements);

  // Reads the member `name`, which is `node`, as far as `read` asks for it.
  template <class Read>
  void within(const char* name, const YamlNode& node, const Read& read) {
    Fields inner(node, at(name), findings_);
    read(inner);
    inner.finish();
  }

  // Notes every key that nobody asked for.
  void finish();

  Where at(const char* name);
  const Where& where() const { return where_; }
  bool usable() const { return usable_; }
  void error(const char* name, const char* rule, const std::string& message, const std::string& fix = {});
  void warn(const char* name, const char* rule, const std::string& message, const std::string& fix = {});

 private:
  std::optional<std::size_t> wordAt(const char* name, const std::vector<std::string>& names);
  // Notes what a converter said.
  void refuse(const char* name, const Error& why);

  const YamlNode& node_;
  Where where_;
  Findings& findings_;
  bool usable_ = true;
  std::vector<std::string> known_;
};

}  // namespace flotilla::openslo
