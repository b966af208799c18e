#include <algorithm>
#include <charconv>
#include <cmath>

#include "models/domain/nearest_name.h"
#include "models/domain/selector_syntax.h"
#include "models/domain/utf8.h"

namespace flotilla {
namespace {

using Test = std::function<bool(const SelectorValue&)>;

bool hasText(SelectorKind kind) {
  return kind == SelectorKind::Text || kind == SelectorKind::Word || kind == SelectorKind::Version;
}

std::string textOf(const SelectorValue& value) {
  if (const auto* version = std::get_if<Version>(&value)) return version->toString();
  const auto* text = std::get_if<std::string>(&value);
  return text == nullptr ? std::string() : *text;
}

// Takes the longest way back only to the last star, so the time is at most the product of both lengths.
bool globMatches(std::string_view glob, std::string_view text) {
  std::size_t g = 0, t = 0, star = std::string_view::npos, from = 0;
  while (t < text.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      from = t;
    } else if (g < glob.size() && glob[g] == text[t]) {
      ++g;
      ++t;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      t = ++from;
    } else {
      return false;
    }
  }
  return std::all_of(glob.begin() + static_cast<std::ptrdiff_t>(g), glob.end(), [](char c) { return c == '*'; });
}

Result<double> parseNumber(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc{} && end == text.data() + text.size() && std::isfinite(value)) return value;
  return invalid("bad_value", selectorExcerpt(text) + " is not a number", {}, "write it like 3 or 0.5");
}

template <class T>
Test comparison(SelectorOp op, T limit) {
  return [op, limit = std::move(limit)](const SelectorValue& value) {
    const T* have = std::get_if<T>(&value);
    if (have == nullptr) return false;
    switch (op) {
      case SelectorOp::Is:
        return *have == limit;
      case SelectorOp::Less:
        return *have < limit;
      case SelectorOp::AtMost:
        return *have <= limit;
      case SelectorOp::More:
        return *have > limit;
      case SelectorOp::AtLeast:
        return *have >= limit;
      case SelectorOp::Like:
        break;
    }
    return false;
  };
}

template <class T>
Status bindTyped(SelectorOp op, Result<T> limit, SelectorOperand& operand) {
  if (!limit) return invalid("bad_value", limit.error().message, {}, limit.error().fix);
  operand.test = comparison<T>(op, std::move(*limit));
  return okStatus();
}

Status checkOperator(const SelectorField& field, SelectorOp op) {
  const bool order = op != SelectorOp::Is && op != SelectorOp::Like;
  const bool text = field.kind == SelectorKind::Text || field.kind == SelectorKind::Word;
  const std::string name = field.name + (field.name.ends_with('.') ? "<name>" : "");
  if (order && text)
    return invalid("bad_operator", name + " has no order, so < and > mean nothing", {},
                   "write " + name + ":value, " + name + ":prefix* or " + name + "~regex");
  if (op == SelectorOp::Like && !hasText(field.kind))
    return invalid("bad_operator", name + " is not text, so ~ means nothing", {}, "compare it with < or >");
  if (op == SelectorOp::Is && field.kind == SelectorKind::Age)
    return invalid("bad_operator", name + " changes all the time, so it is never exactly something", {},
                   "write " + name + "<1h or " + name + ">1h");
  return okStatus();
}

Error unknownWord(const SelectorField& field, const std::string& text) {
  std::string all;
  for (const std::string& value : field.values) all += (all.empty() ? "" : ", ") + value;
  const std::string near = nearestName(text, field.values);
  const bool vowel = std::string_view("aeiou").find(field.name.front()) != std::string_view::npos;
  return invalid("bad_value", selectorExcerpt(text) + " is not " + (vowel ? "an " : "a ") + field.name, {},
                 near.empty() ? "one of " + all : "did you mean \"" + near + "\"? One of " + all);
}

Status bindWord(const SelectorField& field, SelectorOperand& operand) {
  if (std::find(field.values.begin(), field.values.end(), operand.text) == field.values.end())
    return unknownWord(field, operand.text);
  operand.test = comparison<std::string>(SelectorOp::Is, operand.text);
  return okStatus();
}

Status bindGlob(const SelectorField& field, SelectorOperand& operand) {
  const auto fits = [glob = operand.text](const std::string& text) { return globMatches(glob, text); };
  if (!hasText(field.kind))
    return invalid("bad_value", field.name + " is not text, so * means nothing", {}, "compare it with < or >");
  if (field.kind == SelectorKind::Word && std::none_of(field.values.begin(), field.values.end(), fits))
    return unknownWord(field, operand.text);
  operand.test = [fits](const SelectorValue& value) { return fits(textOf(value)); };
  return okStatus();
}

}  // namespace

std::string selectorExcerpt(std::string_view text) {
  return "\"" + excerpt(text, 80) + "\"";
}

Status bindOperand(const SelectorField& field, SelectorOp op, const PatternCompiler& compile,
                   SelectorOperand& operand) {
  FLOTILLA_CHECK(checkOperator(field, op));
  if (op == SelectorOp::Like) {
    FLOTILLA_TRY(auto fits, compile(operand.text));
    operand.test = [fits = std::move(fits)](const SelectorValue& value) { return fits(textOf(value)); };
    return okStatus();
  }
  if (op == SelectorOp::Is && !operand.quoted && operand.text.find('*') != std::string::npos)
    return bindGlob(field, operand);
  switch (field.kind) {
    case SelectorKind::Text:
      operand.test = comparison<std::string>(op, operand.text);
      return okStatus();
    case SelectorKind::Word:
      return bindWord(field, operand);
    case SelectorKind::Version:
      return bindTyped(op, parseVersion(operand.text), operand);
    case SelectorKind::Age:
      return bindTyped(op, parseDuration(operand.text), operand);
    case SelectorKind::Time:
      return bindTyped(op, parseRfc3339(operand.text), operand);
    case SelectorKind::Number:
      return bindTyped(op, parseNumber(operand.text), operand);
  }
  return okStatus();
}

}  // namespace flotilla
