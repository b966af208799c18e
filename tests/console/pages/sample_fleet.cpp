#include "tests/console/pages/sample_fleet.h"

#include <algorithm>
#include <random>

namespace flotilla::tests {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

struct Place {
  const char* region;
  const char* site;
  const char* title;
  double latitude;
  double longitude;
};

constexpr Place kPlaces[] = {
    {"eu-west", "rotterdam", "Rotterdam", 51.92, 4.48},
    {"eu-west", "antwerp", "Antwerp", 51.22, 4.40},
    {"eu-west", "lyon", "Lyon", 45.76, 4.84},
    {"eu-west", "bremen", "Bremen", 53.08, 8.80},
    {"eu-north", "gothenburg", "Gothenburg", 57.71, 11.97},
    {"eu-north", "oslo", "Oslo", 59.91, 10.75},
    {"eu-north", "turku", "Turku", 60.45, 22.27},
    {"us-east", "baltimore", "Baltimore", 39.29, -76.61},
    {"us-east", "boston", "Boston", 42.36, -71.06},
    {"us-east", "montreal", "Montréal", 45.50, -73.57},
    {"us-east", "atlanta", "Atlanta", 33.75, -84.39},
    {"us-west", "seattle", "Seattle", 47.61, -122.33},
    {"us-west", "fresno", "Fresno", 36.74, -119.79},
    {"us-west", "reno", "Reno", 39.53, -119.81},
    {"ap-south", "chennai", "Chennai", 13.08, 80.27},
    {"ap-south", "pune", "Pune", 18.52, 73.86},
    {"ap-south", "kochi", "Kochi", 9.93, 76.27},
    {"ap-east", "osaka", "Osaka", 34.69, 135.50},
    {"ap-east", "busan", "Busan", 35.18, 129.08},
    {"ap-east", "taipei", "Taipei", 25.03, 121.57},
    {"sa-east", "santos", "Santos", -23.96, -46.33},
    {"sa-east", "recife", "Recife", -8.05, -34.90},
    {"me-central", "doha", "Doha", 25.29, 51.53},
    {"me-central", "dubai", "Dubai", 25.20, 55.27},
};

const char* titleOf(std::string_view region) {
  if (region == "eu-west") return "Western Europe";
  if (region == "eu-north") return "Northern Europe";
  if (region == "us-east") return "Eastern North America";
  if (region == "us-west") return "Western North America";
  if (region == "ap-south") return "South Asia";
  if (region == "ap-east") return "East Asia";
  return region == "sa-east" ? "South America" : "Middle East";
}

Digest digestOf(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  Digest out;
  for (auto& byte : out.bytes) byte = static_cast<std::uint8_t>(random());
  return out;
}

NodeWorkload workloadOf(const char* name, const Version& proven, const Version& desired, std::mt19937_64& random) {
  NodeWorkload out;
  out.workload = WorkloadName(name);
  out.artifact = ArtifactName(name);
  out.state = InstallState::Committed;
  out.generation = 412;
  out.proven = true;
  out.version = proven;
  out.desired = desired;
  out.digest = digestOf(static_cast<std::uint64_t>(proven.minor) + 40);
  const std::uint64_t requests = 200'000 + random() % 90'000;
  const double p95 = 28 + static_cast<double>(random() % 1700) / 100;
  out.totals = {{proven, requests, requests / 4000, requests / 20, requests / 20 * 96 / 100, p95 * 0.6, p95}};
  return out;
}

// What is wrong with some of them, so that every state is seen.
void disturb(Node& node, int number, bool bad, TimePoint now, std::mt19937_64& random) {
  NodeWorkload& workload = node.workloads.front();
  const auto chance = random() % 1000;
  if (node.site == SiteName("rotterdam") && number % 3 == 0) {
    node.lastSeen = now - minutes(6) - seconds(number);
  } else if (node.site == SiteName("rotterdam") && number % 17 == 1) {
    node.lastSeen = now - seconds(41);
  } else if (bad && chance < 12) {
    workload.state = InstallState::Halted;
    workload.proven = false;
    workload.reason = "probe_failed";
    workload.message = "camera pipeline: no frame within 5 s";
  } else if (bad && chance < 40) {
    workload.state = InstallState::RolledBack;
    workload.reason = "V32_digest";
    workload.message = "the downloaded bytes have another digest";
    workload.version = {2, 13, 2};
  } else if (chance < 46) {
    node.identity = NodeIdentity::Quarantined;
  } else if (node.region == RegionName("us-west") && number % 9 == 2) {
    workload.state = InstallState::Downloading;
    workload.version = {2, 13, 2};
  } else if (node.site == SiteName("boston") && number == 4) {
    node.identity = NodeIdentity::Pending;
    node.workloads.clear();
  }
}

Node nodeOf(const Place& place, int number, bool bad, TimePoint now, std::mt19937_64& random) {
  Node node;
  node.name = std::string(place.site) + "-" + std::to_string(number);
  node.id = NodeId("018f3a2b-7c4d-7e10-9a6b-" + toHex(digestOf(random()).hex()).substr(0, 12));
  node.region = RegionName(place.region);
  node.site = SiteName(place.site);
  node.drills = number % 3 == 2 ? DrillConsent::Allow : DrillConsent::Refuse;
  node.labels = {{"tier", number % 4 == 0 ? "gold" : "standard"}, {"uplink", number % 3 == 0 ? "carrier-b" : "fibre"}};
  node.hardware = number % 5 == 0 ? "aarch64" : "x86_64";
  node.agentVersion = {1, 4, 2};
  node.identity = NodeIdentity::Active;
  node.fingerprint = digestOf(random()).hex();
  node.certificateExpires = now + hours(150);
  node.enrolledAt = now - hours(24 * 41);
  node.lastSeen = now - std::chrono::milliseconds(random() % 3000);
  node.epochSeen = 3;
  node.generation = node.generationSeen = 412;
  node.agentRssKb = 21'400;
  node.workerRssKb = 148'000;
  node.rawBytes = 940'000'000 + random() % 50'000'000;
  node.upstreamBytes = 9'800'000;
  node.workloads = {workloadOf("checkout-vision", {2, 14, 0}, {2, 14, 0}, random),
                    workloadOf("gate-sensor", {1, 9, 1}, {1, 9, 1}, random)};
  disturb(node, number, bad, now, random);
  return node;
}

ReleaseSummary releaseOf(const char* artifact, Version version, std::uint64_t counter, TimePoint published) {
  ReleaseSummary out;
  out.release.artifact = ArtifactName(artifact);
  out.release.version = version;
  out.release.releaseCounter = counter;
  out.release.floor = counter > 20 ? 20 : 0;
  out.release.minAgent = {1, 2, 0};
  out.release.expires = published + hours(24 * 180);
  out.release.variants = {{"x86_64", digestOf(counter), 842, 48'211'004 + counter * 10'007},
                          {"aarch64", digestOf(counter + 100), 842, 44'120'331 + counter * 9'001}};
  out.digest = digestOf(counter + 1000);
  out.publishedAt = published;
  return out;
}

Rollout rolloutOf(const char* workload, std::uint64_t number, Version to, RolloutState state, TimePoint started) {
  Rollout out;
  out.id = RolloutId(std::string(workload) + "-" + std::to_string(number));
  out.number = number;
  out.workload = WorkloadName(workload);
  out.artifact = ArtifactName(workload);
  out.to = to;
  out.release = digestOf(number + 1000);
  out.state = state;
  out.author = "local-administrator";
  out.createdAt = started;
  out.deadline = started + minutes(60);
  if (state != RolloutState::Running && state != RolloutState::RollingBack) out.endedAt = started + minutes(17);
  return out;
}

void addOutcome(Rollout& rollout, const Node& node, std::size_t at) {
  RolloutNode row;
  row.rollout = rollout.id;
  row.node = node.id;
  row.nodeName = node.name;
  row.hadVersion = true;
  row.from = {2, 13, 2};
  row.outcome = at % 3 == 2 ? NodeOutcome::Pending : NodeOutcome::Proven;
  if (rollout.state != RolloutState::Running) row.outcome = NodeOutcome::Proven;
  if (at % 29 == 7 && rollout.number != 4) {
    row.outcome = NodeOutcome::RolledBack;
    row.reason = "probe_failed";
    row.message = "camera pipeline: no frame within 5 s";
  } else if (at % 61 == 11 && rollout.number != 4) {
    row.outcome = NodeOutcome::Refused;
    row.reason = "V32_digest";
    row.message = "the downloaded bytes have another digest";
  } else if (node.site == SiteName("rotterdam") && rollout.state == RolloutState::Running && at % 2 == 0) {
    row.outcome = NodeOutcome::Late;
  }
  rollout.nodes.push_back(std::move(row));
}

}  // namespace

SampleFleet sampleFleet(int perSite, TimePoint now) {
  std::mt19937_64 random(7);
  SampleFleet out;
  std::string last;
  std::vector<Rollout> rollouts{rolloutOf("checkout-vision", 7, {2, 14, 0}, RolloutState::Running, now - minutes(22)),
                                rolloutOf("gate-sensor", 4, {1, 9, 1}, RolloutState::Succeeded, now - hours(3)),
                                rolloutOf("checkout-vision", 6, {2, 13, 2}, RolloutState::RolledBack, now - hours(28)),
                                rolloutOf("checkout-vision", 5, {2, 13, 1}, RolloutState::Failed, now - hours(50))};
  for (const Place& place : kPlaces) {
    if (last != place.region) {
      out.things.emplace_back(Region{RegionName(place.region), titleOf(place.region), minutes(5)});
      last = place.region;
    }
    out.things.emplace_back(
        Site{SiteName(place.site), RegionName(place.region), place.title, place.latitude, place.longitude});
    const bool bad = std::string_view(place.region) != "eu-north" && std::string_view(place.region) != "me-central";
    const int count = perSite / 2 + static_cast<int>(random() % static_cast<unsigned>(perSite));
    for (int number = 1; number <= count; ++number) {
      Node node = nodeOf(place, number, bad, now, random);
      for (Rollout& rollout : rollouts)
        if (rollout.nodes.size() < 240 && number % 3 != 0) addOutcome(rollout, node, rollout.nodes.size());
      out.things.emplace_back(std::move(node));
      ++out.nodes;
    }
  }
  for (const char* name : {"checkout-vision", "gate-sensor"})
    out.things.emplace_back(Workload{WorkloadName(name), ArtifactName(name), {}});
  out.things.emplace_back(releaseOf("checkout-vision", {2, 14, 0}, 31, now - hours(20)));
  out.things.emplace_back(releaseOf("checkout-vision", {2, 13, 2}, 30, now - hours(24 * 9)));
  out.things.emplace_back(releaseOf("checkout-vision", {2, 13, 1}, 29, now - hours(24 * 190)));
  out.things.emplace_back(releaseOf("gate-sensor", {1, 9, 1}, 12, now - hours(24 * 3)));
  for (Rollout& rollout : rollouts) out.things.emplace_back(std::move(rollout));
  return out;
}

std::vector<FleetThing> laterReports(const SampleFleet& fleet, Duration later) {
  std::vector<FleetThing> out;
  TimePoint newest{};
  for (const FleetThing& thing : fleet.things)
    if (const auto* node = std::get_if<Node>(&thing)) newest = std::max(newest, node->lastSeen);
  const double seconds = std::chrono::duration<double>(later).count();
  for (const FleetThing& thing : fleet.things) {
    const auto* node = std::get_if<Node>(&thing);
    if (node == nullptr) continue;
    Node next = *node;
    if (newest - node->lastSeen > std::chrono::seconds(20)) continue;
    next.lastSeen += later;
    for (NodeWorkload& workload : next.workloads)
      for (VersionTotals& totals : workload.totals) {
        totals.requests += static_cast<std::uint64_t>(seconds * static_cast<double>(10 + 2 * (node->name.size() % 5)));
        totals.errors += static_cast<std::uint64_t>(seconds) / 90;
        totals.labelled += static_cast<std::uint64_t>(seconds);
        totals.correct += static_cast<std::uint64_t>(seconds * 0.96);
      }
    out.emplace_back(std::move(next));
  }
  return out;
}

}  // namespace flotilla::tests
