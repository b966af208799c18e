#include "services/agent/core/verify/assignment_check.h"

// After the headers of the agent, one of which uses a name that is a keyword to Qt.
#include <QtTest>
#include <functional>
#include <random>

#include "services/crypto/dsse.h"
#include "services/crypto/hash.h"
#include "services/documents/policy_yaml.h"
#include "services/documents/signed_documents.h"

using namespace flotilla;
using namespace flotilla::agent;

namespace {

using Keys = std::vector<SigningKey>;

// The keys of a fleet: 2 of 3 for releases, 1 of 1 for assignments.
struct Trust {
  SigningKey rootKey = SigningKey::generate();
  Keys release{SigningKey::generate(), SigningKey::generate(), SigningKey::generate()};
  SigningKey assignment = SigningKey::generate();
  SigningKey stranger = SigningKey::generate();
  RootDocument root;

  Trust() {
    root.roles[TrustRole::Root] = {{add(rootKey)}, 1};
    root.roles[TrustRole::Release] = {{add(release[0]), add(release[1]), add(release[2])}, 2};
    root.roles[TrustRole::Assignment] = {{add(assignment)}, 1};
  }
  KeyId add(const SigningKey& key) {
    root.keys[keyIdOf(key.publicKey())] = key.publicKey();
    return keyIdOf(key.publicKey());
  }
};

const Trust& trust() {
  static const Trust instance;
  return instance;
}

const TimePoint kNow = fromMicros(1'800'000'000'000'000);

// Everything that goes into one check. A test changes what it is about, before or after signing.
struct Situation {
  Release release;
  Assignment assignment;
  NodeFacts facts;
  RootDocument root = trust().root;
  Keys releaseSigners{trust().release[0], trust().release[2]};
  Keys assignmentSigners{trust().assignment};
  std::string releaseType = kReleasePayloadType;
  std::string assignmentType = kAssignmentPayloadType;
  bool follow = true;  // the target takes over length and digest of the release envelope
  std::function<void(Envelope&)> touchRelease = [](Envelope&) {};
  std::function<void(Envelope&)> touchAssignment = [](Envelope&) {};

  std::string envelope;
  std::vector<std::string> releases;

  Situation() {
    release = {ArtifactName("vision"),
               {2, 1, 0, ""},
               ArtifactKind::Model,
               7,
               3,
               kNow + std::chrono::hours(24),
               {0, 1, 0, ""},
               {}};
    release.variants = {{"any", sha256("manifest any"), 900, 5000}, {"x86_64", sha256("manifest x86"), 901, 5001}};
    assignment.node = NodeId("0190a5d0-0000-7000-8000-000000000001");
    assignment.keyFingerprint = std::string(64, 'a');
    assignment.epoch = 4;
    assignment.generation = 12;
    assignment.notBefore = kNow - std::chrono::minutes(1);
    assignment.expires = kNow + std::chrono::hours(1);
    assignment.rollout = "checkout-vision-3";
    AssignmentTarget target;
    target.workload = WorkloadName("checkout-vision");
    target.artifact = release.artifact;
    target.version = release.version;
    target.hardware = "x86_64";
    target.digest = release.variants[1].digest;
    target.length = release.variants[1].length;
    target.releaseCounter = release.releaseCounter;
    assignment.targets = {target};
    facts = {assignment.node, assignment.keyFingerprint, "x86_64", {0, 1, 0, ""}, 4, std::nullopt, {}, kNow};
  }

  AssignmentTarget& target() { return assignment.targets.front(); }

  Situation& sign() {
    Envelope signedRelease = signEnvelope(releaseType, encodeRelease(release), releaseSigners);
    touchRelease(signedRelease);
    releases = {encodeEnvelope(signedRelease)};
    if (follow)
      for (AssignmentTarget& one : assignment.targets) {
        one.releaseDigest = sha256(releases[0]);
        one.releaseLength = releases[0].size();
      }
    Envelope signedAssignment = signEnvelope(assignmentType, encodeAssignment(assignment), assignmentSigners);
    touchAssignment(signedAssignment);
    envelope = encodeEnvelope(signedAssignment);
    return *this;
  }
  // As if exactly this had been accepted before.
  Situation& accepted() {
    facts.current = StoredAssignment{envelope, releases, assignment.epoch, assignment.generation};
    facts.highestEpoch = assignment.epoch;
    return *this;
  }
  Result<CheckedAssignment> check() const { return checkAssignment(envelope, releases, root, facts); }
};

struct Failure {
  const char* name;
  const char* reason;
  const char* field;                        // nullptr: not told by this check
  std::function<void(Situation&)> arrange;  // ends signed
};

void flip(std::string& text, std::size_t at) {
  text[at] = static_cast<char>(text[at] ^ 1);
}

// Change, then sign.
std::function<void(Situation&)> with(std::function<void(Situation&)> change) {
  return [change = std::move(change)](Situation& s) {
    change(s);
    s.sign();
  };
}
// Sign, then change.
std::function<void(Situation&)> after(std::function<void(Situation&)> change) {
  return [change = std::move(change)](Situation& s) {
    s.sign();
    change(s);
  };
}

std::vector<Failure> envelopeFailures() {
  const auto payloadByte = [](double where) {
    return with([where](Situation& s) {
      s.touchAssignment = [where](Envelope& e) {
        flip(e.payload, static_cast<std::size_t>(where * static_cast<double>(e.payload.size() - 1)));
      };
    });
  };
  return {
      {"empty", "V19_", nullptr, after([](Situation& s) { s.envelope.clear(); })},
      {"not JSON", "V19_", nullptr, after([](Situation& s) { s.envelope = "<html></html>"; })},
      {"trailing data", "V19_", nullptr, after([](Situation& s) { s.envelope += "{}"; })},
      {"no signatures", "V19_", nullptr, with([](Situation& s) { s.assignmentSigners.clear(); })},
      {"signed, but not an assignment inside", "V19_", nullptr, after([](Situation& s) {
         s.envelope = encodeEnvelope(signEnvelope(kAssignmentPayloadType, "{\"type\":\"root\"}", s.assignmentSigners));
       })},
      {"first byte tampered", "V16_threshold", nullptr, payloadByte(0)},
      {"middle byte tampered", "V16_threshold", nullptr, payloadByte(0.5)},
      {"last byte tampered", "V16_threshold", nullptr, payloadByte(1)},
      {"signed by a stranger", "V16_foreign_root", nullptr,
       with([](Situation& s) { s.assignmentSigners = {trust().stranger}; })},
      {"signed by a stranger under the right name", "V16_threshold", nullptr, with([](Situation& s) {
         s.assignmentSigners = {trust().stranger};
         s.touchAssignment = [](Envelope& e) { e.signatures[0].keyId = keyIdOf(trust().assignment.publicKey()); };
       })},
      {"signed by release keys", "V16_threshold", nullptr,
       with([](Situation& s) { s.assignmentSigners = trust().release; })},
      {"type of a release", "V16_payload_type", nullptr,
       with([](Situation& s) { s.assignmentType = kReleasePayloadType; })},
      {"type in other case", "V16_payload_type", nullptr, with([](Situation& s) { s.assignmentType[0] = 'A'; })},
      {"signature of 63 bytes", "V36_signature_form", nullptr,
       with([](Situation& s) { s.touchAssignment = [](Envelope& e) { e.signatures[0].signature.pop_back(); }; })},
      {"a root without assignment keys", "V16_role_unknown", nullptr,
       with([](Situation& s) { s.root.roles.erase(TrustRole::Assignment); })},
  };
}

std::vector<Failure> addresseeFailures() {
  return {
      {"one workload twice", "V19_", "targets[1].workload",
       with([](Situation& s) { s.assignment.targets.push_back(s.target()); })},
      {"replayed for another node", "V21_wrong_node", "node_id",
       with([](Situation& s) { s.facts.node = NodeId("0190a5d0-0000-7000-8000-000000000002"); })},
      {"bound to a former key", "V21_wrong_key", "key_fpr",
       with([](Situation& s) { s.facts.keyFingerprint = std::string(64, 'b'); })},
      {"stale epoch", "V22_stale_epoch", "epoch", with([](Situation& s) { s.facts.highestEpoch = 5; })},
      {"stale epoch with a newer generation", "V22_stale_epoch", "epoch",
       [](Situation& s) {
         s.sign().accepted();
         s.facts.highestEpoch = 5;
         s.assignment.generation = 13;
         s.sign();
       }},
      {"equal generation, other bytes", "V22_equivocation", "generation",
       [](Situation& s) {
         s.sign().accepted();
         s.assignment.rollout = "checkout-vision-4";
         s.sign();
       }},
      {"the same again", "V23_replayed", "generation", [](Situation& s) { s.sign().accepted(); }},
      {"the same again with another hint", "V23_replayed", "generation",
       [](Situation& s) {
         s.sign().accepted();
         s.touchAssignment = [](Envelope& e) { e.signatures[0].keyId = KeyId("other"); };
         s.sign();
       }},
      {"the same again, expired by now", "V23_replayed", "generation",
       [](Situation& s) {
         s.sign().accepted();
         s.facts.now = s.assignment.expires;
       }},
      {"older generation", "V23_stale_generation", "generation",
       [](Situation& s) {
         s.sign().accepted();
         s.assignment.generation = 11;
         s.sign();
       }},
      {"equal generation of a newer epoch", "V23_stale_generation", "generation",
       [](Situation& s) {
         s.sign().accepted();
         s.assignment.epoch = 5;
         s.sign();
       }},
      {"expired this moment", "V23_expired", "expires", with([](Situation& s) { s.assignment.expires = kNow; })},
      {"not yet", "V23_not_yet", "not_before",
       with([](Situation& s) { s.assignment.notBefore = kNow + std::chrono::microseconds(1); })},
  };
}

std::vector<Failure> releaseBytesFailures() {
  const auto releaseByte = [](double where) {
    return after([where](Situation& s) {
      flip(s.releases[0], static_cast<std::size_t>(where * static_cast<double>(s.releases[0].size() - 1)));
    });
  };
  const auto otherLength = [](int difference) {
    return [difference](Situation& s) {
      s.sign();
      s.follow = false;
      s.target().releaseLength += static_cast<std::uint64_t>(difference);
      s.sign();
    };
  };
  return {
      {"no release came", "V24_release_missing", "release_digest", after([](Situation& s) { s.releases.clear(); })},
      {"another release came", "V24_release_missing", "release_digest",
       after([](Situation& s) { s.releases = {"{}"}; })},
      {"release cut short", "V24_release_missing", "release_digest",
       after([](Situation& s) { s.releases[0].pop_back(); })},
      {"assignment says one byte more", "V15_length", "release_length", otherLength(1)},
      {"assignment says one byte less", "V15_length", "release_length", otherLength(-1)},
      {"first byte of the release tampered", "V15_digest", "release_digest", releaseByte(0)},
      {"middle byte of the release tampered", "V15_digest", "release_digest", releaseByte(0.5)},
      {"last byte of the release tampered", "V15_digest", "release_digest", releaseByte(1)},
  };
}

// The online key vouches for these bytes (length and digest agree), the release keys do not.
std::vector<Failure> releaseSignatureFailures() {
  const auto signedBy = [](Keys keys) {
    return with([keys = std::move(keys)](Situation& s) { s.releaseSigners = keys; });
  };
  const SigningKey& a = trust().release[0];
  return {
      {"one release key", "V16_threshold", nullptr, signedBy({a})},
      {"one release key twice", "V16_threshold", nullptr, signedBy({a, a})},
      {"one release key under two names", "V16_threshold", nullptr, with([a](Situation& s) {
         s.releaseSigners = {a, a};
         s.root.keys[KeyId("alias")] = a.publicKey();
         s.root.roles[TrustRole::Release].keyIds.push_back(KeyId("alias"));
         s.touchRelease = [](Envelope& e) { e.signatures[1].keyId = KeyId("alias"); };
       })},
      {"one release key and a stranger", "V16_threshold", nullptr, signedBy({a, trust().stranger})},
      {"one release key and the assignment key", "V16_threshold", nullptr, signedBy({a, trust().assignment})},
      {"one release key and the root key", "V16_threshold", nullptr, signedBy({a, trust().rootKey})},
      {"only the assignment key", "V16_threshold", nullptr, signedBy({trust().assignment})},
      {"content changed after signing", "V16_threshold", nullptr,
       with([](Situation& s) { s.touchRelease = [](Envelope& e) { flip(e.payload, e.payload.size() / 2); }; })},
      {"type of an assignment", "V16_payload_type", nullptr,
       with([](Situation& s) { s.releaseType = kAssignmentPayloadType; })},
      {"signed, but not a release inside", "V19_", nullptr, with([](Situation& s) {
         s.touchRelease = [&s](Envelope& e) { e = signEnvelope(kReleasePayloadType, "{}", s.releaseSigners); };
       })},
  };
}

std::vector<Failure> choiceFailures() {
  return {
      {"artifact", "V24_mismatch", "artifact",
       with([](Situation& s) { s.target().artifact = ArtifactName("speech"); })},
      {"version", "V24_mismatch", "version", with([](Situation& s) { s.target().version.patch = 1; })},
      {"counter", "V24_mismatch", "release_counter", with([](Situation& s) { s.target().releaseCounter = 8; })},
      {"hardware without a variant", "V24_mismatch", "hardware",
       with([](Situation& s) { s.target().hardware = "aarch64"; })},
      {"digest of another variant", "V24_mismatch", "digest",
       with([](Situation& s) { s.target().digest = s.release.variants[0].digest; })},
      {"length", "V24_mismatch", "length", with([](Situation& s) { s.target().length += 1; })},
      {"release expired this moment", "V17_release_expired", "expires",
       with([](Situation& s) { s.release.expires = kNow; })},
      {"variant for another machine", "V25_hardware", "hardware",
       with([](Situation& s) { s.facts.hardware = "aarch64"; })},
      {"agent too old", "V25_agent_too_old", "min_agent", with([](Situation& s) {
         s.release.minAgent = {0, 1, 1, ""};
       })},
      {"below the floor", "V26_below_floor", "release_counter",
       with([](Situation& s) { s.facts.floors[ArtifactName("vision")] = 8; })},
  };
}

std::vector<Failure> allFailures() {
  std::vector<Failure> all;
  for (const auto& group :
       {envelopeFailures(), addresseeFailures(), releaseBytesFailures(), releaseSignatureFailures(), choiceFailures()})
    all.insert(all.end(), group.begin(), group.end());
  return all;
}

// A policy of one rule, named r.
Policy policyOf(const QString& rule) {
  const auto policy = parsePolicyYaml("version: 1\nrules:\n  - name: r\n    " + rule.toStdString() + "\n");
  if (!policy) qFatal("%s", policy.error().message.c_str());
  return *policy;
}

std::string outcomeOf(const Result<CheckedAssignment>& checked) {
  return checked ? "accepted" : checked.error().reason;
}

// One random change of bytes: a flip, a cut, an insertion, a repetition or a swap of two pieces.
std::string mutated(std::string text, std::mt19937_64& random) {
  const auto below = [&](std::size_t limit) {
    return static_cast<std::size_t>(random() % std::max<std::size_t>(limit, 1));
  };
  const std::size_t at = below(text.size());
  const std::size_t count = 1 + below(16);
  switch (random() % 5) {
    case 0:
      text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
      break;
    case 1:
      text.erase(at, count);
      break;
    case 2:
      text.insert(at, 1, static_cast<char>(random()));
      break;
    case 3:
      text.insert(at, text.substr(at, count));
      break;
    default:
      text = text.substr(at) + text.substr(0, at);
      break;
  }
  return text;
}

}  // namespace

class TstAssignmentCheck : public QObject {
  Q_OBJECT

