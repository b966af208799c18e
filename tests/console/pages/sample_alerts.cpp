#include "tests/console/pages/sample_alerts.h"

namespace flotilla::tests {
namespace {

using namespace std::chrono_literals;

AlertStatus statusOf(Labels labels, const std::string& summary, TimePoint since, TimePoint now) {
  AlertStatus out;
  out.alert = {std::move(labels), {{"summary", summary}}, since, now + 5min, now};
  const bool isPage = out.alert.labels["severity"] == "page";
  out.receivers = {isPage ? "on-call" : "chat"};
  out.why = "route " + std::string(isPage ? "{severity=\"page\"}" : "{}") + " leads to " + out.receivers.front() +
            ", told at " + toRfc3339(since + 30s).substr(0, 19) + "Z; next message (repeat) at " +
            toRfc3339(since + 4h).substr(0, 19) + "Z";
  return out;
}

AlertStatus goneOf(const std::string& node, const std::string& site, const std::string& region, TimePoint now,
                   Duration ago) {
  return statusOf({{"alertname", "NodeOffline"},
                   {"node", node},
                   {"site", site},
                   {"region", region},
                   {"severity", "ticket"},
                   {"cause", "silent"},
                   {"owner", "fleet"}},
                  node + " has not reported since " + toRfc3339(now - ago).substr(0, 19) + "Z", now - ago, now);
}

AlertGroup groupOf(const std::string& key, Labels labels, std::vector<AlertStatus> alerts, TimePoint now) {
  AlertGroup out;
  out.key = key;
  out.receiver = alerts.front().receivers.front();
  out.labels = std::move(labels);
  out.alerts = std::move(alerts);
  out.notifiedAt = now - 13min;
  return out;
}

SilenceStatus silenceOf(const char* id, std::vector<Matcher> matchers, TimePoint from, TimePoint to, SilenceState state,
                        const char* comment) {
  SilenceStatus out;
  out.silence.id = SilenceId(id);
  out.silence.matchers = std::move(matchers);
  out.silence.startsAt = from;
  out.silence.endsAt = to;
  out.silence.createdBy = "shift-b";
  out.silence.comment = comment;
  out.state = state;
  return out;
}

}  // namespace

Page<AlertGroup> sampleGroups(TimePoint now, int many) {
  Page<AlertGroup> out;
  AlertStatus burn = statusOf({{"alertname", "BudgetBurn"},
                               {"objective", "answers"},
                               {"region", "eu-west"},
                               {"severity", "page"},
                               {"workload", "checkout-vision"},
                               {"owner", "vision"}},
                              "answers in eu-west: 1204 of 11500 bad in 1h, 140 of 950 in 5m: 21 and 29.4 times the "
                              "pace that lasts, the limit is 14.4",
                              now - 14min, now);
  burn.alert.annotations["rollouts"] = "shelf-counter-3";
  out.items.push_back(groupOf("{}/{severity=\"page\"}:{objective=\"answers\", region=\"eu-west\"}",
                              {{"objective", "answers"}, {"region", "eu-west"}}, {burn}, now));
  out.items.back().escalations = 1;
  AlertStatus disk =
      statusOf({{"alertname", "DiskAlmostFull"},
                {"node", "lyon-2"},
                {"site", "lyon"},
                {"region", "eu-west"},
                {"severity", "page"},
                {"owner", "fleet"}},
               "97 % of /var on lyon-2 is used; at this pace it is full in 40 minutes", now - 21min, now);
  disk.acknowledgedBy = "shift-b";
  disk.acknowledgedAt = now - 16min;
  disk.alert.generatorUrl = "https://prometheus.example.com/graph?g0.expr=node_filesystem_avail_bytes";
  out.items.push_back(groupOf("{}/{severity=\"page\"}:{region=\"eu-west\"}", {{"region", "eu-west"}}, {disk}, now));
  std::vector<AlertStatus> gone;
  for (int i = 1; i <= 4; ++i)
    gone.push_back(goneOf("boston-" + std::to_string(i), "boston", "us-east", now, i * 11min));
  gone[1].silencedBy = {SilenceId("silence-2")};
  gone[1].why = "silenced by shift-b until tomorrow (the carrier repairs the uplink)";
  gone[2].mutedBy = {"uplink-work"};
  gone[2].why = "muted by the window uplink-work";
  out.items.push_back(groupOf("{}/{alertname=\"NodeOffline\"}:{cause=\"silent\", site=\"boston\"}",
                              {{"cause", "silent"}, {"site", "boston"}}, std::move(gone), now));
  if (many > 0) {
    std::vector<AlertStatus> all;
    for (int i = 0; i < many; ++i)
      all.push_back(goneOf("pune-" + std::to_string(i), "pune", "ap-south", now, 10min + i * 1s));
    out.items.push_back(groupOf("{}/{alertname=\"NodeOffline\"}:{cause=\"silent\", site=\"pune\"}",
                                {{"cause", "silent"}, {"site", "pune"}}, std::move(all), now));
  }
  out.total = out.items.size();
  return out;
}

Page<AlertStatus> sampleResolved(TimePoint now) {
  Page<AlertStatus> out;
  out.items = {goneOf("boston-9", "boston", "us-east", now, 5h), goneOf("kochi-2", "kochi", "ap-south", now, 9h)};
  for (AlertStatus& status : out.items) {
    status.fires = false;
    status.alert.endsAt = status.alert.startsAt + 40min;
    status.why = "resolved at " + toRfc3339(status.alert.endsAt).substr(0, 19) + "Z";
  }
  out.total = out.items.size();
  return out;
}

Page<SilenceStatus> sampleSilences(TimePoint now) {
  Page<SilenceStatus> out;
  out.items = {silenceOf("silence-3", {{"region", "sa-east"}, {"severity", "page", false, false}}, now + 18h, now + 24h,
                         SilenceState::Pending, "power works in the halls"),
               silenceOf("silence-2", {{"node", "boston-2"}}, now - 5h, now + 7h, SilenceState::Active,
                         "the carrier repairs the uplink"),
               silenceOf("silence-1", {{"alertname", "CertificateExpiring"}, {"region", "us-.*", true}}, now - 40h,
                         now - 16h, SilenceState::Expired, "renewed by hand")};
  out.total = out.items.size();
  return out;
}

AlertingDocument sampleAlerting(TimePoint now) {
  AlertingDocument out;
  out.text = R"(receivers: [{name: chat}]
windows:
  - name: weekly-maintenance
    matchers: ['region=~"eu-.*"', 'severity="ticket"']
    hours: {zone: Europe/Amsterdam, days: [sun], from: "02:00", to: "04:30"}
    reason: the shops get their updates
  - name: kiosk-nights
    matchers: ['region="ap-south"']
    hours: {zone: Asia/Kolkata, days: [mon, tue, wed, thu, fri], from: "23:30", to: "03:00"}
    reason: kiosks are switched off at night
  - name: uplink-work
    matchers: ['site="boston"']
    hours: {zone: America/New_York, from: "00:00", to: "24:00"}
    from: )" +
             toRfc3339(now - 2h) + "\n    to: " + toRfc3339(now + 5h) +
             "\n    reason: the carrier moves the uplinks\nroute: {receiver: chat}\n";
  out.appliedBy = "shift-b";
  out.appliedAt = now - 480h;
  return out;
}

