// Matchers of labels as people write them: region=~"eu-.*", as amtool and Alertmanager take them. Thread: pure
// functions.
#pragma once

#include <string_view>
#include <vector>

#include "models/domain/alert.h"

namespace flotilla {

inline constexpr std::size_t kMaxMatchers = 32;        // of one list
inline constexpr std::size_t kMaxMatcherValue = 1024;  // bytes
inline constexpr std::size_t kMaxLabelNameBytes = 128;

// `name=value`, `!=`, `=~` or `!~`; the value in double quotes, where \ takes the next character as it is and \n is a
// line break, or without if it has no spaces, commas, braces or quotes.
// Errors: Invalid/"bad_matcher", Invalid/"bad_label_name", Invalid/"bad_pattern"; field is left to the caller.
Result<Matcher> parseMatcher(std::string_view text);

// Several with commas, in braces or not: {severity="page", region="eu-west"}. At most kMaxMatchers.
Result<std::vector<Matcher>> parseMatchers(std::string_view text);

// The ranges of one that did not come from text.
Status checkMatcherText(const Matcher& matcher);

// [a-zA-Z_][a-zA-Z0-9_]*
Status checkLabelName(std::string_view name);

// Whether it holds for a thing without the label; a pattern that is none holds for nothing.
bool matchesEmpty(const Matcher& matcher);

}  // namespace flotilla
