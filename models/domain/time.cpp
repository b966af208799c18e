#include "models/domain/time.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <utility>

#include "models/domain/duration_examples.h"
#include "models/domain/utf8.h"

namespace flotilla {
namespace {

using namespace std::chrono;

constexpr std::array<std::pair<std::string_view, std::int64_t>, 5> kUnits{
    {{"ms", 1'000}, {"s", 1'000'000}, {"m", 60'000'000}, {"h", 3'600'000'000}, {"d", 86'400'000'000}}};

Error badTime(std::string_view text) {
  return invalid("bad_time", "\"" + excerpt(text, 40) + "\" is not a UTC time", {}, "write it as 2026-01-31T12:00:00Z");
}

// Reads exactly `width` digits at `pos`; -1 if they are not all digits.
int digits(std::string_view text, std::size_t pos, std::size_t width) {
  int value = 0;
  if (pos + width > text.size()) return -1;
  for (std::size_t i = pos; i < pos + width; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

// ".123456Z" or "Z" -> microseconds; -1 if malformed.
std::int64_t fraction(std::string_view tail) {
  if (tail == "Z") return 0;
  if (tail.size() < 3 || tail.size() > 8 || tail.front() != '.' || tail.back() != 'Z') return -1;
  const std::size_t count = tail.size() - 2;
  std::int64_t micros = digits(tail, 1, count);
  if (micros < 0) return -1;
  for (std::size_t i = count; i < 6; ++i) micros *= 10;
  return micros;
}

}  // namespace

std::string toRfc3339(TimePoint t) {
  const auto day = floor<days>(t);
  const year_month_day date{day};
  const hh_mm_ss clock{t - day};
  std::array<char, 48> out{};
  std::snprintf(out.data(), out.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
  return out.data();
}

Result<TimePoint> parseRfc3339(std::string_view text) {
  if (text.size() < 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':')
    return badTime(text);
  const int y = digits(text, 0, 4), mo = digits(text, 5, 2), d = digits(text, 8, 2);
  const int h = digits(text, 11, 2), mi = digits(text, 14, 2), s = digits(text, 17, 2);
  const std::int64_t micros = fraction(text.substr(19));
  if (y < 0 || mo < 0 || d < 0 || h < 0 || h > 23 || mi < 0 || mi > 59 || s < 0 || s > 59 || micros < 0)
    return badTime(text);
  const year_month_day date{year{y}, month{static_cast<unsigned>(mo)}, day{static_cast<unsigned>(d)}};
  if (!date.ok()) return badTime(text);
  return TimePoint{sys_days{date} + hours{h} + minutes{mi} + seconds{s} + microseconds{micros}};
}

Result<Duration> parseDuration(std::string_view text) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  constexpr std::int64_t kTenYears = 3650LL * 86'400'000'000;
  const std::string shown = "\"" + excerpt(text, 40) + "\"";
  for (const auto& [name, micros] : kUnits) {
    if (error == std::errc::invalid_argument || unit != name) continue;
    if (error == std::errc{} && count > 0 && count <= kTenYears / micros) return Duration(count * micros);
    return invalid("duration_out_of_range", shown + " is not from 1ms to 3650d", {},
                   "for example " + std::string(kDurationExamples));
  }
  return invalid("bad_duration", shown + " is not a duration", {},
                 "write a whole number and a unit, for example " + std::string(kDurationExamples));
}

std::string toText(Duration d) {
  for (auto unit = kUnits.rbegin(); unit != kUnits.rend(); ++unit) {
    if (d.count() != 0 && d.count() % unit->second == 0)
      return std::to_string(d.count() / unit->second) + std::string(unit->first);
  }
  return std::to_string(d.count() / 1000) + "ms";
}

}  // namespace flotilla
