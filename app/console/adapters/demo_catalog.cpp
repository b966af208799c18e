#include "app/console/adapters/demo_catalog.h"

#include <chrono>
#include <string>

#include "services/crypto/hash.h"

namespace flotilla::console {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kMiB = 1024 * 1024;
constexpr auto kReleaseLife = std::chrono::hours(24 * 365);

constexpr auto kX86 = "x86_64";
constexpr auto kArm = "aarch64";

const DemoVersion kCheckout[] = {{{2, 11, 0}, 24 * 90, 0.931, 28.0},
                                 {{2, 12, 0}, 24 * 40, 0.938, 27.5},
                                 {{2, 13, 1}, 24 * 12, 0.944, 29.0},
                                 {{2, 14, 0}, 26, 0.951, 26.0}};
const DemoVersion kGate[] = {
    {{1, 8, 0}, 24 * 120, 0.962, 6.1}, {{1, 9, 0}, 24 * 45, 0.966, 5.8}, {{1, 9, 1}, 24 * 6, 0.967, 5.7}};
const DemoVersion kGateway[] = {
    {{4, 1, 0}, 24 * 75, 1.0, 2.4}, {{4, 2, 0}, 24 * 30, 1.0, 2.2}, {{4, 3, 0}, 8, 1.0, 2.1}};
const DemoVersion kMeter[] = {
    {{1, 0, 0}, 24 * 200, 0.972, 0.42}, {{2, 0, 0}, 24 * 50, 0.986, 0.38}, {{2, 1, 0}, 24 * 2, 0.989, 0.36}};

// The first runs on every node, the others on some.
const DemoWorkload kWorkloads[] = {{"edge-gateway", ArtifactKind::Service, 12, 31 * kMiB, kGateway},
                                   {"checkout-vision", ArtifactKind::Model, 4, 84 * kMiB, kCheckout},
                                   {"gate-sensor", ArtifactKind::Model, 10, 6 * kMiB, kGate},
                                   {"meter-reader", ArtifactKind::Model, 2, 2 * kMiB, kMeter}};

constexpr DemoHardware kHardware[] = {{kX86, "nuc-12", 1.0, 21'400, 118'000},
                                      {kArm, "orin-8gb", 0.8, 19'800, 142'000},
                                      {kArm, "cm4-4gb", 2.6, 17'200, 86'000},
                                      {kX86, "rack-1u", 0.5, 24'900, 205'000}};

constexpr DemoCause kCauses[] = {{InstallState::RolledBack, NodeOutcome::RolledBack, "low_success_ratio",
                                  "97.1 % of the answers in the health window were good, 99 % are needed"},
                                 {InstallState::Refused, NodeOutcome::Refused, "V29_disk_full",
                                  "84 MiB are needed for the bundle, 61 MiB are free beside the reserve"},
                                 {InstallState::RolledBack, NodeOutcome::RolledBack, "p95_too_high",
                                  "95 % of the answers took up to 131 ms, 100 ms are allowed"},
                                 {InstallState::Halted, NodeOutcome::RolledBack, "loop_guard",
                                  "the version was started three times without a good health window"}};

}  // namespace

std::span<const DemoWorkload> demoWorkloads() {
  return kWorkloads;
}

std::span<const DemoHardware> demoHardware() {
  return kHardware;
}

std::span<const DemoCause> demoCauses() {
  return kCauses;
}

Workload declared(const DemoWorkload& workload) {
  Workload out{WorkloadName(std::string(workload.name)), ArtifactName(std::string(workload.name)), {}};
  if (workload.kind != ArtifactKind::Model) out.config.runtime = "runtime-process";
  out.config.ratePerSecond = workload.ratePerSecond;
  out.config.healthWindow = 20s;
  return out;
}

Digest demoDigest(const DemoWorkload& workload, std::size_t version, std::string_view hardware) {
  return sha256(std::string(workload.name) + " " + workload.versions[version].version.toString() + " " +
                std::string(hardware));
}

Release demoRelease(const DemoWorkload& workload, std::size_t version, TimePoint publishedAt) {
  Release out;
  out.artifact = ArtifactName(std::string(workload.name));
  out.version = workload.versions[version].version;
  out.kind = workload.kind;
  out.releaseCounter = version + 1;
  out.expires = publishedAt + kReleaseLife;
  out.minAgent = {0, 1, 0};
  for (const std::string_view hardware : {kX86, kArm})
    out.variants.push_back(
        {std::string(hardware), demoDigest(workload, version, hardware), 1'180, workload.bytes + 4'096 * version});
  return out;
}

}  // namespace flotilla::console
