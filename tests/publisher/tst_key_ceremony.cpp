#include <QtTest>

#include <sys/stat.h>

#include "services/crypto/dsse.h"
#include "services/documents/signed_documents.h"
#include "services/publisher/key_ceremony.h"
#include "services/runtime/clock.h"
#include "tests/registry/full_disk.h"

using namespace flotilla;
using namespace flotilla::publisher;

namespace {

unsigned modeOf(const Path& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0 ? info.st_mode & 0777 : 0;
}

}  // namespace

class TstKeyCeremony : public QObject {
  Q_OBJECT

  SystemFiles files_;
  std::unique_ptr<QTemporaryDir> folder_;
  CeremonyPlan plan_;
  const TimePoint now_ = SystemClock().now();

  std::string refusal() {
    const auto made = createKeys(files_, plan_, now_);
    return made ? "ok" : made.error().reason;
  }
  Path file(const char* name) const { return plan_.folder / name; }

 private slots:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    plan_ = {};
    plan_.folder = Path(folder_->path().toStdString()) / "keys";
    plan_.assignment = {SigningKey::generate().publicKey()};
  }

  void the_root_document_verifies_and_names_the_keys_on_disk() {
    plan_.rootKeys = 2;
    plan_.rootThreshold = 2;
    const auto made = createKeys(files_, plan_, now_);
    QVERIFY(made);
    const auto root = readRoot(files_, file("root.json"), now_);
    QVERIFY(root);
    QVERIFY(root->keys == made->keys);
    QCOMPARE(root->version, std::uint64_t{1});
    QCOMPARE(root->expires, now_ + plan_.lifetime);
    QCOMPARE(root->roles.at(TrustRole::Root).threshold, 2U);
    QCOMPARE(root->roles.at(TrustRole::Release).threshold, 2U);
    QCOMPARE(root->roles.at(TrustRole::Release).keyIds.size(), std::size_t{3});
    QCOMPARE(root->roles.at(TrustRole::Assignment).keyIds.front(), keyIdOf(plan_.assignment.front()));
    QCOMPARE(root->keys.size(), std::size_t{2 + 3 + 1});
    for (const char* name : {"root-1.pem", "root-2.pem", "release-1.pem", "release-2.pem", "release-3.pem"}) {
      const auto key = readSigningKey(files_, file(name));
      QVERIFY(key);
      QCOMPARE(root->keys.at(keyIdOf(key->publicKey())), key->publicKey());
    }
    QCOMPARE(files_.list(plan_.folder)->size(), std::size_t{6});
  }

  void keys_are_for_their_owner_alone() {
    QCOMPARE(refusal(), std::string("ok"));
    QCOMPARE(modeOf(plan_.folder), 0700U);
    for (const char* name : {"root-1.pem", "release-1.pem", "release-2.pem", "release-3.pem"})
      QCOMPARE(modeOf(file(name)), 0600U);
  }

  void a_key_that_others_can_read_is_refused() {
    QCOMPARE(refusal(), std::string("ok"));
    for (const mode_t mode : {0640U, 0604U, 0660U}) {
      QCOMPARE(::chmod(file("release-1.pem").c_str(), mode), 0);
      QCOMPARE(readSigningKey(files_, file("release-1.pem")).error().reason, std::string("open_secret"));
    }
    QCOMPARE(::chmod(file("release-1.pem").c_str(), 0600), 0);
    QVERIFY(readSigningKey(files_, file("release-1.pem")));
    std::filesystem::create_symlink(file("release-1.pem"), file("link.pem"));
    QVERIFY(!readSigningKey(files_, file("link.pem")));
    QVERIFY(files_.replace(file("garbage.pem"), "nothing"));
    QVERIFY(!readSigningKey(files_, file("garbage.pem")));
  }

  void thresholds_that_cannot_be_met_are_refused_data() {
    QTest::addColumn<unsigned>("keys");
    QTest::addColumn<unsigned>("threshold");
    QTest::newRow("none") << 0U << 0U;
    QTest::newRow("no keys") << 0U << 1U;
    QTest::newRow("zero of three") << 3U << 0U;
    QTest::newRow("four of three") << 3U << 4U;
    QTest::newRow("too many keys") << 17U << 2U;
  }
  void thresholds_that_cannot_be_met_are_refused() {
    QFETCH(unsigned, keys);
    QFETCH(unsigned, threshold);
    plan_.releaseKeys = keys;
    plan_.releaseThreshold = threshold;
    QCOMPARE(refusal(), std::string("bad_threshold"));
    plan_.releaseKeys = 3;
    plan_.releaseThreshold = 2;
    plan_.rootKeys = keys;
    plan_.rootThreshold = threshold;
    QCOMPARE(refusal(), std::string("bad_threshold"));
    QVERIFY(!files_.exists(plan_.folder));
  }

  void without_a_control_plane_there_is_no_ceremony() {
    plan_.assignment.clear();
    QCOMPARE(refusal(), std::string("bad_threshold"));
  }

  void keys_are_never_overwritten() {
    QCOMPARE(refusal(), std::string("ok"));
    const std::string before = files_.readAll(file("root-1.pem"), 10'000).value();
    QCOMPARE(refusal(), std::string("folder_exists"));
    QCOMPARE(files_.readAll(file("root-1.pem"), 10'000).value(), before);
  }

  void a_ceremony_that_fails_leaves_nothing() {
    FullDisk disk(300);
    const auto made = createKeys(disk, plan_, now_);
    QCOMPARE(made.error().reason, std::string("disk_full"));
    QVERIFY(!files_.exists(plan_.folder));
    QCOMPARE(refusal(), std::string("ok"));
  }

  void a_root_that_was_changed_or_signed_by_others_is_refused() {
    const RootDocument root = createKeys(files_, plan_, now_).value();
    const auto write = [&](const RootDocument& document, const std::vector<SigningKey>& keys) {
      return files_.replace(file("other.json"),
                            encodeEnvelope(signEnvelope(kRootPayloadType, encodeRoot(document), keys)));
    };
    QVERIFY(write(root, {SigningKey::generate()}));
    QVERIFY(!readRoot(files_, file("other.json"), now_));
    QVERIFY(write(root, {readSigningKey(files_, file("release-1.pem")).value()}));
    QVERIFY(!readRoot(files_, file("other.json"), now_));

    auto envelope = parseEnvelope(files_.readAll(file("root.json"), 1 << 20).value()).value();
    RootDocument longer = root;
    longer.expires += std::chrono::hours(1);
    envelope.payload = encodeRoot(longer);
    QVERIFY(files_.replace(file("other.json"), encodeEnvelope(envelope)));
    QVERIFY(!readRoot(files_, file("other.json"), now_));
    QVERIFY(files_.replace(file("other.json"), "{}"));
    QVERIFY(!readRoot(files_, file("other.json"), now_));
  }

  void an_expired_root_is_refused() {
    QCOMPARE(refusal(), std::string("ok"));
    QVERIFY(readRoot(files_, file("root.json"), now_ + plan_.lifetime - Duration(1)));
    QCOMPARE(readRoot(files_, file("root.json"), now_ + plan_.lifetime).error().reason, std::string("root_expired"));
  }
};

QTEST_GUILESS_MAIN(TstKeyCeremony)
#include "tst_key_ceremony.moc"
