#include "app/console/adapters/demo_alerting.h"

#include "services/documents/alerting.h"

namespace flotilla::console {
namespace {

using namespace std::chrono_literals;

// "2026-12-24T09:00" in UTC.
std::string minuteOf(TimePoint at) {
  return toRfc3339(at).substr(0, 16) + ":00Z";
}

std::string documentOf(TimePoint startedAt) {
  return R"(receivers:
  - name: chat
    notifiers:
      - kind: webhook
        settings: {url: "https://chat.example.com/hooks/fleet"}
  - name: on-call
    rotation: first-line

rotations:
  - name: first-line
    zone: Europe/Amsterdam
    start: 2026-01-05T09:00
    turn_days: 7
    members:
      - name: operator-1
        notifiers: [{kind: webhook, settings: {url: "https://pager.example.com/1"}}]
      - name: operator-2
        notifiers: [{kind: webhook, settings: {url: "https://pager.example.com/2"}}]

windows:
  - name: weekly-maintenance
    matchers: ['region=~"eu-.*"', 'severity="ticket"']
    hours: {zone: Europe/Amsterdam, days: [sun], from: "02:00", to: "04:30"}
    reason: the shops get their updates
  - name: kiosk-nights
    matchers: ['region="ap-south"', 'severity="ticket"']
    hours: {zone: Asia/Kolkata, days: [mon, tue, wed, thu, fri], from: "23:30", to: "03:00"}
    reason: kiosks are switched off at night
  - name: uplink-work
    matchers: ['region="us-west"', 'alertname="NodeOffline"']
    hours: {zone: America/Los_Angeles, from: "00:00", to: "24:00"}
    from: )" +
         minuteOf(startedAt - 2h) + "\n    to: " + minuteOf(startedAt + 5h) + R"(
    reason: the carrier moves the uplinks of Oakland and Seattle

route:
  receiver: chat
  group_by: [region, objective, service]
  routes:
    - matchers: ['severity="page"']
      receiver: on-call
      escalation: [{after: 15m, receiver: chat}]
    - matchers: ['alertname="NodeOffline"']
      group_by: [site, cause]
      repeat_interval: 24h
)";
}

}  // namespace

AlertingDocument demoAlerting(const DemoState& state) {
  AlertingDocument out;
  out.text = documentOf(state.startedAt);
  out.appliedBy = "operator-1";
  out.appliedAt = state.startedAt - 20 * 24h;
  out.revision = 4;
  return out;
}

Alerting demoAlertingMeaning(const DemoState& state) {
  auto parsed = parseAlertingYaml(documentOf(state.startedAt));
  return parsed ? std::move(*parsed) : builtInAlerting();
}

}  // namespace flotilla::console
