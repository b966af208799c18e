// What differs between two texts, line by line. Thread: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace flotilla::view {

struct DiffLine {
  enum class Kind { Same, Added, Removed, Gap };  // Gap: lines that are the same and not shown
  Kind kind = Kind::Same;
  int before = 0;  // number of the line there, from 1; 0 = it is not there
  int after = 0;
  std::string text = {};
  friend bool operator==(const DiffLine&, const DiffLine&) = default;
};

// The lines that are in one text only, each with up to three around it that are in both. Empty: the texts agree. The
// shortest answer, unless they differ in more than about a thousand lines: then all between the first and the last
// difference is another.
std::vector<DiffLine> lineDiff(std::string_view before, std::string_view after);

}  // namespace flotilla::view