Budgets sampleBudgets(TimePoint now) {
  Budgets out;
  for (const char* region : {"", "eu-west", "us-east", "ap-south"}) {
    Budget budget;
    budget.standing.objective = ObjectiveName("answers");
    budget.standing.region = RegionName(region);
    budget.enforced = true;
    budget.meaning = meaningForRollouts(budget.standing.region == RegionName("eu-west") ? BudgetState::Exhausted
                                                                                        : BudgetState::Caution);
    out.budgets.items.push_back(std::move(budget));
  }
  out.budgets.total = out.budgets.items.size();
  BudgetOverride one;
  one.id = BudgetOverrideId("override-2");
  one.region = RegionName("us-east");
  one.objective = ObjectiveName("answers");
  one.reason = "the new model is the faster one: it has to get there to stop the loss";
  one.by = "shift-b";
  one.at = now - 3h;
  one.expires = now + 21h;
  out.overrides = {one};
  return out;
}

BudgetReport sampleReport(TimePoint now) {
  BudgetReport out;
  out.from = now - 720h;
  out.to = now;
  out.tally = {1'380'000, 7'200};
  out.allowed = 6'900;
  out.causes = {{DebitCause::Rollout, "shelf-counter-3", 2'700},
                {DebitCause::Rollout, "checkout-vision-6", 2'600},
                {DebitCause::Unexplained, "", 1'500},
                {DebitCause::Maintenance, "weekly-maintenance", 400}};
  out.debits = {{out.causes[0], RegionName("eu-west"), now - 10h, now - 7h},
                {out.causes[1], RegionName("eu-west"), now - 300h, now - 296h},
                {out.causes[2], RegionName("eu-west"), now - 720h, now},
                {out.causes[3], RegionName("eu-west"), now - 120h, now - 117h}};
  return out;
}

}  // namespace flotilla::tests
