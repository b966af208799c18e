// Operator values with every field set to something random and none of them zero, so that a forgotten field shows.
// Thread: values.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "models/domain/operator_api.h"

namespace flotilla::test {

class RandomDomain {
 public:
  explicit RandomDomain(std::uint32_t seed) : random_(seed) {}

  std::uint64_t number() { return std::uniform_int_distribution<std::uint64_t>(1)(random_); }
  std::uint32_t small() { return std::uniform_int_distribution<std::uint32_t>(1, 1000)(random_); }
  double real() { return std::uniform_real_distribution<double>(0.5, 1000)(random_); }
  std::string text() { return "t" + std::to_string(number()) + "é"; }
  TimePoint time() { return fromMicros(static_cast<std::int64_t>(number() % 4'000'000'000'000'000) + 1); }
  Duration length() { return Duration(static_cast<std::int64_t>(number() % 1'000'000'000'000) + 1); }
  Version version() { return {small(), small(), small(), small() % 2 == 0 ? "" : "rc." + std::to_string(small())}; }

  Digest digest() {
    Digest out;
    for (auto& byte : out.bytes) byte = static_cast<std::uint8_t>(small());
    return out;
  }

  // A value of an enum that starts at 0 and ends with `last`.
  template <class Enum>
  Enum pick(Enum last) {
    return static_cast<Enum>(number() % (static_cast<std::uint64_t>(last) + 1));
  }

  Operator op() {
    return {OperatorId(text()),
            text(),
            {{pick(Role::Administrator), {RegionName(text()), RegionName(text())}},
             {pick(Role::Administrator), {RegionName(text())}}},
            time()};
  }
  Region region() { return {RegionName(text()), text(), length()}; }
  Site site() { return {SiteName(text()), RegionName(text()), text(), real(), real()}; }

  Workload workload() {
    const WorkloadConfig config{text(),  text(),  real(),   real(), real(), real(), small(),
                                small(), small(), length(), real(), real(), real()};
    return {WorkloadName(text()), ArtifactName(text()), config};
  }

  VersionTotals totals() { return {version(), number(), number(), number(), number(), real(), real(), number()}; }

  NodeWorkload nodeWorkload() {
    return {WorkloadName(text()),
            version(),
            pick(InstallState::Halted),
            number(),
            text(),
            text(),
            true,
            ArtifactName(text()),
            version(),
            digest(),
            true,
            version(),
            small(),
            {totals(), totals()},
            {{stageReport(), RolloutId(text()), true}}};
  }

  StageReport stageReport() {
    StageReport out;
    out.workload = WorkloadName("w" + std::to_string(small()));
    out.generation = number();
    out.stage = pick(StageKind::Weights);
    out.percent = 1 + small() % 100;
    out.startedAt = time();
    out.differ = small();
    out.compared = out.differ + small();
    out.errors = number();
    out.drops = number();
    out.logE = real();
    out.logEErrors = -real();
    out.llr = real();
    out.meanShift = -0.25;
    out.slower = 0.5;
    out.peakRssKb = small();
    out.classes = 2;
    out.flips = {number(), number(), number(), number()};
    return out;
  }

  Stages stages() {
    Stages out;
    out.shadow = {length(), length(), real(), real(), real(), small(), small()};
    out.weights = WeightStage{{small(), small()}, length(), number(), real(), real(), length()};
    return out;
  }

  StageSummary stageSummary() {
    const double alarming = kStageAlarm + real();
    return {pick(StageKind::Weights),
            number(),
            number(),
            number(),
            number(),
            number(),
            number(),
            alarming,
            -real(),
            real(),
            -real(),
            real(),
            small(),
            2,
            {1, 2, 3, number()}};
  }

  Saturation saturation() {
    Saturation out;
    out.any = {3000U + small(), small()};
    for (SlotCounts& counts : out.each) counts = {1000U + small(), small()};
    out.permille = {small(), small(), small()};
    return out;
  }

  Node node() {
    Node out;
    out.id = NodeId(text());
    out.name = text();
    out.region = RegionName(text());
    out.site = SiteName(text());
    out.labels = {{text(), text()}, {text(), text()}};
    out.hardware = text();
    out.agentVersion = version();
    out.identity = pick(NodeIdentity::Retired);
    out.liveness = pick(Liveness::Unseen);
    out.health = pick(NodeHealth::Held);
    out.fingerprint = text();
    out.certificateExpires = time();
    out.enrolledAt = time();
    out.lastSeen = time();
    out.epochSeen = number();
    out.generation = number();
    out.generationSeen = number();
    out.agentRssKb = small();
    out.workerRssKb = small();
    out.rawBytes = number();
    out.upstreamBytes = number();
    out.telemetry = {small(),  number(), number(),
                     number(), number(), number(),
                     number(), number(), {pick(ClockState::Unsure), Duration(small()), Duration(small())},
                     number()};
    out.saturation = saturation();
    out.isolated = out.ordersWait = true;
    out.drills = DrillConsent::Allow;
    out.workloads = {nodeWorkload(), nodeWorkload()};
    return out;
  }

  ReleaseSummary release() {
    const Release release{ArtifactName(text()),
                          version(),
                          pick(ArtifactKind::Firmware),
                          number(),
                          number(),
                          time(),
                          version(),
                          {{text(), digest(), number(), number()}, {text(), digest(), number(), number()}}};
    return {release, digest(), time()};
  }

  RolloutNode rolloutNode(const RolloutId& rollout) {
    return {rollout,
            NodeId(text()),
            text(),
            number(),
            true,
            version(),
            {},
            pick(NodeOutcome::Planned),
            text(),
            text(),
            static_cast<std::uint32_t>(number() % 100 + 1),
            time(),
            time()};
  }

  RolloutWave wave(const RolloutId& rollout) {
    return {rollout,  7,
            text(),   pick(WaveState::Skipped),
            number(), time(),
            time(),   time(),
            number(), pick(Verdict::Fail),
            text(),   text(),
            12.5,     0.25,
            length(), 2};
  }

  RolloutExplanation explanation() {
    RolloutLook look;
    look.wave = 1;
    look.number = number();
    look.at = time();
    look.evidence = {pick(Verdict::Fail),
                     text(),
                     text(),
                     number(),
                     number(),
                     number(),
                     number(),
                     number(),
                     number(),
                     number(),
                     number(),
                     number(),
                     number(),
                     1.5,
                     2.5,
                     3.5,
                     0.25,
                     true,
                     number()};
    return {text(), {look}, number(), {{text(), true, number(), number(), number()}}, true, number(), text()};
  }

  Rollout rollout() {
    const RolloutId id(text());
    return {id,
            number(),
            WorkloadName(text()),
            ArtifactName(text()),
            version(),
            digest(),
            pick(RolloutState::Rejected),
            text(),
            time(),
            time(),
            time(),
            time(),
            text(),
            digest(),
            number(),
            text(),
            text(),
            {wave(id), wave(id)},
            {{id, 3, text(), digest(), true, text(), time(), time()}},
            {rolloutNode(id), rolloutNode(id)},
            {},
            {stages(), {stageSummary(), stageSummary()}}};
  }

  WorkloadSummary summary() {
    return {{totals(), totals()}, {{text(), totals()}, {text(), totals()}}, number(), number()};
  }

  AuditEntry audit() {
    return {number(), time(), text(), text(), text(), text(), digest(), digest(), digest(), digest()};
  }

  RolloutPreview preview() {
    const auto note = [&] { return PreviewNote{text(), text()}; };
    RolloutPreview out;
    out.workload = WorkloadName(text());
    out.artifact = ArtifactName(text());
    out.to = version();
    out.nodes = {{NodeId(text()),
                  text(),
                  RegionName(text()),
                  SiteName(text()),
                  true,
                  version(),
                  version(),
                  pick(Liveness::Unseen),
                  true,
                  {note(), note()}}};
    out.excluded = {{NodeId(text()), text(), RegionName(text()), SiteName(text()), note()}};
    out.regions = {{RegionName(text()), number(), number(), number(), number()}};
    out.nodeCount = number();
    out.excludedCount = number();
    out.problem = Error{pick(ErrorCode::Internal), text(), text(), text(), text()};
    out.revision = number();
    out.planDigest = digest();
    out.waves = {
        {text(), text(), number(), number(), number(), length(), 2.5, length(), true, 2, {text(), text()}, {note()}}};
    out.stages = stages();
    return out;
  }
  ServerInfo server() {
    return {text(), number(), number(), text(), number(), number(), length(), time(), {text(), op().grants},
            true,   number()};
  }
  Backup backup() { return {text(), number(), time(), number(), number()}; }

 private:
  std::mt19937_64 random_;
};

}  // namespace flotilla::test
