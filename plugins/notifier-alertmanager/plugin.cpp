// Notifier plugin "alertmanager": gives the alerts of a group to another Alertmanager, which routes and silences them
// by its own rules. Settings: url (without /api/v2/alerts), ca_file, timeout, hold; secret: authorization_file, whose
// content is the value of the header.
//
// Alertmanager resolves by itself what nobody tells it again. Flotilla tells again only after the repeat interval of a
// route, so each alert is held for `hold`, which must be longer than that: 6 h by default, for the 4 h of routes.
#include <algorithm>
#include <charconv>
#include <string>

#include "plugins/net/entry.h"

namespace flotilla::notifier {
namespace {

constexpr std::size_t kMaxBatch = 256 * 1024;  // bytes of one request, unless a single alert is larger
constexpr int kMaxHold = 168;                  // hours

// RFC 3339 in UTC, whole seconds.
std::string timeText(std::chrono::system_clock::time_point time) {
  const auto second = std::chrono::floor<std::chrono::seconds>(time);
  const auto day = std::chrono::floor<std::chrono::days>(second);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(second - day);
  char out[40];
  std::snprintf(out, sizeof out, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return out;
}

std::chrono::hours holdOf(Settings& settings) {
  const std::string text = settings.plain("hold");
  if (text.empty()) return std::chrono::hours(6);
  int hours = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), hours);
  const std::string_view unit(parsed.ptr, text.data() + text.size());
  if (parsed.ec != std::errc() || unit != "h" || hours < 1 || hours > kMaxHold)
    settings.refuse("hold", "hold is no time from 1h to 168h", "longer than the repeat interval of the route: 6h");
  return std::chrono::hours(hours);
}

std::string entryOf(const plugin::NotifierAlert& alert, const std::string& heldUntil) {
  const std::string endsAt = *alert.endsAt != '\0' ? std::string(alert.endsAt) : heldUntil;
  std::string out = std::string(R"({"labels":)") + alert.labels + R"(,"annotations":)" + alert.annotations +
                    R"(,"startsAt":")" + alert.startsAt + R"(","endsAt":")" + endsAt + "\"";
  if (std::string_view(alert.generatorUrl) != "\"\"") out += std::string(R"(,"generatorURL":)") + alert.generatorUrl;
  return out + "}";
}

class Alertmanager {
 public:
  bool open(const plugin::NotifierSettings& given, plugin::NotifierComplaint& complaint) {
    Settings settings(given, {"url", "ca_file", "timeout", "hold"}, {"authorization"}, complaint);
    server_.url = serverUrl(settings, "url", {"https", "http"}, "https://alertmanager.example.org:9093");
    while (server_.url.text.ends_with('/')) server_.url.text.pop_back();
    if (server_.url.text.find('?') != std::string::npos || server_.url.text.ends_with("/api/v2/alerts"))
      settings.refuse("url", "url is more than where the Alertmanager is", "end it before /api/v2/alerts");
    server_.url.text += "/api/v2/alerts";
    server_.caFile = settings.certificates("ca_file");
    server_.authorization = settings.secret("authorization");
    timeout_ = settings.seconds("timeout", std::chrono::seconds(15));
    hold_ = holdOf(settings);
    if (!server_.authorization.empty() && server_.url.scheme == "http" && !server_.url.isLocal())
      settings.refuse("url", "authorization would travel in the clear", "use https://");
    return settings.good();
  }

  // Alerts have an identity there: what was taken before another part failed may be sent again.
  Outcome send(const plugin::NotifierMessage& message, std::chrono::milliseconds deadline, const Cancelled& cancelled) {
    const auto end = std::chrono::steady_clock::now() + std::min(deadline, timeout_);
    const std::string heldUntil = timeText(std::chrono::system_clock::now() + hold_);
    std::string batch;
    for (std::size_t i = 0; i < message.alertCount; ++i) {
      batch += (batch.empty() ? "[" : ",") + entryOf(message.alerts[i], heldUntil);
      if (batch.size() < kMaxBatch && i + 1 < message.alertCount) continue;
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
      if (left.count() <= 0) return {plugin::Delivery::TryAgain, server_.url.host + " did not answer in time"};
      const Outcome outcome = post(server_, batch + "]", left, cancelled);
      if (outcome.delivery != plugin::Delivery::Taken) return outcome;
      batch.clear();
    }
    return {plugin::Delivery::Taken, {}};
  }

 private:
  HttpPost server_;
  std::chrono::milliseconds timeout_{};
  std::chrono::hours hold_{};
};

}  // namespace
}  // namespace flotilla::notifier

FLOTILLA_NOTIFIER_PLUGIN(flotilla::notifier::Alertmanager)
