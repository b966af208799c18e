#include "services/documents/date_time.h"

#include <charconv>
#include <cstdio>

namespace flotilla {
namespace {

constexpr std::size_t kDateAndTime = 19;  // "2026-01-31T12:00:00"
constexpr std::size_t kMaxFraction = 9;

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

// `count` digits at `at` as a number, -1 if they are none.
int numberAt(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return -1;
  int out = 0;
  for (const char c : text.substr(at, count)) {
    if (!isDigit(c)) return -1;
    out = out * 10 + (c - '0');
  }
  return out;
}

std::optional<std::chrono::sys_seconds> secondsOf(std::string_view text) {
  const int year = numberAt(text, 0, 4), month = numberAt(text, 5, 2), day = numberAt(text, 8, 2);
  const int hour = numberAt(text, 11, 2), minute = numberAt(text, 14, 2), second = numberAt(text, 17, 2);
  const bool framed = text[4] == '-' && text[7] == '-' && (text[10] == 'T' || text[10] == 't' || text[10] == ' ') &&
                      text[13] == ':' && text[16] == ':';
  if (!framed || year < 0 || month < 0 || day < 0 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
      second > 59)
    return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day)));
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second);
}

// "Z", "+02:00" or "-05:30".
std::optional<std::chrono::minutes> offsetOf(std::string_view text) {
  if (text == "Z" || text == "z") return std::chrono::minutes(0);
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const int hours = numberAt(text, 1, 2), minutes = numberAt(text, 4, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
  return std::chrono::minutes((text[0] == '-' ? -1 : 1) * (hours * 60 + minutes));
}

}  // namespace

std::optional<TimePoint> parseDateTime(std::string_view text) {
  if (text.size() <= kDateAndTime) return std::nullopt;
  const auto seconds = secondsOf(text);
  if (!seconds) return std::nullopt;
  std::string_view rest = text.substr(kDateAndTime);
  Duration fraction{};
  if (rest.front() == '.') {
    std::size_t digits = 0;
    while (digits + 1 < rest.size() && isDigit(rest[digits + 1])) ++digits;
    if (digits == 0 || digits > kMaxFraction) return std::nullopt;
    std::string micros(rest.substr(1, digits));
    micros.resize(6, '0');
    fraction = Duration(numberAt(micros, 0, 6));
    rest.remove_prefix(digits + 1);
  }
  const auto offset = offsetOf(rest);
  if (!offset) return std::nullopt;
  const TimePoint time = TimePoint(*seconds) + fraction - *offset;
  constexpr std::chrono::sys_days kGoZero{
      std::chrono::year_month_day(std::chrono::year(1), std::chrono::month(1), std::chrono::day(1))};
  return time == TimePoint(kGoZero) ? TimePoint{} : time;
}

std::string millisecondsText(TimePoint time) {
  const auto instant = std::chrono::floor<std::chrono::milliseconds>(time);
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(instant - day);
  char out[48];
  std::snprintf(out, sizeof out, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
  return out;
}

}  // namespace flotilla
