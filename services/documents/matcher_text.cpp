#include "services/documents/matcher_text.h"

#include "services/documents/text_checks.h"
#include "services/runtime/pattern.h"

namespace flotilla {
namespace {

constexpr const char* kForm = "write name=\"value\", or with !=, =~ or !~, for example region=~\"eu-.*\"";

Error badMatcher(const std::string& why) {
  return invalid("bad_matcher", why, {}, kForm);
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t from = text.find_first_not_of(kSpace);
  return from == std::string_view::npos ? std::string_view()
                                        : text.substr(from, text.find_last_not_of(kSpace) - from + 1);
}

// Where the quoted text that begins at `from` ends, after its quote; npos if it does not.
std::size_t endOfQuoted(std::string_view text, std::size_t from) {
  for (std::size_t at = from + 1; at < text.size(); ++at) {
    if (text[at] == '\\')
      ++at;
    else if (text[at] == '"')
      return at + 1;
  }
  return std::string_view::npos;
}

std::string unescaped(std::string_view quoted) {
  std::string out;
  for (std::size_t at = 1; at + 1 < quoted.size(); ++at) {
    if (quoted[at] == '\\') {
      ++at;
      // An escape that means nothing here stays as it is: \. in a pattern is one of the pattern.
      if (quoted[at] != '"' && quoted[at] != '\\' && quoted[at] != 'n') out += '\\';
      out += quoted[at] == 'n' ? '\n' : quoted[at];
    } else {
      out += quoted[at];
    }
  }
  return out;
}

Result<std::string> readValue(std::string_view text) {
  if (text.starts_with('"')) {
    if (endOfQuoted(text, 0) != text.size()) return badMatcher("the value has to end with its quote");
    return unescaped(text);
  }
  if (text.find_first_of(" \t\r\n,{}\"") != std::string_view::npos)
    return badMatcher("a value with spaces, commas, braces or quotes has to be quoted");
  return std::string(text);
}

// Of the form '=', '!=', '=~' or '!~' at `at`.
std::size_t operatorLength(std::string_view text, std::size_t at) {
  if (text[at] == '!') return 2;
  return at + 1 < text.size() && text[at + 1] == '~' ? 2 : 1;
}

}  // namespace

Status checkLabelName(std::string_view name) {
  const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  bool good = !name.empty() && name.size() <= kMaxLabelNameBytes && isLetter(name.front());
  for (const char c : name) good = good && (isLetter(c) || (c >= '0' && c <= '9'));
  if (good) return okStatus();
  return invalid("bad_label_name", "\"" + excerpt(name) + "\" is not the name of a label", {},
                 "write letters, digits and '_', at most 128, not beginning with a digit");
}

Status checkMatcherText(const Matcher& matcher) {
  FLOTILLA_CHECK(checkLabelName(matcher.name));
  if (!isUtf8(matcher.value)) return badMatcher("the value is not valid UTF-8");
  if (matcher.value.size() > kMaxMatcherValue) return badMatcher("the value has more than 1024 bytes");
  if (!matcher.isRegex) return okStatus();
  const auto pattern = compileWholePattern(matcher.value);
  return pattern ? okStatus() : Status(pattern.error());
}

Result<Matcher> parseMatcher(std::string_view text) {
  const std::string_view whole = trimmed(text);
  const std::size_t at = whole.find_first_of("=!");
  if (at == std::string_view::npos || at == 0) return badMatcher("\"" + excerpt(whole) + "\" is not a matcher");
  const std::size_t length = operatorLength(whole, at);
  const std::string_view op = whole.substr(at, length);
  if (op != "=" && op != "!=" && op != "=~" && op != "!~")
    return badMatcher("\"" + excerpt(whole) + "\" is not a matcher");
  Matcher out;
  out.name = trimmed(whole.substr(0, at));
  out.isRegex = op.back() == '~';
  out.isEqual = op.front() == '=';
  FLOTILLA_TRY(out.value, readValue(trimmed(whole.substr(at + length))));
  FLOTILLA_CHECK(checkMatcherText(out));
  return out;
}

Result<std::vector<Matcher>> parseMatchers(std::string_view text) {
  std::string_view rest = trimmed(text);
  if (rest.starts_with('{') != rest.ends_with('}')) return badMatcher("a brace has no partner");
  if (rest.starts_with('{')) rest = trimmed(rest.substr(1, rest.size() - 2));
  std::vector<Matcher> out;
  while (!rest.empty()) {
    if (out.size() == kMaxMatchers) return badMatcher("there are more than 32 matchers");
    std::size_t end = 0;
    while (end < rest.size() && rest[end] != ',') {
      end = rest[end] == '"' ? endOfQuoted(rest, end) : end + 1;
      if (end == std::string_view::npos) return badMatcher("a quote is not closed");
    }
    FLOTILLA_TRY(Matcher matcher, parseMatcher(rest.substr(0, end)));
    out.push_back(std::move(matcher));
    rest = end < rest.size() ? trimmed(rest.substr(end + 1)) : std::string_view();
  }
  return out;
}

bool matchesEmpty(const Matcher& matcher) {
  if (!matcher.isRegex) return matcher.value.empty() == matcher.isEqual;
  const auto whole = compileWholePattern(matcher.value);
  return whole && (*whole)("") == matcher.isEqual;
}

}  // namespace flotilla
