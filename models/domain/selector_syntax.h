// Private to the selectors: characters, and what an operand means by the kind of its field. Thread: pure functions.
#pragma once

#include "models/domain/selector.h"

namespace flotilla {

constexpr bool isSelectorSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
constexpr bool isSelectorFieldChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}
// May stand in a value without quotes, whatever the operator.
constexpr bool isSelectorBareChar(char c) {
  return !isSelectorSpace(c) && c != '(' && c != ')' && c != '|' && c != '"' && c != '\\';
}

// For quoting input in a message: at most 80 bytes, not cut through a character, because messages travel as UTF-8.
std::string selectorExcerpt(std::string_view text);

// Fills in operand.test. Errors: bad_operator, bad_value, bad_pattern.
Status bindOperand(const SelectorField& field, SelectorOp op, const PatternCompiler& compile, SelectorOperand& operand);

}  // namespace flotilla
