#include "services/documents/yaml_window.h"

#include "services/documents/plan_limits.h"
#include "services/documents/yaml_fields.h"
#include "services/runtime/zone.h"

namespace flotilla {
namespace {

// "08:00" is 480; -1 if it is no time.
int minuteOfDay(std::string_view text) {
  const auto isDigit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
  const auto number = [&](std::size_t at) { return 10 * (text[at] - '0') + (text[at + 1] - '0'); };
  if (text.size() != 5 || text[2] != ':' || !isDigit(0) || !isDigit(1) || !isDigit(3) || !isDigit(4)) return -1;
  return number(3) > 59 ? -1 : 60 * number(0) + number(3);
}

auto minuteFrom(int min, int max, const char* rule) {
  return [=](const YamlNode& node) -> Result<int> {
    FLOTILLA_TRY(const std::string text, yamlText(node));
    const int minute = minuteOfDay(text);
    if (minute >= min && minute <= max) return minute;
    return invalid("bad_time", std::string("must be a time from ") + rule);
  };
}

}  // namespace

Result<std::string> yamlZone(const YamlNode& node) {
  FLOTILLA_TRY(const std::string text, yamlText(node));
  if (text.empty() || text.size() > 64 || hasControls(text, false))
    return invalid("unknown_zone", "must be a time zone, for example Europe/Amsterdam or UTC");
  FLOTILLA_CHECK(checkZone(text));
  return text;
}

Result<LocalMinute> yamlLocalMinute(const YamlNode& node) {
  constexpr std::string_view kForm = "dddd-dd-ddTdd:dd";
  FLOTILLA_TRY(const std::string text, yamlText(node));
  bool good = text.size() == kForm.size();
  for (std::size_t i = 0; good && i < kForm.size(); ++i)
    good = kForm[i] == 'd' ? text[i] >= '0' && text[i] <= '9' : text[i] == kForm[i];
  if (!good) return invalid("bad_time", "must be a date and a time there, for example 2026-12-18T00:00");
  const auto number = [&](std::size_t at, std::size_t length) { return std::stoi(text.substr(at, length)); };
  const LocalMinute local{number(0, 4), number(5, 2), number(8, 2), number(11, 2), number(14, 2)};
  if (local.year >= 2000 && local.year <= 2200 && momentOf("UTC", local)) return local;
  return invalid("bad_time", "is no date or time that there is", {}, "write it as 2026-12-18T00:00");
}

Result<TimePoint> yamlMoment(const YamlNode& node, const std::string& zone) {
  FLOTILLA_TRY(const std::string text, yamlText(node));
  if (text.ends_with('Z')) return parseRfc3339(text);
  FLOTILLA_TRY(const LocalMinute local, yamlLocalMinute(node));
  if (const auto moment = momentOf(zone, local)) return *moment;
  return invalid("bad_time", "is no date or time that there is", {}, "write it as 2026-12-18T00:00");
}

Result<TimeWindow> readWindow(const YamlNode& node, const std::string& path) {
  TimeWindow window;
  std::vector<std::size_t> days;
  YamlReader reader(node, path);
  reader.required("zone", window.zone, yamlZone);
  if (reader.optional(
          "days", days,
          listOf<std::size_t>(1, kDayNames.size(), yamlWordOf(kDayNames), "leave days out if it is every day")))
    window.days.fill(false);
  reader.unique("days", days, "", [](std::size_t day) { return std::string(kDayNames[day]); });
  reader.optional("from", window.fromMinute, minuteFrom(0, 24 * 60 - 1, "\"00:00\" to \"23:59\""));
  reader.optional("to", window.toMinute, minuteFrom(1, 24 * 60, "\"00:01\" to \"24:00\""));
  reader.check(window.fromMinute != window.toMinute, "to", "is the same time as from",
               "write \"00:00\" to \"24:00\" for whole days");
  FLOTILLA_CHECK(reader.finish());
  for (const std::size_t day : days) window.days[day] = true;
  return window;
}

}  // namespace flotilla
