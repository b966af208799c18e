#include "models/domain/threshold_api.h"

#include <charconv>
#include <cmath>

#include "models/domain/utf8.h"

namespace flotilla {
namespace {

constexpr std::string_view kDeclared = "declared";
constexpr std::string_view kOff = "off";
constexpr double kPrecision = 1e6;  // of what is signed

}  // namespace

std::string thresholdText(std::optional<double> minConfidence) {
  if (!minConfidence) return std::string(kDeclared);
  if (*minConfidence == 0) return std::string(kOff);
  char text[32];
  const auto end = std::to_chars(std::begin(text), std::end(text), *minConfidence);
  return std::string(std::begin(text), end.ptr);
}

Result<std::optional<double>> parseThreshold(std::string_view text) {
  if (text == kDeclared) return std::optional<double>();
  if (text == kOff) return std::optional<double>(0.0);
  double value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size() && value >= 0 && value <= 1)
    return std::optional<double>(std::round(value * kPrecision) / kPrecision);
  return invalid("bad_threshold", "\"" + excerpt(text, 40) + "\" is no threshold", "value",
                 "write a number from 0 to 1, off, or declared for what the fleet declares");
}

}  // namespace flotilla
