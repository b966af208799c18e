// One valid example of each signed document, random ones, and damage done to text, for the tests of services/documents.
#pragma once

#include <QtTest>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

#include "services/documents/signed_documents.h"

namespace flotilla::testing {

inline constexpr std::uint64_t kLargest = (std::uint64_t{1} << 53) - 1;

// A new seed each run, printed, so that a failure can be repeated by putting the number here.
inline std::mt19937_64 seededRandom() {
  const auto seed = std::random_device{}();
  qInfo("seed %u", seed);
  return std::mt19937_64(seed);
}

inline std::uint64_t below(std::mt19937_64& random, std::uint64_t limit) {
  return std::uniform_int_distribution<std::uint64_t>(0, limit - 1)(random);
}

inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  if (at == std::string::npos) qFatal("the example does not contain %s", from.c_str());
  return text.replace(at, from.size(), to);
}

inline Digest digestOf(std::uint8_t fill) {
  Digest digest;
  digest.bytes.fill(fill);
  return digest;
}

inline TimePoint at(const char* text) {
  return parseRfc3339(text).value();
}

inline Envelope exampleEnvelope() {
  return {kReleasePayloadType,
          "{\"a\":1}",
          {{KeyId("one"), std::string(64, '\1')}, {KeyId("two"), std::string(64, '\xFF')}}};
}

inline RootDocument exampleRoot() {
  RootDocument root;
  root.version = 3;
  root.expires = at("2030-01-31T12:00:00Z");
  PublicKey first, second;
  first.bytes.fill(0x11);
  second.bytes.fill(0x22);
  root.keys = {{KeyId("k1"), first}, {KeyId("k2"), second}};
  root.roles[TrustRole::Root] = {{KeyId("k1"), KeyId("k2")}, 2};
  root.roles[TrustRole::Release] = {{KeyId("k1")}, 1};
  root.roles[TrustRole::Assignment] = {{KeyId("k2")}, 1};
  return root;
}

inline Release exampleRelease() {
  Release release;
  release.artifact = ArtifactName("meter-reader");
  release.version = {2, 0, 1, "rc.1"};
  release.kind = ArtifactKind::Model;
  release.releaseCounter = 12;
  release.floor = 7;
  release.expires = at("2027-06-30T00:00:00.25Z");
  release.minAgent = {0, 1, 0};
  release.variants = {{"x86_64", digestOf(0xAB), 1234, 567890}, {"any", digestOf(0x01), 99, 0}};
  return release;
}

inline AssignmentTarget exampleTarget() {
  AssignmentTarget target;
  target.workload = WorkloadName("meter-reader");
  target.artifact = ArtifactName("meter-reader");
  target.version = {2, 0, 1};
  target.hardware = "x86_64";
  target.releaseDigest = digestOf(0x0F);
  target.releaseLength = 900;
  target.digest = digestOf(0xAB);
  target.length = 1234;
  target.releaseCounter = 12;
  target.config.gain = -0.5;
  target.config.offset = 0.000001;
  target.config.maxP95Ms = 12.5;
  return target;
}

inline Stages exampleStages() {
  Stages stages;
  stages.shadow.emplace();
  stages.shadow->memoryMb = 128;
  stages.weights.emplace();
  stages.weights->steps = {1, 25, 100};
  stages.weights->salt = "meter-reader-3";
  return stages;
}

inline Assignment exampleAssignment() {
  Assignment assignment;
  assignment.node = NodeId("01890a5d-ac96-774b-bcce-b302099a8057");
  assignment.keyFingerprint = digestOf(0xCD).hex();
  assignment.epoch = 4;
  assignment.generation = 19;
  assignment.notBefore = at("2026-01-01T00:00:00Z");
  assignment.expires = at("2026-01-08T00:00:00Z");
  assignment.rollout = "meter-reader-3";
  assignment.recovery = true;
  assignment.targets = {exampleTarget()};
  return assignment;
}

inline Assignment exampleStagedAssignment() {
  Assignment assignment = exampleAssignment();
  assignment.targets[0].stages = exampleStages();
  return assignment;
}

// Truncations, flipped bits, removed, doubled and inserted pieces, each a thing that a parser has met before.
inline std::string damaged(std::string text, std::mt19937_64& random) {
  static const std::vector<std::string> kPieces = {"{",
                                                   "}",
                                                   "[",
                                                   "]",
                                                   "\"",
                                                   ",",
                                                   ":",
                                                   "\\u0000",
                                                   "\\ud800",
                                                   "\xEF\xBB\xBF",
                                                   "\xFF",
                                                   "1e400",
                                                   "-1",
                                                   "9007199254740992",
                                                   "null",
                                                   "true",
                                                   "&a ",
                                                   "*a",
                                                   "!!str ",
                                                   "\n",
                                                   "\t",
                                                   "  - ",
                                                   "? ",
                                                   "|",
                                                   "%",
                                                   "---\n",
                                                   "...\n",
                                                   std::string(40, '['),
                                                   std::string(1, '\0')};
  for (std::uint64_t rounds = 1 + below(random, 4); rounds > 0 && !text.empty(); --rounds) {
    const std::size_t position = below(random, text.size());
    const std::size_t length = below(random, std::min<std::size_t>(text.size() - position, 24) + 1);
    switch (below(random, 5)) {
      case 0:
        text.resize(position);
        break;
      case 1:
        text[position] = static_cast<char>(text[position] ^ (1 << below(random, 8)));
        break;
      case 2:
        text.erase(position, length);
        break;
      case 3:
        text.insert(position, text.substr(position, length));
        break;
      default:
        text.insert(position, kPieces[below(random, kPieces.size())]);
    }
  }
  return text;
}

}  // namespace flotilla::testing
