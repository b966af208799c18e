#include "models/domain/selector.h"

#include <algorithm>
#include <array>

#include "models/domain/nearest_name.h"
#include "models/domain/selector_syntax.h"
#include "models/domain/utf8.h"

namespace flotilla {
namespace {

constexpr std::array<std::string_view, 6> kOpTexts{":", "<", "<=", ">", ">=", "~"};

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

// What stood there without quotes is written as it stood, because there a * is more than a character.
std::string operandText(const SelectorOperand& operand) {
  const bool plain = !operand.text.empty() && operand.text.find('*') == std::string::npos &&
                     std::all_of(operand.text.begin(), operand.text.end(), isSelectorBareChar);
  return plain || !operand.quoted ? operand.text : quoted(operand.text);
}

std::string termText(const SelectorTerm& term) {
  std::string text = term.field + std::string(kOpTexts[static_cast<std::size_t>(term.op)]);
  if (term.operands.size() == 1) return text + operandText(term.operands.front());
  text += '(';
  for (const SelectorOperand& operand : term.operands) text += (text.back() == '(' ? "" : "|") + operandText(operand);
  return text + ')';
}

std::string childText(const Selector& child) {
  const bool group = child.kind == Selector::Kind::All || child.kind == Selector::Kind::Any;
  return group ? "(" + toText(child) + ")" : toText(child);
}

bool termHolds(const SelectorTerm& term, const SelectorValues& valuesOf) {
  const auto values = valuesOf(term.field);
  return std::any_of(term.operands.begin(), term.operands.end(), [&](const SelectorOperand& operand) {
    return std::any_of(values.begin(), values.end(), operand.test);
  });
}

}  // namespace

std::string toText(const Selector& selector) {
  if (selector.kind == Selector::Kind::Term) return termText(selector.term);
  if (selector.kind == Selector::Kind::Not) return "not " + childText(selector.children.front());
  const char* between = selector.kind == Selector::Kind::Any ? " or " : " ";
  std::string text;
  for (const Selector& child : selector.children) text += (text.empty() ? "" : between) + childText(child);
  return text;
}

bool matches(const Selector& selector, const SelectorValues& valuesOf) {
  const auto holds = [&](const Selector& child) { return matches(child, valuesOf); };
  const auto& children = selector.children;
  switch (selector.kind) {
    case Selector::Kind::All:
      return std::all_of(children.begin(), children.end(), holds);
    case Selector::Kind::Any:
      return std::any_of(children.begin(), children.end(), holds);
    case Selector::Kind::Not:
      return !holds(children.front());
    case Selector::Kind::Term:
      return termHolds(selector.term, valuesOf);
  }
  return false;
}

const SelectorField* findSelectorField(const std::vector<SelectorField>& fields, std::string_view name) {
  const auto at = std::find_if(fields.begin(), fields.end(), [&](const SelectorField& field) {
    return name == field.name ||
           (field.name.ends_with('.') && name.starts_with(field.name) && name.size() > field.name.size());
  });
  const bool incomplete = at != fields.end() && name.ends_with('.') && name == at->name;
  return at == fields.end() || incomplete ? nullptr : &*at;
}

Error unknownSelectorField(std::string_view name, const std::vector<SelectorField>& fields) {
  std::vector<std::string> names;
  std::string all;
  for (const SelectorField& field : fields) {
    names.push_back(field.name);
    all += (all.empty() ? "" : ", ") + field.name + (field.name.ends_with('.') ? "<name>" : "");
  }
  std::string near = nearestName(name, names);
  // "lable.carrier" is near to no whole name, but its first part is near to "label."
  const std::size_t dot = name.find('.');
  if (near.empty() && dot != std::string_view::npos) {
    near = nearestName(name.substr(0, dot + 1), names);
    if (near.ends_with('.')) near += name.substr(dot + 1);
  }
  return invalid("unknown_field", "there is no field \"" + excerpt(name, 80) + "\"", {},
                 near.empty() ? "one of " + all : "did you mean \"" + near + "\"? One of " + all);
}

}  // namespace flotilla
