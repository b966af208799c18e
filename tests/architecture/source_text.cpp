#include "tests/architecture/source_text.h"

#include <algorithm>
#include <cctype>
#include <optional>

namespace flotilla::architecture {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
  return text;
}

bool isWordChar(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// The include that a directive (text after '#') names, if it is one.
std::optional<Include> parseInclude(std::string_view directive, int line) {
  directive = trimmed(directive);
  if (!directive.starts_with("include")) return std::nullopt;
  directive = trimmed(directive.substr(7));
  if (directive.size() < 2 || (directive[0] != '"' && directive[0] != '<')) return std::nullopt;
  const bool angled = directive[0] == '<';
  const auto end = directive.find(angled ? '>' : '"', 1);
  if (end == std::string_view::npos) return std::nullopt;
  return Include{line, std::string(directive.substr(1, end - 1)), angled};
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  SourceText read() {
    while (at_ < text_.size()) step();
    return std::move(result_);
  }

 private:
  void step() {
    const char c = text_[at_];
    if (text_.substr(at_, 2) == "//") return blankUntil(text_.find('\n', at_));
    if (text_.substr(at_, 2) == "/*") return blankThrough(text_.find("*/", at_ + 2), 2);
    if (c == '#') return directive();
    if (c == '"') return literal('"');
    // An apostrophe inside a number separates digits.
    if (c == '\'' && !(at_ > 0 && isWordChar(text_[at_ - 1]))) return literal('\'');
    if (c == '\n') ++line_;
    result_.code += c;
    ++at_;
  }

  void directive() {
    auto end = text_.find('\n', at_);
    while (end != std::string_view::npos && end > 0 && text_[end - 1] == '\\') end = text_.find('\n', end + 1);
    const auto body = text_.substr(at_ + 1, end == std::string_view::npos ? end : end - at_ - 1);
    if (auto include = parseInclude(body, line_)) result_.includes.push_back(*include);
    const auto words = trimmed(body);
    if (words.starts_with("pragma") && trimmed(words.substr(6)).starts_with("once")) result_.hasPragmaOnce = true;
    blankUntil(end);
  }

  void literal(char quote) {
    if (quote == '"' && at_ > 0 && text_[at_ - 1] == 'R') return rawLiteral();
    auto end = at_ + 1;
    while (end < text_.size() && text_[end] != quote && text_[end] != '\n') end += text_[end] == '\\' ? 2 : 1;
    blankThrough(std::min(end, text_.size()), 1);
  }

  void rawLiteral() {
    const auto open = text_.find('(', at_);
    if (open == std::string_view::npos) return blankUntil(open);
    const auto closing = ")" + std::string(text_.substr(at_ + 1, open - at_ - 1)) + "\"";
    blankThrough(text_.find(closing, open), closing.size());
  }

  void blankThrough(std::size_t end, std::size_t length) {
    blankUntil(end == std::string_view::npos ? end : end + length);
  }

  void blankUntil(std::size_t end) {
    for (end = std::min(end, text_.size()); at_ < end; ++at_) {
      const bool breaks = text_[at_] == '\n';
      if (breaks) ++line_;
      result_.code += breaks ? '\n' : ' ';
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
  SourceText result_;
};

// `head` without template parameter lists and the names of operators, whose symbols would mislead the questions below.
std::string plainHead(std::string_view head) {
  std::string plain;
  for (std::size_t i = 0; i < head.size(); ++i) {
    const bool wordStarts = isWordChar(head[i]) && (i == 0 || !isWordChar(head[i - 1]));
    if (wordStarts && head.substr(i).starts_with("template")) {
      int depth = 0;
      for (i += 8; i < head.size() && (head[i] != '>' || --depth > 0); ++i) depth += head[i] == '<' ? 1 : 0;
    } else if (wordStarts && head.substr(i).starts_with("operator")) {
      plain += "operator";
      for (i += 8; i < head.size() && head[i] != '('; ++i) continue;
      if (head.substr(i).starts_with("()")) i += 2;
      --i;
    } else {
      plain += head[i];
    }
  }
  return plain;
}

// Position after the last whole word `word` outside parentheses, if there is one.
std::optional<std::size_t> findWord(std::string_view text, std::string_view word) {
  std::optional<std::size_t> found;
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const auto end = at + word.size();
    const bool whole = (at == 0 || !isWordChar(text[at - 1])) && (end == text.size() || !isWordChar(text[end]));
    const auto before = text.substr(0, at);
    if (whole && std::ranges::count(before, '(') == std::ranges::count(before, ')')) found = end;
  }
  return found;
}

// Whether `is` accepts a position outside parentheses.
template <typename Predicate>
bool anyOutsideParentheses(std::string_view text, Predicate is) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
    if (depth == 0 && is(text, i)) return true;
  }
  return false;
}

