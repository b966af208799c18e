#include <algorithm>
#include <optional>

#include "models/domain/selector_syntax.h"
#include "models/domain/utf8.h"

namespace flotilla {
namespace {

std::string lowered(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

// Recursive descent; the depth and the number of terms are bounded, and nothing is read twice.
class SelectorParser {
 public:
  SelectorParser(std::string_view text, const std::vector<SelectorField>& fields, const PatternCompiler& compile)
      : text_(text), fields_(fields), compile_(compile) {}

  Result<Selector> parse() {
    if (text_.size() > kMaxSelectorBytes)
      return fail({kMaxSelectorBytes, text_.size() - kMaxSelectorBytes}, "selector_too_large",
                  "a selector has at most 4096 bytes", "use a pattern or a label instead of naming everything");
    skipSpace();
    if (atEnd()) return Selector{};
    FLOTILLA_TRY(Selector all, anyOf(0));
    if (!atEnd()) return fail({at_, 1}, "bad_selector", selectorExcerpt(here()) + " closes nothing", "remove it");
    return all;
  }
  SelectorSpan where() const { return where_; }

 private:
  Error fail(SelectorSpan span, std::string reason, const std::string& message, std::string fix) {
    where_ = span;
    const auto isFirstByte = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
    const std::string_view before = text_.substr(0, std::min(span.offset, text_.size()));
    const auto character = 1 + std::count_if(before.begin(), before.end(), isFirstByte);
    return invalid(std::move(reason), "at character " + std::to_string(character) + ": " + message, {}, std::move(fix));
  }
  bool atEnd() const { return at_ >= text_.size(); }
  // The whole character, which may have several bytes.
  std::string_view here() const {
    return atEnd() ? std::string_view()
                   : text_.substr(at_, std::max<std::size_t>(characterBytes(text_.substr(at_)), 1));
  }
  char peek() const { return atEnd() ? '\0' : text_[at_]; }
  void skipSpace() {
    while (!atEnd() && isSelectorSpace(peek())) ++at_;
  }
  // Takes "and", "or" or "not" where it is a word of its own and not the name of a field.
  bool takeWord(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    const std::size_t end = at_ + word.size();
    if (end < text_.size() && !isSelectorSpace(text_[end]) && text_[end] != '(' && text_[end] != ')') return false;
    at_ = end;
    skipSpace();
    return true;
  }
  bool seesWord(std::string_view word) {
    const std::size_t before = at_;
    const bool there = takeWord(word);
    at_ = before;
    return there;
  }

  // A group of one is that one; groups of the same kind are one group.
  static Selector join(Selector::Kind kind, std::vector<Selector> parts) {
    if (parts.size() == 1) return std::move(parts.front());
    Selector out;
    out.kind = kind;
    for (Selector& part : parts) {
      if (part.kind == kind)
        out.children.insert(out.children.end(), part.children.begin(), part.children.end());
      else
        out.children.push_back(std::move(part));
    }
    return out;
  }

  Result<Selector> anyOf(std::size_t depth) {
    std::vector<Selector> parts;
    do {
      FLOTILLA_TRY(Selector part, allOf(depth));
      parts.push_back(std::move(part));
    } while (takeWord("or"));
    return join(Selector::Kind::Any, std::move(parts));
  }

  Result<Selector> allOf(std::size_t depth) {
    std::vector<Selector> parts;
    do {
      FLOTILLA_TRY(Selector part, one(depth));
      parts.push_back(std::move(part));
    } while (takeWord("and") || (!atEnd() && peek() != ')' && !seesWord("or")));
    return join(Selector::Kind::All, std::move(parts));
  }

  Result<Selector> one(std::size_t depth) {
    if (depth >= kMaxSelectorDepth)
      return fail({at_, 1}, "selector_too_large", "parentheses and \"not\" are nested more than 16 deep",
                  "simplify it");
    if (takeWord("not")) {
      FLOTILLA_TRY(Selector inner, one(depth + 1));
      Selector out;
      out.kind = Selector::Kind::Not;
      out.children.push_back(std::move(inner));
      return out;
    }
    if (peek() != '(') return term();
    const std::size_t open = at_++;
    skipSpace();
    FLOTILLA_TRY(Selector inner, anyOf(depth + 1));
    if (peek() != ')') return fail({open, 1}, "bad_selector", "this parenthesis is not closed", "close it with )");
    ++at_;
    skipSpace();
    return inner;
  }

  std::optional<SelectorOp> takeOp() {
    const char c = peek();
    const bool equals = at_ + 1 < text_.size() && text_[at_ + 1] == '=';
    const auto take = [&](std::size_t length, SelectorOp op) {
      at_ += length;
      return op;
    };
    if (c == ':' || c == '=') return take(1, SelectorOp::Is);
    if (c == '~') return take(1, SelectorOp::Like);
    if (c == '<') return equals ? take(2, SelectorOp::AtMost) : take(1, SelectorOp::Less);
    if (c == '>') return equals ? take(2, SelectorOp::AtLeast) : take(1, SelectorOp::More);
    return std::nullopt;
  }

  Error noTerm(std::size_t start) {
    if (start >= text_.size())
      return fail({start, 0}, "bad_selector", "a term is missing at the end", "write field:value");
    if (at_ == start) at_ += here().size();
    const std::string_view word = text_.substr(start, at_ - start);
    if (word == "AND" || word == "OR" || word == "NOT")
      return fail({start, word.size()}, "bad_selector", selectorExcerpt(word) + " is not a term",
                  "write it in lower case");
    return fail({start, word.size()}, "bad_selector", selectorExcerpt(word) + " is not a term",
                "write field:value, for example region:eu-west");
  }

  Result<Selector> term() {
    const std::size_t start = at_;
    while (!atEnd() && isSelectorFieldChar(peek())) ++at_;
    Selector out;
    out.kind = Selector::Kind::Term;
    out.term.field = text_.substr(start, at_ - start);
    const std::size_t fieldEnd = at_;
    const auto op = fieldEnd > start ? takeOp() : std::nullopt;
    if (!op) {
      while (fieldEnd > start && !atEnd() && isSelectorBareChar(peek())) ++at_;
      return noTerm(start);
    }
    const SelectorField* field = findSelectorField(fields_, out.term.field);
    if (field != nullptr && field->name == "label." && lowered(out.term.field) != out.term.field)
      return fail({start, fieldEnd - start}, "unknown_field", "labels are written in lower case",
                  "did you mean \"" + lowered(out.term.field) + "\"?");
    if (field == nullptr) {
      const Error unknown = unknownSelectorField(out.term.field, fields_);
      return fail({start, fieldEnd - start}, unknown.reason, unknown.message, unknown.fix);
    }
    if (++terms_ > kMaxSelectorTerms)
      return fail({start, fieldEnd - start}, "selector_too_large", "a selector has at most 64 terms",
                  "join values: field:(a|b|c)");
    out.term.op = *op;
    FLOTILLA_CHECK(values(*field, out.term));
    if (!atEnd() && !isSelectorSpace(peek()) && peek() != ')')
      return fail({at_, 1}, "bad_selector", "a space is missing before " + selectorExcerpt(here()),
                  "put a space between terms, and other characters of a value in quotes");
    skipSpace();
    return out;
  }

  Status values(const SelectorField& field, SelectorTerm& term) {
    if (peek() != '(' || term.op == SelectorOp::Like) return value(field, term);
    const std::size_t open = at_;
    if (term.op != SelectorOp::Is)
      return fail({open, 1}, "bad_operator", "several values can only be compared with :", "write one value");
    do {
      ++at_;
      skipSpace();
      FLOTILLA_CHECK(value(field, term));
      skipSpace();
    } while (peek() == '|');
    if (peek() != ')')
      return fail({open, at_ - open}, "bad_selector", "this list of values is not closed", "write field:(a|b)");
    ++at_;
    return okStatus();
  }

  Status value(const SelectorField& field, SelectorTerm& term) {
    const std::size_t start = at_;
    SelectorOperand operand;
    operand.quoted = peek() == '"';
    if (operand.quoted) {
      FLOTILLA_CHECK(quotedText(operand.text));
    } else if (term.op == SelectorOp::Like) {
      operand.text = bareRegex();
    } else {
      while (!atEnd() && (isSelectorBareChar(peek()) || peek() == '\\')) ++at_;
      operand.text = text_.substr(start, at_ - start);
    }
    if (!operand.quoted && operand.text.empty())
      return fail({start, atEnd() ? 0U : 1U}, "bad_selector",
                  "a value of " + selectorExcerpt(term.field) + " is missing",
                  "write " + term.field + ":value, or \"\" for an empty one");
    if (++operands_ > kMaxSelectorOperands)
      return fail({start, at_ - start}, "selector_too_large", "a selector has at most 256 values", "use a pattern");
    if (const Status bound = bindOperand(field, term.op, compile_, operand); !bound)
      return fail({start, at_ - start}, bound.error().reason, bound.error().message, bound.error().fix);
    term.operands.push_back(std::move(operand));
    return okStatus();
  }

  Status quotedText(std::string& out) {
    const std::size_t open = at_++;
    for (; !atEnd(); ++at_) {
      if (peek() == '"') {
        ++at_;
        return okStatus();
      }
      if (peek() == '\\' && at_ + 1 < text_.size()) ++at_;
      out += peek();
    }
    return fail({open, at_ - open}, "bad_selector", "this quote is not closed", "close it with \"");
  }

  // Up to a space, or to a parenthesis that closes a group of ours and not one of the expression.
  std::string bareRegex() {
    const std::size_t start = at_;
    for (int open = 0; !atEnd() && !isSelectorSpace(peek()); ++at_) {
      if (peek() == '\\' && at_ + 1 < text_.size() && !isSelectorSpace(text_[at_ + 1])) {
        ++at_;
        continue;
      }
      if (peek() == '(') ++open;
      if (peek() == ')' && open-- == 0) break;
    }
    return std::string(text_.substr(start, at_ - start));
  }

  std::string_view text_;
  const std::vector<SelectorField>& fields_;
  const PatternCompiler& compile_;
  std::size_t at_ = 0;
  std::size_t terms_ = 0;
  std::size_t operands_ = 0;
  SelectorSpan where_;
};

}  // namespace

Result<Selector> parseSelector(std::string_view text, const std::vector<SelectorField>& fields,
                               const PatternCompiler& compile, SelectorSpan* where) {
  SelectorParser parser(text, fields, compile);
  auto out = parser.parse();
  if (where != nullptr) *where = parser.where();
  return out;
}

}  // namespace flotilla
