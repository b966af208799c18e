#include <QtTest>

#include "services/controlplane/core/registry/manifest_check.h"
#include "services/controlplane/core/registry/peer_identity.h"
#include "services/crypto/hash.h"
#include "services/crypto/x509.h"
#include "services/documents/oci_manifest.h"
#include "services/runtime/clock.h"

using namespace flotilla;
using namespace flotilla::controlplane;

class TstManifestCheck : public QObject {
  Q_OBJECT

  SystemFiles files_;
  SystemRandom random_;
  std::unique_ptr<QTemporaryDir> folder_;
  std::unique_ptr<BlobStore> blobs_;

  static BundleManifest manifestOf(std::string_view content, std::uint64_t length) {
    return {ArtifactName("vision"), Version{1, 0, 0}, "any", {{"model.onnx", sha256(content), length}}};
  }
  std::string store(const std::string& bytes, const Digest& digest) {
    const Status stored = storeManifest(bytes, digest, *blobs_);
    return stored ? "ok" : stored.error().reason;
  }

 private slots:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    blobs_ = BlobStore::open(files_, random_, folder_->path().toStdString()).value();
  }

  void a_manifest_whose_layers_are_here_is_kept_byte_for_byte() {
    QVERIFY(blobs_->put("weights"));
    const std::string bytes = encodeManifest(manifestOf("weights", 7));
    QCOMPARE(store(bytes, sha256(bytes)), std::string("ok"));
    QCOMPARE(*blobs_->read(sha256(bytes), 1 << 20), bytes);
  }

  void a_manifest_with_a_missing_layer_is_refused() {
    const std::string bytes = encodeManifest(manifestOf("weights", 7));
    QCOMPARE(store(bytes, sha256(bytes)), std::string("manifest_blob_unknown"));
    QVERIFY(!blobs_->find(sha256(bytes)));
  }

  void a_layer_of_another_length_is_refused() {
    QVERIFY(blobs_->put("weights"));
    const std::string bytes = encodeManifest(manifestOf("weights", 8));
    QCOMPARE(store(bytes, sha256(bytes)), std::string("manifest_invalid"));
  }

  void another_digest_is_refused() {
    QVERIFY(blobs_->put("weights"));
    QCOMPARE(store(encodeManifest(manifestOf("weights", 7)), sha256("other")), std::string("digest_mismatch"));
  }

  void something_else_is_refused() {
    QCOMPARE(store("{}", sha256("{}")), std::string("manifest_invalid"));
    QCOMPARE(store("", sha256("")), std::string("manifest_invalid"));
  }

  void a_node_certificate_names_its_node_and_another_names_none() {
    const TimePoint now = SystemClock().now();
    const auto ca = CertificateAuthority::create("test", now);
    const NodeId node(makeUuid(now, random_));
    const IdentityKey key = IdentityKey::generate();
    const auto request = parseRequest(key.makeRequest()).value();
    const auto until = now + std::chrono::hours(1);
    QCOMPARE(nodeFromCertificate(ca.issueNode(request, node, now, until))->value, node.value);
    QVERIFY(!nodeFromCertificate(ca.issueServer(key, {"127.0.0.1"}, now, until)));
    QVERIFY(!nodeFromCertificate("nonsense"));
  }
};

QTEST_GUILESS_MAIN(TstManifestCheck)
#include "tst_manifest_check.moc"
