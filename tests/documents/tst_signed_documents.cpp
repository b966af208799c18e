#include <QtTest>

#include "tests/documents/documents_under_test.h"

using namespace flotilla;
using namespace flotilla::testing;

namespace {

std::uint64_t anyNumber(std::mt19937_64& random) {
  return below(random, 2) ? below(random, kLargest + 1) : below(random, 100);
}

std::string anyName(std::mt19937_64& random) {
  static const std::string kInner = "abcdefghijklmnopqrstuvwxyz0123456789-";
  std::string name(1 + below(random, 63), 'a');
  for (char& c : name) c = kInner[below(random, kInner.size())];
  name.front() = 'n';
  name.back() = '9';
  return name;
}

Digest anyDigest(std::mt19937_64& random) {
  Digest digest;
  for (auto& byte : digest.bytes) byte = static_cast<std::uint8_t>(below(random, 256));
  return digest;
}

TimePoint anyTime(std::mt19937_64& random) {  // 1970 to 2200
  return fromMicros(static_cast<std::int64_t>(below(random, 7'258'118'400'000'000)));
}

Version anyVersion(std::mt19937_64& random) {
  const auto part = [&] { return static_cast<std::uint32_t>(below(random, std::uint64_t{1} << 32)); };
  return {part(), part(), part(), below(random, 2) ? "" : "rc." + std::to_string(below(random, 100))};
}

// A multiple of 1/scale up to `limit`, which is what a signed document can say.
double anyFraction(std::mt19937_64& random, double limit, double scale) {
  return static_cast<double>(below(random, static_cast<std::uint64_t>(limit * scale) + 1)) / scale;
}

WorkloadConfig anyConfig(std::mt19937_64& random) {
  WorkloadConfig config;
  config.runtime = anyName(random);
  config.source = anyName(random);
  config.ratePerSecond = anyFraction(random, 10'000, 1e6);
  config.gain = anyFraction(random, 1e6, 1e6) * (below(random, 2) ? 1 : -1);
  config.offset = anyFraction(random, 1e6, 1e6) * (below(random, 2) ? 1 : -1);
  config.noise = anyFraction(random, 1e6, 1e6);
  config.memoryMb = static_cast<std::uint32_t>(32 + below(random, 65'536 - 32 + 1));
  config.cpuPercent = static_cast<std::uint32_t>(below(random, 2) * below(random, 6'401));
  config.maxProcesses = static_cast<std::uint32_t>(below(random, 2) * below(random, 32'769));
  config.healthWindow = Duration(static_cast<std::int64_t>(1'000 + below(random, 1'000'000'000)));
  config.minSuccessRatio = anyFraction(random, 1, 1e6);
  config.maxP95Ms = 0.001 + anyFraction(random, 1'000, 1e3);
  config.maxP95Ms = std::round(config.maxP95Ms * 1e3) / 1e3;
  if (below(random, 2)) config.minConfidence = anyFraction(random, 1, 1e6);
  return config;
}

Stages anyStages(std::mt19937_64& random) {
  Stages stages;
  if (below(random, 2)) {
    ShadowStage& shadow = stages.shadow.emplace();
    shadow.minTime = Duration(static_cast<std::int64_t>(below(random, 1'000'000'000)));
    shadow.limit = shadow.minTime + Duration(1 + static_cast<std::int64_t>(below(random, 1'000'000'000)));
    shadow.good = 0.000001 * static_cast<double>(1 + below(random, 10'000));
    shadow.good = std::round(shadow.good * 1e6) / 1e6;
    shadow.bad = 0.02 + anyFraction(random, 0.5, 1e6);
    shadow.bad = std::round(shadow.bad * 1e6) / 1e6;
    shadow.maxErrors = static_cast<double>(1 + below(random, 999'998)) / 1e6;
    shadow.memoryMb = static_cast<std::uint32_t>(below(random, 2) * (32 + below(random, 65'505)));
    shadow.cpuPercent = static_cast<std::uint32_t>(below(random, 2) * below(random, 6'401));
  }
  if (below(random, 2)) {
    WeightStage& weights = stages.weights.emplace();
    weights.steps = {100};
    for (std::uint32_t step = 1; step < 100 && weights.steps.size() < 16;
         step += 1 + static_cast<std::uint32_t>(below(random, 60)))
      weights.steps.insert(weights.steps.end() - 1, step);
    weights.minTime = Duration(static_cast<std::int64_t>(below(random, 1'000'000'000)));
    weights.limit = 17 * weights.minTime + Duration(1);
    weights.minRequests = 1 + below(random, 1'000'000'000);
    weights.differ = static_cast<double>(1 + below(random, 599'998)) / 1e6;
    weights.maxErrors = static_cast<double>(1 + below(random, 999'998)) / 1e6;
    weights.salt = below(random, 2) ? "" : anyName(random);
  }
  return stages;
}

Release anyRelease(std::mt19937_64& random) {
  Release release;
  release.artifact = ArtifactName(anyName(random));
  release.version = anyVersion(random);
  release.kind = static_cast<ArtifactKind>(below(random, 5));
  release.releaseCounter = anyNumber(random);
  release.floor = below(random, release.releaseCounter + 1);
  release.expires = anyTime(random);
  release.minAgent = anyVersion(random);
  for (std::uint64_t i = 0; i <= below(random, 64); ++i)
    release.variants.push_back({"hw_" + std::to_string(i), anyDigest(random), anyNumber(random), anyNumber(random)});
  return release;
}

Assignment anyAssignment(std::mt19937_64& random) {
  Assignment assignment = exampleAssignment();
  assignment.keyFingerprint = anyDigest(random).hex();
  assignment.epoch = anyNumber(random);
  assignment.generation = anyNumber(random);
  assignment.notBefore = anyTime(random);
  assignment.expires = assignment.notBefore + Duration(1 + static_cast<std::int64_t>(below(random, 1'000'000'000)));
  assignment.rollout = below(random, 2) ? "" : anyName(random);
  assignment.recovery = below(random, 2) == 0;
  assignment.targets.clear();
  for (std::uint64_t i = below(random, 65); i > 0; --i)
    assignment.targets.push_back({WorkloadName("w-" + std::to_string(i)), ArtifactName(anyName(random)),
                                  anyVersion(random), "any", anyDigest(random), anyNumber(random), anyDigest(random),
                                  anyNumber(random), anyNumber(random), anyConfig(random), anyStages(random)});
  return assignment;
}

constexpr int kRounds = 300;

}  // namespace

class TstSignedDocuments : public QObject {
  Q_OBJECT

 private slots:
  void writes_the_envelope_in_these_bytes();
  void writes_the_root_in_these_bytes();
  void writes_the_release_in_these_bytes();
  void writes_the_assignment_in_these_bytes();
  void writes_stages_only_where_there_are_some();
  void reads_back_what_it_wrote();
  void reads_back_random_releases();
  void reads_back_random_assignments();
  void reads_envelopes_in_both_base64_alphabets();
  void takes_white_space_and_any_order_of_keys();
  void takes_the_largest_integer_and_the_last_year();
  void accepts_sixteen_signatures_and_refuses_seventeen();
  void writes_numbers_that_are_none_so_that_every_reader_refuses_them();
};

void TstSignedDocuments::writes_the_envelope_in_these_bytes() {
  QCOMPARE(encodeEnvelope({"a/b", "hi?>", {{KeyId("k"), "\xFB\xFF"}}}),
           std::string(R"({"payload":"aGk/Pg==","payloadType":"a/b","signatures":[{"keyid":"k","sig":"+/8="}]})"));
}

void TstSignedDocuments::writes_the_root_in_these_bytes() {
  const std::string one(64, '1'), two(64, '2');
  QCOMPARE(
      encodeRoot(exampleRoot()),
      R"({"type":"root","spec":1,"version":3,"expires":"2030-01-31T12:00:00.000000Z","keys":{"k1":{"alg":"ed25519","pub":")" +
          one + R"("},"k2":{"alg":"ed25519","pub":")" + two +
          R"("}},"roles":{"root":{"keyids":["k1","k2"],"threshold":2},"release":{"keyids":["k1"],"threshold":1},)"
          R"("assignment":{"keyids":["k2"],"threshold":1}}})");
}

void TstSignedDocuments::writes_the_release_in_these_bytes() {
  QCOMPARE(
      encodeRelease(exampleRelease()),
      R"({"type":"release","spec":1,"artifact":"meter-reader","version":"2.0.1-rc.1","kind":"model","release_counter":12,"floor":7,)"
      R"("expires":"2027-06-30T00:00:00.250000Z","min_agent":"0.1.0","variants":[{"hardware":"x86_64","digest":")" +
          digestOf(0xAB).toString() + R"(","length":1234,"bytes":567890},{"hardware":"any","digest":")" +
          digestOf(0x01).toString() + R"(","length":99,"bytes":0}]})");
}

void TstSignedDocuments::writes_the_assignment_in_these_bytes() {
  QCOMPARE(
      encodeAssignment(exampleAssignment()),
      R"({"type":"assignment","spec":1,"node_id":"01890a5d-ac96-774b-bcce-b302099a8057","key_fpr":")" +
          digestOf(0xCD).hex() +
          R"(","epoch":4,"generation":19,"not_before":"2026-01-01T00:00:00.000000Z","expires":"2026-01-08T00:00:00.000000Z",)"
          R"("rollout":"meter-reader-3","recovery":true,"targets":[{"workload":"meter-reader","artifact":"meter-reader",)"
          R"("version":"2.0.1","hardware":"x86_64","release_digest":")" +
          digestOf(0x0F).toString() + R"(","release_length":900,"digest":")" + digestOf(0xAB).toString() +
          R"(","length":1234,"release_counter":12,"config":{"runtime":"runtime-onnx","source":"source-replay",)"
          R"("rate_per_second_micros":50000000,"gain_micros":-500000,"offset_micros":1,"noise_micros":0,"memory_mb":256,)"
          R"("health_window_us":120000000,"min_success_ratio_micros":990000,"max_p95_us":12500}}]})");
}

void TstSignedDocuments::writes_stages_only_where_there_are_some() {
  const std::string plain = encodeAssignment(exampleAssignment()), staged = encodeAssignment(exampleStagedAssignment());
  QCOMPARE(staged,
           replaced(plain, "12500}}]}",
                    R"(12500},"stages":{"shadow":{"min_time_us":600000000,"limit_us":21600000000,"good_micros":10000,)"
                    R"("bad_micros":30000,"max_errors_micros":1000,"memory_mb":128},"weights":{"steps":[1,25,100],)"
                    R"("min_time_us":600000000,"min_requests":100,"differ_micros":20000,"max_errors_micros":1000,)"
                    R"("limit_us":21600000000,"salt":"meter-reader-3"}}}]})"));
  QVERIFY(*parseAssignment(staged) == exampleStagedAssignment());
}

void TstSignedDocuments::reads_back_what_it_wrote() {
  const auto envelope = parseEnvelope(encodeEnvelope(exampleEnvelope()));
  QVERIFY(envelope.ok());
  QCOMPARE(envelope->payload, exampleEnvelope().payload);
  QCOMPARE(envelope->signatures.size(), std::size_t{2});
  QCOMPARE(envelope->signatures[1].keyId, KeyId("two"));
  QCOMPARE(envelope->signatures[1].signature, std::string(64, '\xFF'));

  const auto root = parseRoot(encodeRoot(exampleRoot()));
  QVERIFY(root.ok());
  QVERIFY(root->keys == exampleRoot().keys);
  QCOMPARE(root->version, std::uint64_t{3});
  QCOMPARE(root->roles.at(TrustRole::Root).threshold, 2U);
  QCOMPARE(encodeRoot(*root), encodeRoot(exampleRoot()));
}

void TstSignedDocuments::reads_back_random_releases() {
  auto random = seededRandom();
  for (int i = 0; i < kRounds; ++i) {
    const Release release = anyRelease(random);
    const auto read = parseRelease(encodeRelease(release));
    QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
    QVERIFY(*read == release);
  }
}

void TstSignedDocuments::reads_back_random_assignments() {
  auto random = seededRandom();
  for (int i = 0; i < kRounds; ++i) {
    const Assignment assignment = anyAssignment(random);
    const auto read = parseAssignment(encodeAssignment(assignment));
    QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
    QVERIFY(*read == assignment);
    QCOMPARE(encodeAssignment(*read), encodeAssignment(assignment));
  }
}

void TstSignedDocuments::reads_envelopes_in_both_base64_alphabets() {
  const auto envelope =
      parseEnvelope(R"({"payload":"aGk_Pg","payloadType":"a/b","signatures":[{"keyid":"","sig":"-_8"}]})");
  QVERIFY(envelope.ok());
  QCOMPARE(envelope->payload, std::string("hi?>"));
  QCOMPARE(envelope->signatures[0].signature, std::string("\xFB\xFF"));
}

void TstSignedDocuments::takes_white_space_and_any_order_of_keys() {
  const auto envelope = parseEnvelope(
      "\n{ \"signatures\" : [ {\"sig\":\"AA==\",\"keyid\":\"k\"} ],\t\"payloadType\":\"t\", \"payload\":\"\"}\r\n");
  QVERIFY(envelope.ok());
}

void TstSignedDocuments::takes_the_largest_integer_and_the_last_year() {
  Release release = exampleRelease();
  release.releaseCounter = kLargest;
  release.expires = at("9999-12-31T23:59:59.999999Z");
  const auto read = parseRelease(encodeRelease(release));
  QVERIFY(read.ok());
  QVERIFY(*read == release);
}

void TstSignedDocuments::accepts_sixteen_signatures_and_refuses_seventeen() {
  Envelope envelope = exampleEnvelope();
  envelope.signatures.resize(16, envelope.signatures[0]);
  QVERIFY(parseEnvelope(encodeEnvelope(envelope)).ok());
  envelope.signatures.resize(17, envelope.signatures[0]);
  QCOMPARE(parseEnvelope(encodeEnvelope(envelope)).error().field, std::string("signatures"));
}

void TstSignedDocuments::writes_numbers_that_are_none_so_that_every_reader_refuses_them() {
  for (const double bad : {std::nan(""), HUGE_VAL, -HUGE_VAL, 1e300, -1e300}) {
    Assignment assignment = exampleAssignment();
    assignment.targets[0].config.gain = bad;
    const auto read = parseAssignment(encodeAssignment(assignment));
    QVERIFY(!read.ok());
    QCOMPARE(read.error().reason, std::string("V19_integer_range"));
    QCOMPARE(read.error().field, std::string("targets[0].config.gain_micros"));
  }
}

QTEST_GUILESS_MAIN(TstSignedDocuments)
#include "tst_signed_documents.moc"
