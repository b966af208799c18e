// A book of drift with nodes that send windows of drawn inputs: two features and a confidence.
#pragma once

#include <QtGlobal>

#include <map>
#include <string>
#include <vector>

#include "services/controlplane/core/drift/drift_book.h"
#include "services/crypto/hash.h"
#include "tests/drift/drift_samples.h"

namespace flotilla::test {

using namespace std::chrono_literals;

// Keeps rows in memory.
class FakeDriftStore final : public controlplane::drift::DriftStore {
 public:
  using SeriesKey = controlplane::drift::SeriesKey;
  Status write(const std::vector<controlplane::drift::SeriesRow>& series,
               const std::vector<controlplane::drift::HourRow>& hourRows,
               const std::map<NodeId, std::uint64_t>& counted) override {
    if (full) return Error{ErrorCode::Exhausted, "disk_full", "the disk is full"};
    for (const auto& row : series) rows[row.key] = row;
    for (const auto& row : hourRows) hours[{row.key, row.hour}] = row;
    for (const auto& [node, report] : counted) newest[node] = report;
    return okStatus();
  }
  Result<std::map<NodeId, std::uint64_t>> counted() override { return newest; }
  Status eachSeries(const std::function<void(const controlplane::drift::SeriesRow&)>& take) override {
    for (const auto& [key, row] : rows) take(row);
    return okStatus();
  }
  Status eachHour(const SeriesKey& key, std::int64_t from, std::int64_t to,
                  const std::function<void(const controlplane::drift::HourRow&)>& take) override {
    for (const auto& [place, row] : hours)
      if (place.first == key && place.second >= from && place.second <= to) take(row);
    return okStatus();
  }
  Result<std::string> hour(const SeriesKey& key, std::int64_t at) override {
    const auto found = hours.find({key, at});
    return found == hours.end() ? std::string() : found->second.window;
  }
  Status remove(std::int64_t nodesBefore, std::int64_t regionsBefore) override {
    std::erase_if(hours, [&](const auto& entry) {
      return entry.first.second < (entry.first.first.node.empty() ? regionsBefore : nodesBefore);
    });
    return okStatus();
  }

  std::map<SeriesKey, controlplane::drift::SeriesRow> rows;
  std::map<std::pair<SeriesKey, std::int64_t>, controlplane::drift::HourRow> hours;
  std::map<NodeId, std::uint64_t> newest;
  bool full = false;
};

// A profile of two features, a and b, as a bundle has it.
inline std::string profileText() {
  const auto feature = [](const char* name, std::uint64_t seed) {
    const FeatureProfile p = normalProfile(10'000, seed);
    std::string edges, counts;
    for (const float edge : p.bins.edges) edges += (edges.empty() ? "" : ",") + std::to_string(edge);
    for (const std::uint64_t count : p.counts) counts += (counts.empty() ? "" : ",") + std::to_string(count);
    return std::string("{\"name\":\"") + name + "\",\"n\":10000,\"edges\":[" + edges + "],\"counts\":[" + counts +
           "],\"min\":" + std::to_string(p.bins.min) + ",\"max\":" + std::to_string(p.bins.max) +
           ",\"mean\":" + std::to_string(p.mean) + ",\"sd\":" + std::to_string(p.sd) + ",\"lag1\":0}";
  };
  return "{\"features\":[" + feature("a", 11) + "," + feature("b", 12) + "]}";
}

struct BookRig {
  static constexpr const char* kRegion = "eu-west";

  explicit BookRig(controlplane::drift::DriftConfig config = {})
      : profile(profileText()), digest(sha256(profile)), config_(config) {
    open();
  }
  void open() {
    book = std::make_unique<controlplane::drift::DriftBook>(
        controlplane::drift::DriftBook::Ports{store,
                                              [this](const Digest& asked) -> Result<std::string> {
                                                ++reads;
                                                if (asked == digest) return profile;
                                                return notFound("no_blob", "there is no such file");
                                              }},
        config_);
    if (!book->open()) qFatal("the book does not open");
  }

  // One window of `node`, whose first feature is moved by `shift`.
  void window(const std::string& node, double shift, std::size_t n = 1000, const std::string& region = kRegion,
              double both = 0) {
    WindowCounter counter({}, bins(), digest, true, 0);
    std::mt19937_64& random = random_;
    std::normal_distribution<double> normal;
    for (std::size_t i = 0; i < n; ++i) {
      const float input[2] = {static_cast<float>(normal(random) + shift), static_cast<float>(normal(random) + both)};
      counter.add(input, static_cast<float>(std::clamp(0.9 + 0.05 * normal(random), 0.0, 1.0)));
    }
    (void)counter.full(SteadyPoint{});
    take(node, counter.take(SteadyPoint{} + 1h, now), region);
  }
  void take(const std::string& node, const InputWindow& window, const std::string& region = kRegion) {
    take(node, ++report, window, region);
  }
  void take(const std::string& node, std::uint64_t number, const InputWindow& window,
            const std::string& region = kRegion) {
    book->take({NodeId("id-" + node), node, RegionName(region), SiteName("site-of-" + node)}, number,
               {{WorkloadName("reader"), Arm::Stable, Version{1, 0, 0}, encodeWindow(window)}}, now);
  }
  // An hour in which every node sends a window; those in `shifted` of another distribution.
  void hour(const std::vector<std::string>& nodes, const std::map<std::string, double>& shifted = {},
            const std::string& region = kRegion) {
    for (const std::string& node : nodes) {
      const auto shift = shifted.find(node);
      window(node, shift == shifted.end() ? 0 : shift->second, 1000, region);
    }
    book->judge(now);
    if (!book->flush(now)) ++failed;
    now += 1h;
  }
  // "region eu-west" or "sensor b", of everything that is told.
  std::vector<std::string> told() const {
    std::vector<std::string> out;
    for (const DriftStanding& finding : book->findings())
      out.push_back(std::string(toText(finding.cause)) + " " +
                    (finding.node.empty() ? finding.region.value : finding.node));
    return out;
  }
  std::vector<DriftStanding> ask(const controlplane::drift::DriftBook::Scope& scope) { return book->standings(scope); }

  std::vector<FeatureBins> bins() const { return {normalProfile(10'000, 11).bins, normalProfile(10'000, 12).bins}; }

  FakeDriftStore store;
  std::string profile;
  Digest digest;
  std::unique_ptr<controlplane::drift::DriftBook> book;
  TimePoint now = TimePoint(24h * 20'000);
  std::uint64_t report = 0;  // number of the newest one, of whichever node
  int reads = 0, failed = 0;

 private:
  controlplane::drift::DriftConfig config_;
  std::mt19937_64 random_{42};
};

}  // namespace flotilla::test