 private slots:
  void a_good_assignment_is_accepted_with_its_releases() {
    const Situation s = Situation().sign();
    const auto checked = s.check();
    QVERIFY2(checked.ok(), outcomeOf(checked).c_str());
    QVERIFY(checked->assignment == s.assignment);
    QCOMPARE(checked->releases.size(), std::size_t{1});
    QVERIFY(checked->releases.at(WorkloadName("checkout-vision")) == s.release);
  }

  void every_two_of_the_three_release_keys_will_do() {
    const Keys& keys = trust().release;
    for (const Keys& signers : {Keys{keys[0], keys[1]}, Keys{keys[2], keys[1]}, Keys{keys[0], keys[2]}, keys}) {
      Situation s;
      s.releaseSigners = signers;
      QCOMPARE(outcomeOf(s.sign().check()), std::string("accepted"));
    }
  }

  void limits_are_inclusive_where_they_say_so() {
    Situation s;
    s.facts.floors[ArtifactName("vision")] = s.release.releaseCounter;
    s.facts.floors[ArtifactName("speech")] = 100;
    s.facts.highestEpoch = s.assignment.epoch;
    s.assignment.notBefore = kNow;
    s.assignment.expires = kNow + std::chrono::microseconds(1);
    s.release.expires = kNow + std::chrono::microseconds(1);
    s.release.minAgent = s.facts.agentVersion;
    QCOMPARE(outcomeOf(s.sign().check()), std::string("accepted"));
  }

