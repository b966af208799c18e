// Names of states as people read them. Thread: pure functions.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace flotilla {

// "rolled_back" -> "rolled back"
inline std::string inWords(std::string_view name) {
  std::string out(name);
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

}  // namespace flotilla
