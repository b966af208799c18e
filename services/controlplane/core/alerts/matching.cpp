#include "services/controlplane/core/alerts/matching.h"

#include <algorithm>

#include "services/runtime/pattern.h"

namespace flotilla::controlplane {
namespace {

Error fieldError(const Error& error, const std::string& field) {
  Error out = error;
  out.field = field;
  return out;
}

// How many bytes the UTF-8 character at the front of the text has; 0 if it is none.
std::size_t characterAt(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  // Longer than needed, surrogates, and what is beyond the last character.
  const bool odd = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xed && byte(1) > 0x9f) ||
                   (first == 0xf0 && byte(1) < 0x90) || (first == 0xf4 && byte(1) > 0x8f);
  return odd ? 0 : size;
}

}  // namespace

bool isReadable(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = characterAt(text);
    const bool control = static_cast<unsigned char>(text[0]) < 0x20 || text[0] == 0x7f;
    if (size == 0 || (control && text[0] != '\t' && text[0] != '\n' && text[0] != '\r')) return false;
    text.remove_prefix(size);
  }
  return true;
}

Status checkMatcher(const Matcher& matcher, const std::string& field) {
  if (matcher.name.empty())
    return invalid("no_name", "a matcher names no label", field + ".name", "write one such as region=\"eu-west\"");
  if (matcher.name.size() > kMaxLabelName)
    return invalid("too_long", "the name of a label has at most " + std::to_string(kMaxLabelName) + " bytes",
                   field + ".name", "shorten it");
  if (matcher.value.size() > kMaxLabelValue)
    return invalid("too_long", "the value of a matcher has at most " + std::to_string(kMaxLabelValue) + " bytes",
                   field + ".value", "shorten it");
  if (!isReadable(matcher.name) || !isReadable(matcher.value))
    return invalid("bad_text", "a matcher is not readable text (UTF-8)",
                   field + (isReadable(matcher.name) ? ".value" : ".name"), "remove what is not");
  if (!matcher.isRegex) return okStatus();
  const auto pattern = compileWholePattern(matcher.value);
  return pattern ? okStatus() : Status(fieldError(pattern.error(), field + ".value"));
}

Result<Matchers> Matchers::compile(const std::vector<Matcher>& matchers, const std::string& field) {
  if (matchers.size() > kMaxMatchers)
    return invalid("too_many", "there are more than " + std::to_string(kMaxMatchers) + " matchers", field,
                   "leave some out; a pattern such as region=~\"a|b\" says several values");
  Matchers out;
  for (std::size_t i = 0; i < matchers.size(); ++i) {
    const std::string place = field + "[" + std::to_string(i) + "]";
    FLOTILLA_CHECK(checkMatcher(matchers[i], place));
    One one{matchers[i], nullptr};
    if (one.matcher.isRegex) {
      auto pattern = compileWholePattern(one.matcher.value);
      if (!pattern) return fieldError(pattern.error(), place + ".value");
      one.pattern = std::move(pattern).value();
    }
    out.all_.push_back(std::move(one));
  }
  return out;
}

bool Matchers::match(const Labels& labels) const {
  return std::all_of(all_.begin(), all_.end(), [&](const One& one) {
    const std::string& value = valueOf(labels, one.matcher.name);
    const bool same = one.pattern ? one.pattern(value) : value == one.matcher.value;
    return same == one.matcher.isEqual;
  });
}

const std::string& valueOf(const Labels& labels, const std::string& name) {
  static const std::string kMissing;
  const auto at = labels.find(name);
  return at == labels.end() ? kMissing : at->second;
}

std::string toText(const std::vector<Matcher>& matchers) {
  std::string out = "{";
  for (const Matcher& matcher : matchers) out += (out.size() > 1 ? ", " : "") + flotilla::toText(matcher);
  return out + "}";
}

}  // namespace flotilla::controlplane
