#include "services/documents/openslo_duration.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>

namespace flotilla::openslo {
namespace {

constexpr std::int64_t kHour = 60;
constexpr std::int64_t kDay = 24 * kHour;
constexpr std::int64_t kLongest = 3650 * kDay;

struct Unit {
  char letter;
  std::int64_t minutes;
};
constexpr std::array<Unit, 7> kUnits{
    {{'m', 1}, {'h', kHour}, {'d', kDay}, {'w', 7 * kDay}, {'M', 30 * kDay}, {'Q', 90 * kDay}, {'Y', 365 * kDay}}};

}  // namespace

Result<Duration> parseShorthand(std::string_view text) {
  for (const Unit& unit : kUnits) {
    if (!text.ends_with(unit.letter)) continue;
    std::int64_t count = 0;
    const char* const end = text.data() + text.size() - 1;
    const auto [stop, error] = std::from_chars(text.data(), end, count);
    if (error != std::errc{} || stop != end || count < 1 || count > kLongest / unit.minutes) break;
    return Duration(std::chrono::minutes(count * unit.minutes));
  }
  return invalid("bad_duration", "must be a whole number above 0 and one of m, h, d, w, M, Q or Y, at most ten years",
                 {}, "write it as 5m, 1h or 30d; OpenSLO has no seconds");
}

std::string shorthand(Duration length) {
  const std::int64_t minutes = std::chrono::ceil<std::chrono::minutes>(length).count();
  if (minutes % kDay == 0) return std::to_string(minutes / kDay) + "d";
  if (minutes % kHour == 0) return std::to_string(minutes / kHour) + "h";
  return std::to_string(minutes) + "m";
}

}  // namespace flotilla::openslo
