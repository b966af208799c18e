// What somebody probably meant who wrote a name that is not known. Thread: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace flotilla {

// The candidate with the smallest edit distance to `word`, whatever the case, or empty if none is near (distance over a
// third of its length, at least 2).
std::string nearestName(std::string_view word, const std::vector<std::string>& candidates);

// A fix: `did you mean "meter-reader"?`, or `otherwise` if no candidate is near.
std::string didYouMean(std::string_view word, const std::vector<std::string>& candidates, std::string otherwise);

}  // namespace flotilla