bool hasAssignment(std::string_view text) {
  return anyOutsideParentheses(text, [](std::string_view t, std::size_t i) { return t[i] == '='; });
}

// A single colon after the parameter list: the members of a constructor follow.
bool inMemberInitialisers(std::string_view text) {
  return anyOutsideParentheses(text, [](std::string_view t, std::size_t i) {
    const bool single = t[i] == ':' && (i == 0 || t[i - 1] != ':') && (i + 1 == t.size() || t[i + 1] != ':');
    return single && t.substr(0, i).find(')') != std::string_view::npos;
  });
}

enum class Brace { Scope, Function, Value };

Brace classify(std::string_view rawHead) {
  const auto head = plainHead(rawHead);
  const auto text = trimmed(head);
  const bool hasParameters = text.find(')') != std::string_view::npos;
  if (findWord(text, "namespace") || (text.starts_with("extern") && !hasParameters)) return Brace::Scope;
  if (const auto end = findWord(text, "enum"); end && text.find('(', *end) == std::string_view::npos) {
    return Brace::Value;
  }
  for (const std::string_view keyword : {"class", "struct", "union"}) {
    const auto end = findWord(text, keyword);
    if (end && text.find('(', *end) == std::string_view::npos) return Brace::Scope;
  }
  if (!hasParameters) return Brace::Value;
  const char last = text.back();
  if (inMemberInitialisers(text) && (isWordChar(last) || last == '>')) return Brace::Value;
  if (hasAssignment(text) && last != ')') return Brace::Value;
  return Brace::Function;
}

bool endsWithAccessLabel(std::string_view head) {
  head = trimmed(head);
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"public", "protected", "private", "signals", "slots"},
      [head](std::string_view label) { return findWord(head, label) == head.size(); });
}

class FunctionFinder {
 public:
  explicit FunctionFinder(std::string_view code) : code_(code) {}

  std::vector<FunctionSpan> find() {
    for (at_ = 0; at_ < code_.size(); ++at_) step(code_[at_]);
    return std::move(found_);
  }

 private:
  struct Scope {
    Brace kind;
    int firstLine;
    int parentheses;
    std::string head;
  };

  bool declaring() const { return open_.empty() || open_.back().kind == Brace::Scope; }

  void step(char c) {
    if (c == '\n') ++line_;
    if (c == '{') return open();
    if (c == '}') return close();
    if (!declaring()) return;
    if (c == '(') ++parentheses_;
    if (c == ')') --parentheses_;
    const bool ends = c == ';' && parentheses_ == 0;
    const bool label = c == ':' && parentheses_ == 0 && code_.substr(at_ + 1, 1) != ":" && endsWithAccessLabel(head_);
    if (ends || label) {
      head_.clear();
    } else {
      head_ += std::isspace(static_cast<unsigned char>(c)) != 0 ? ' ' : c;
    }
  }

  void open() {
    const auto kind = !declaring() || parentheses_ > 0 ? Brace::Value : classify(head_);
    open_.push_back({kind, line_, parentheses_, head_});
    parentheses_ = 0;
    head_.clear();
  }

  void close() {
    if (open_.empty()) return;
    Scope scope = std::move(open_.back());
    open_.pop_back();
    parentheses_ = scope.parentheses;
    head_.clear();
    if (scope.kind == Brace::Function) {
      found_.push_back({scope.firstLine, line_ - scope.firstLine + 1, std::string(trimmed(scope.head))});
    } else if (scope.kind == Brace::Value) {
      head_ = scope.head + '}';  // the declaration goes on behind a value in braces
    }
  }

  std::string_view code_;
  std::size_t at_ = 0;
  int line_ = 1;
  int parentheses_ = 0;
  std::string head_;
  std::vector<Scope> open_;
  std::vector<FunctionSpan> found_;
};

}  // namespace

SourceText readSource(std::string_view text) {
  return Reader(text).read();
}

std::vector<FunctionSpan> findFunctions(std::string_view code) {
  return FunctionFinder(code).find();
}

int countLines(std::string_view text) {
  const auto breaks = static_cast<int>(std::ranges::count(text, '\n'));
  return text.empty() || text.ends_with('\n') ? breaks : breaks + 1;
}

}  // namespace flotilla::architecture