  void a_variant_for_any_hardware_fits_everywhere() {
    Situation s;
    s.facts.hardware = "riscv64";
    s.target().hardware = "any";
    s.target().digest = s.release.variants[0].digest;
    s.target().length = s.release.variants[0].length;
    QCOMPARE(outcomeOf(s.sign().check()), std::string("accepted"));
  }

  void a_newer_generation_of_a_newer_epoch_follows() {
    Situation s;
    s.sign().accepted();
    s.assignment.epoch = 5;
    s.assignment.generation = 20;
    QCOMPARE(outcomeOf(s.sign().check()), std::string("accepted"));
  }

  void several_workloads_are_each_checked_against_their_release() {
    Situation s;
    s.assignment.targets.push_back(s.target());
    s.assignment.targets[1].workload = WorkloadName("door-vision");
    QCOMPARE(outcomeOf(s.sign().check()), std::string("accepted"));
    s.assignment.targets[1].releaseCounter += 1;
    QCOMPARE(outcomeOf(s.sign().check()), std::string("V24_mismatch"));
  }

  void releases_nobody_asked_for_change_nothing() {
    Situation s;
    s.sign();
    s.releases.insert(s.releases.begin(), "junk");
    QCOMPARE(outcomeOf(s.check()), std::string("accepted"));
  }

