// Names of states as people read them. Thread: pure functions.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

namespace flotilla {

// "rolled_back" -> "rolled back"
inline std::string inWords(std::string_view name) {
  std::string out(name);
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

// "14.4", "15": at most one decimal.
inline std::string oneDecimal(double value) {
  const long long tenths = std::llround(value * 10);
  const std::string sign = tenths < 0 ? "-" : "";
  const long long size = tenths < 0 ? -tenths : tenths;
  return sign + std::to_string(size / 10) + (size % 10 == 0 ? "" : "." + std::to_string(size % 10));
}

}  // namespace flotilla
