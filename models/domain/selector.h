// Selectors: one language for choosing nodes and filtering lists, in the command line, the consoles and URLs.
//   region:eu-west status:(failed|offline) version<2.0.0 label.carrier:b not site:rotterdam-3
// A term is field:value, field:(a|b), field:prefix*, field<value (also <=, >, >=) or field~regex; `=` means `:`. Terms
// are joined by "and" (also if nothing stands between them), "or", "not" and parentheses; "and" binds closer than "or".
// A value with other characters than a word's is written in double quotes, where \ takes the next character as it is;
// in quotes * is no wildcard. Thread: pure functions over values.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "models/domain/result.h"
#include "models/domain/time.h"
#include "models/domain/version.h"

namespace flotilla {

enum class SelectorKind {
  Text,
  Word,     // one of SelectorField::values
  Version,  // in the order of versions
  Age,      // time since something: seen>1h
  Time,     // 2026-01-31T12:00:00Z
  Number
};

// What can be asked about a thing. Completion and error messages are made from these.
struct SelectorField {
  std::string name;  // "region"; if it ends in '.', whatever follows is part of it: "label."
  SelectorKind kind = SelectorKind::Text;
  std::string description;               // one sentence
  std::vector<std::string> values = {};  // of Word, all; of others, none
};

// The values of a field of kind Word: the names of an enumeration.
template <std::size_t N>
std::vector<std::string> selectorWords(const std::array<std::string_view, N>& names) {
  return {names.begin(), names.end()};
}

// What a thing has in a field: none if that is unknown or does not apply, several if it has several.
using SelectorValue = std::variant<std::string, Version, Duration, TimePoint, double>;
using SelectorValues = std::function<std::vector<SelectorValue>(std::string_view field)>;

enum class SelectorOp { Is, Less, AtMost, More, AtLeast, Like };

struct SelectorOperand {
  std::string text;
  bool quoted = false;                             // then * is only a character
  std::function<bool(const SelectorValue&)> test;  // by the field's kind
};

struct SelectorTerm {
  std::string field;
  SelectorOp op = SelectorOp::Is;
  std::vector<SelectorOperand> operands;  // one of them has to hold
};

// A parsed selector; the default one selects everything.
struct Selector {
  enum class Kind { All, Any, Not, Term };
  Kind kind = Kind::All;
  SelectorTerm term;               // of Term
  std::vector<Selector> children;  // of the others; Not has one
};

// Where in the text an error is, in bytes.
struct SelectorSpan {
  std::size_t offset = 0;
  std::size_t length = 0;
};

// Turns the text after '~' into a predicate (services/runtime/pattern.h); a port, because the domain knows no library.
using PatternCompiler = std::function<Result<std::function<bool(std::string_view)>>(std::string_view)>;

inline constexpr std::size_t kMaxSelectorBytes = 4096;
inline constexpr std::size_t kMaxSelectorTerms = 64;
inline constexpr std::size_t kMaxSelectorOperands = 256;  // of all terms
inline constexpr std::size_t kMaxSelectorDepth = 16;      // of parentheses and "not"

// Errors are Invalid: bad_selector, unknown_field, bad_operator, bad_value, bad_pattern, selector_too_large. The
// message says where; `where`, if given, gets the same as numbers. Error::field is left to the caller, who knows the
// input's name.
Result<Selector> parseSelector(std::string_view text, const std::vector<SelectorField>& fields,
                               const PatternCompiler& compile, SelectorSpan* where = nullptr);

// Written so that parsing it gives the same meaning.
std::string toText(const Selector& selector);

// A term about a field without a value does not hold, and its "not" does: nothing is guessed.
bool matches(const Selector& selector, const SelectorValues& valuesOf);

// The description of this field, or nullptr.
const SelectorField* findSelectorField(const std::vector<SelectorField>& fields, std::string_view name);

// Invalid/"unknown_field", with the nearest and all known names as its fix.
Error unknownSelectorField(std::string_view name, const std::vector<SelectorField>& fields);

}  // namespace flotilla