  void what_is_wrong_is_refused_and_named_data() {
    QTest::addColumn<int>("index");
    const auto all = allFailures();
    for (std::size_t i = 0; i < all.size(); ++i) QTest::newRow(all[i].name) << static_cast<int>(i);
  }
  void what_is_wrong_is_refused_and_named() {
    QFETCH(int, index);
    const Failure failure = allFailures()[static_cast<std::size_t>(index)];
    Situation s;
    failure.arrange(s);
    const auto checked = s.check();
    QVERIFY2(!checked.ok(), "accepted");
    const std::string expected = failure.reason;
    // A reason that ends in '_' stands for a family: the parser knows better what it did not like.
    if (expected.ends_with('_'))
      QVERIFY2(checked.error().reason.starts_with(expected), checked.error().reason.c_str());
    else
      QCOMPARE(QByteArray::fromStdString(checked.error().reason), QByteArray::fromStdString(expected));
    if (failure.field) QCOMPARE(QByteArray::fromStdString(checked.error().field), QByteArray(failure.field));
    QVERIFY(!checked.error().message.empty());
  }

  void what_breaks_a_rule_is_refused_by_its_name_and_the_fix_data() {
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const char* rule, const char* expected) {
      QTest::newRow(name) << QString(rule) << QString(expected);
    };
    row("signatures", "signatures: 3",
        "rule 'r': 2 release keys signed vision 2.1.0, and 3 have to; sign it under a new version with 3 keys: "
        "flotillactl release sign --key ... --key ...");
    row("enough signatures", "signatures: 2", "accepted");
    row("hardware", "hardware: [aarch64, riscv64]",
        "rule 'r': this node is x86_64, which is not among aarch64, riscv64; leave the node out of the rollout "
        "(selector "
        "hardware:(aarch64|riscv64)), or sign a policy that allows x86_64");
    row("good hardware", "hardware: [x86_64]", "accepted");
    row("residency", "residency: [eu-west, eu-north]",
        "rule 'r': this node is in us-east, which is not among eu-west, eu-north; leave the node out of the rollout "
        "(selector region:(eu-west|eu-north)), or sign a policy that allows us-east");
    row("good residency", "residency: [us-east]", "accepted");
    row("an old agent", "min_agent: 0.1.1",
        "rule 'r': the agent of this node is 0.1.0, older than 0.1.1; update the agent to 0.1.1 or newer");
    row("an agent that is new enough", "min_agent: 0.1.0", "accepted");
    row("a window that is closed", "window: {zone: UTC, days: [mon, tue], from: \"08:00\", to: \"10:00\"}",
        "rule 'r': new versions begin only on mon, tue from 08:00 to 10:00 (UTC), which opens at 2027-01-18 08:00 UTC; "
        "wait until 2027-01-18 08:00 UTC");
    row("a window that is open", "window: {zone: UTC, days: [fri], from: \"08:00\", to: \"10:00\"}", "accepted");
    row("a freeze", "freeze: {from: 2027-01-15T00:00, to: 2027-01-16T00:00, zone: UTC, reason: stocktaking}",
        "rule 'r': nothing is begun from 2027-01-15 00:00 UTC to 2027-01-16 00:00 UTC (stocktaking); wait until "
        "2027-01-16 00:00 UTC");
    row("a freeze that is over", "freeze: {from: 2027-01-14T00:00, to: 2027-01-15T08:00, zone: UTC}", "accepted");
    row("approvals, which nodes do not see", "approvals: {count: 2}", "accepted");
    row("another workload", "signatures: 3\n    workloads: [meter-reader]", "accepted");
    row("this workload", "signatures: 3\n    workloads: [meter-reader, checkout-vision]", "rule 'r': 2 release keys");
    row("other nodes", "signatures: 3\n    where: region:eu-west", "accepted");
    row("these nodes", "signatures: 3\n    where: region:us-* site:boston hardware:x86_64 agent<1.0.0",
        "rule 'r': 2 release keys");
  }
  void what_breaks_a_rule_is_refused_by_its_name_and_the_fix() {
    QFETCH(QString, rule);
    QFETCH(QString, expected);
    const Policy policy = policyOf(rule);
    Situation s;
    s.facts.policy = &policy;
    s.facts.region = RegionName("us-east");
    s.facts.site = SiteName("boston");
    const auto checked = s.sign().check();
    const QString outcome = checked ? "accepted" : QString::fromStdString(checked.error().message);
    QVERIFY2(outcome.startsWith(expected), qPrintable(outcome));
    if (!checked) QCOMPARE(checked.error().reason, std::string("V27_policy"));
  }

