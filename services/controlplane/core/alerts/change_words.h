// Words about alerts in audit entries, and checks of words that people write. Thread: pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/alert.h"
#include "models/domain/result.h"

namespace flotilla::controlplane {

inline constexpr std::size_t kMaxNote = 8000;  // characters

// "BudgetBurn in eu-west", "NodeOffline rotterdam-1 in eu-west"
std::string alertName(const Labels& labels);

// "region=\"eu-west\", severity=\"ticket\""
std::string matchersText(const std::vector<Matcher>& matchers);

// On one line, `min` to `max` characters of UTF-8. Errors: Invalid/"bad_<field>".
Status checkWords(std::string_view text, std::size_t min, std::size_t max, const std::string& field);

// Several lines of 1 to kMaxNote characters of UTF-8. Errors: Invalid/"bad_text", field "text".
Status checkNote(const std::string& text);

}  // namespace flotilla::controlplane
