// What is refused when a release is published. Its content is not there, so what passes is missing.
#include <QtTest>

#include "services/controlplane/core/registry/releases.h"
#include "services/crypto/dsse.h"
#include "services/crypto/ed25519.h"
#include "services/documents/signed_documents.h"
#include "services/runtime/files.h"
#include "services/runtime/random.h"
#include "tests/controlplane/fleet_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

class TstPublish : public QObject {
  Q_OBJECT

  const SigningKey key_ = SigningKey::generate();
  QTemporaryDir folder_;
  SystemFiles files_;
  SystemRandom random_;
  std::unique_ptr<BlobStore> blobs_ = BlobStore::open(files_, random_, folder_.path().toStdString()).value();
  FleetState state_;

  static Release releaseOf(const char* version, std::uint64_t counter) {
    Release release = releaseRecord(version).release;
    release.releaseCounter = counter;
    return release;
  }
  Error publish(const Release& release) {
    const Envelope envelope = signEnvelope(kReleasePayloadType, encodeRelease(release), {key_});
    const auto decided = publishRelease(state_, *blobs_, encodeEnvelope(envelope), kNow);
    return decided ? Error{} : decided.error();
  }

 private slots:
  void init() {
    state_ = {};
    apply(state_, smallFleet({}));  // with 1.0.0 and 2.0.0, counters 1 and 2
  }

  void a_release_that_has_expired_is_refused() {
    Release release = releaseOf("3.0.0", 3);
    release.expires = kNow;
    const Error error = publish(release);
    QCOMPARE(error.reason, std::string("release_expired"));
    QCOMPARE(error.message, std::string("the release expired at 2026-03-01T12:00:00.000000Z"));
    QVERIFY(!error.fix.empty());
    release.expires = kNow + 1us;
    QCOMPARE(publish(release).reason, std::string("content_missing"));
  }

  void a_counter_has_to_be_higher_than_every_one_of_the_artifact() {
    for (const std::uint64_t counter : {0, 1, 2}) {
      const Error error = publish(releaseOf("3.0.0", counter));
      QCOMPARE(error.reason, std::string("counter_not_higher"));
      QCOMPARE(error.message, "counter " + std::to_string(counter) + " is not higher than 2 (meter-reader 2.0.0)");
      QCOMPARE(error.fix, std::string("sign it again with a counter above 2: flotillactl release sign --counter 3"));
    }
    QCOMPARE(publish(releaseOf("3.0.0", 3)).reason, std::string("content_missing"));
    Release other = releaseOf("3.0.0", 1);
    other.artifact = ArtifactName("ecg-monitor");
    QCOMPARE(publish(other).reason, std::string("content_missing"));
  }

  void a_floor_above_the_counter_says_what_to_do() {
    Release release = releaseOf("3.0.0", 3);
    release.floor = 4;
    const Error error = publish(release);
    QCOMPARE(error.field, std::string("floor"));
    QVERIFY(error.fix.find("--floor") != std::string::npos);
  }
};

QTEST_GUILESS_MAIN(TstPublish)
#include "tst_publish.moc"