  void a_rule_about_places_refuses_on_a_node_that_does_not_know_its_own_data() {
    QTest::addColumn<QString>("rule");
    QTest::newRow("residency") << "residency: [eu-west]";
    QTest::newRow("which nodes") << "signatures: 1\n    where: region:eu-west";
    QTest::newRow("which nodes not") << "signatures: 1\n    where: hardware:x86_64 or not region:eu-west";
  }
  void a_rule_about_places_refuses_on_a_node_that_does_not_know_its_own() {
    QFETCH(QString, rule);
    const Policy policy = policyOf(rule);
    Situation s;
    s.facts.policy = &policy;
    const auto checked = s.sign().check();
    QVERIFY(!checked.ok());
    QCOMPARE(QString::fromStdString(checked.error().message),
             QString("rule 'r': this node does not know its region, and the rule asks for it; set region in the "
                     "settings of its agent, or enrol it anew"));
  }

  void a_zone_that_the_node_does_not_know_keeps_the_window_closed() {
    Policy policy = policyOf("window: {zone: UTC}");
    std::get<TimeWindow>(policy.rules[0].demand).zone = "Europe/Atlantis";
    Situation s;
    s.facts.policy = &policy;
    QCOMPARE(outcomeOf(s.sign().check()), std::string("V27_policy"));
  }

  void what_the_node_holds_already_passes_every_rule() {
    const Policy policy = policyOf("residency: [mars]");
    Situation s;
    s.facts.policy = &policy;
    s.facts.region = RegionName("us-east");
    s.facts.held[s.target().workload] = {s.target().digest};
    QCOMPARE(outcomeOf(s.sign().check()), std::string("accepted"));
    s.facts.held[s.target().workload] = {sha256("other content")};
    QCOMPARE(outcomeOf(s.sign().check()), std::string("V27_policy"));
    s.facts.held = {{WorkloadName("other-workload"), {s.target().digest}}};
    QCOMPARE(outcomeOf(s.sign().check()), std::string("V27_policy"));
  }

  void the_first_target_that_breaks_a_rule_refuses_the_assignment() {
    const Policy policy = policyOf("residency: [mars]\n    workloads: [door-vision]");
    Situation s;
    s.facts.policy = &policy;
    s.facts.region = RegionName("us-east");
    s.assignment.targets.push_back(s.target());
    QCOMPARE(outcomeOf(s.sign().check()).substr(0, 3), std::string("V19"));
    s.assignment.targets[1].workload = WorkloadName("door-vision");
    QCOMPARE(outcomeOf(s.sign().check()), std::string("V27_policy"));
  }

  void a_policy_that_the_agent_cannot_read_lets_nothing_new_in() {
    Situation s;
    s.facts.policyUnreadable = true;
    QCOMPARE(outcomeOf(s.sign().check()), std::string("V27_policy"));
    s.facts.held[s.target().workload] = {s.target().digest};
    QCOMPARE(outcomeOf(s.sign().check()), std::string("accepted"));
  }

  void signed_content_is_known_only_for_a_good_signature() {
    Situation s;
    s.facts.highestEpoch = 9;
    s.sign();
    QCOMPARE(outcomeOf(s.check()), std::string("V22_stale_epoch"));
    const auto known = signedContent(s.envelope, s.root);
    QVERIFY(known.has_value());
    QVERIFY(*known == s.assignment);
    s.assignmentSigners = {trust().stranger};
    s.sign();
    QVERIFY(!signedContent(s.envelope, s.root));
    QVERIFY(!signedContent("", s.root));
  }

  void random_changes_never_let_other_content_in() {
    const std::uint64_t seed = std::random_device()();
    qInfo("seed %llu", static_cast<unsigned long long>(seed));
    std::mt19937_64 random(seed);
    const Situation good = Situation().sign();
    int accepted = 0;
    for (int round = 0; round < 1000; ++round) {
      std::string envelope = good.envelope;
      std::vector<std::string> releases = good.releases;
      std::string& victim = random() % 2 == 0 ? envelope : releases[0];
      for (std::uint64_t changes = 1 + random() % 3; changes > 0; --changes)
        victim = mutated(std::move(victim), random);
      const auto checked = checkAssignment(envelope, releases, good.root, good.facts);
      if (!checked) continue;
      ++accepted;
      // Only what nobody signs may differ, such as a hint or the form of base64.
      QVERIFY(checked->assignment == good.assignment);
      QVERIFY(checked->releases.at(WorkloadName("checkout-vision")) == good.release);
      QVERIFY(releases == good.releases);
    }
    qInfo("%d of 1000 changes touched only what is not signed", accepted);
    QVERIFY(accepted < 500);
  }
};

QTEST_GUILESS_MAIN(TstAssignmentCheck)
#include "tst_assignment_check.moc"
