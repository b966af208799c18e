#include <QtTest>

#include "services/crypto/hash.h"
#include "services/documents/oci_manifest.h"
#include "tests/http/curl_client.h"
#include "tests/http/registry_fixture.h"
#include "tests/registry/full_disk.h"

using namespace flotilla;
using namespace flotilla::controlplane;

namespace {

const std::string kContent = "the weights of a model";

std::string blobPath(const std::string& digest) {
  return "/v2/vision/blobs/" + digest;
}
std::string manifestPath(const std::string& digest) {
  return "/v2/vision/manifests/" + digest;
}
std::string digestOf(std::string_view content) {
  return sha256(content).toString();
}

std::string manifestOf(std::string_view content) {
  return encodeManifest(
      {ArtifactName("vision"), Version{1, 0, 0}, "any", {{"model.onnx", sha256(content), content.size()}}});
}

std::string pattern(std::size_t size) {
  std::string out(size, '\0');
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<char>((i * 2654435761U) >> 13);
  return out;
}

}  // namespace

class TstRegistry : public QObject {
  Q_OBJECT

  std::unique_ptr<RegistryFixture> fixture_;

  CurlClient pusher() { return CurlClient::pusher(*fixture_); }
  CurlClient node() { return CurlClient::node(*fixture_, fixture_->pki.node(fixture_->node)); }
  Digest put(const std::string& content) { return fixture_->blobs().put(content).value(); }

 private slots:
  void init() { fixture_ = std::make_unique<RegistryFixture>(); }
  void cleanup() { fixture_.reset(); }

  void a_pushed_blob_can_be_pulled_by_a_node() {
    CurlClient push = pusher();
    const CurlAnswer created = putBlob(push, kContent, digestOf(kContent));
    QCOMPARE(created.status, 201L);
    QCOMPARE(created.headers.at("location"), blobPath(digestOf(kContent)));
    QCOMPARE(created.headers.at("docker-content-digest"), digestOf(kContent));

    const CurlAnswer pulled = node().get(blobPath(digestOf(kContent)));
    QCOMPARE(pulled.status, 200L);
    QCOMPARE(pulled.body, kContent);
    QCOMPARE(pulled.headers.at("docker-content-digest"), digestOf(kContent));
    QCOMPARE(pulled.headers.at("content-type"), std::string("application/octet-stream"));
    QCOMPARE(pulled.headers.at("x-content-type-options"), std::string("nosniff"));
    QCOMPARE(pulled.headers.at("accept-ranges"), std::string("bytes"));
  }

  void a_chunked_upload_and_an_empty_one_are_blobs() {
    CurlClient push = pusher();
    const std::string big = pattern(3 * 1024 * 1024 + 17);
    QCOMPARE(putBlob(push, big, digestOf(big), "vision", true).status, 201L);
    QCOMPARE(putBlob(push, "", digestOf("")).status, 201L);
    CurlClient pull = node();
    QVERIFY(pull.get(blobPath(digestOf(big))).body == big);
    const CurlAnswer empty = pull.get(blobPath(digestOf("")));
    QCOMPARE(empty.status, 200L);
    QCOMPARE(empty.headers.at("content-length"), std::string("0"));
  }

  void pieces_are_appended_in_order() {
    CurlClient push = pusher();
    const std::string at = push.request("POST", "/v2/vision/blobs/uploads/").headers.at("location");
    const CurlAnswer first = push.request("PATCH", at, "hello ", {"Content-Range: 0-5"});
    QCOMPARE(first.status, 202L);
    QCOMPARE(first.headers.at("range"), std::string("0-5"));
    QCOMPARE(push.request("PATCH", at, "out of order", {"Content-Range: 9-20"}).status, 416L);
    QCOMPARE(push.request("PATCH", at, "wor", {"Content-Range: 6-8"}).status, 202L);
    QCOMPARE(push.request("PUT", at + "?digest=" + digestOf("hello world"), "ld").status, 201L);
    QCOMPARE(push.get(blobPath(digestOf("hello world"))).body, std::string("hello world"));
    QCOMPARE(push.request("PATCH", at, "more").status, 404L);
  }

  void a_wrong_digest_leaves_neither_blob_nor_upload() {
    CurlClient push = pusher();
    const CurlAnswer refused = putBlob(push, kContent, digestOf("something else"));
    QCOMPARE(refused.status, 400L);
    QVERIFY(refused.body.find("DIGEST_INVALID") != std::string::npos);
    QCOMPARE(push.get(blobPath(digestOf(kContent))).status, 404L);
    QCOMPARE(push.get(blobPath(digestOf("something else"))).status, 404L);
    QCOMPARE(fixture_->openUploads(), std::size_t{0});
  }

  void a_digest_of_another_form_is_refused_data() {
    QTest::addColumn<QString>("digest");
    QTest::newRow("empty") << "";
    QTest::newRow("upper case") << "sha256:" + QString(64, 'A');
    QTest::newRow("short") << "sha256:" + QString(63, 'a');
    QTest::newRow("md5") << "md5:" + QString(32, 'a');
    QTest::newRow("sha512") << "sha512:" + QString(128, 'a');
  }
  void a_digest_of_another_form_is_refused() {
    QFETCH(QString, digest);
    CurlClient push = pusher();
    QCOMPARE(putBlob(push, kContent, digest.toStdString()).status, 400L);
    QVERIFY(push.get(blobPath(digest.toStdString())).status >= 400);
  }

  void a_cancelled_upload_is_gone() {
    CurlClient push = pusher();
    const std::string at = push.request("POST", "/v2/vision/blobs/uploads/").headers.at("location");
    QCOMPARE(push.request("PATCH", at, "half").status, 202L);
    QCOMPARE(fixture_->openUploads(), std::size_t{1});
    QCOMPARE(push.request("DELETE", at).status, 204L);
    QCOMPARE(fixture_->openUploads(), std::size_t{0});
    QCOMPARE(push.request("DELETE", at).status, 404L);
  }

  void a_part_of_a_blob_is_that_part() {
    const std::string content = pattern(500'000);
    const std::string path = blobPath(put(content).toString());
    CurlClient pull = node();
    const CurlAnswer middle = pull.get(path, {"Range: bytes=1000-299999"});
    QCOMPARE(middle.status, 206L);
    QCOMPARE(middle.headers.at("content-range"), std::string("bytes 1000-299999/500000"));
    QVERIFY(middle.body == content.substr(1000, 299'000));
    const CurlAnswer rest = pull.get(path, {"Range: bytes=300000-"});
    QVERIFY(content.substr(0, 1000) + middle.body + rest.body == content);
    const CurlAnswer beyond = pull.get(path, {"Range: bytes=500000-"});
    QCOMPARE(beyond.status, 416L);
    QCOMPARE(beyond.headers.at("content-range"), std::string("bytes */500000"));
    QCOMPARE(pull.get(path, {"Range: bytes=0-1,5-6"}).status, 200L);
    QCOMPARE(pull.get(path, {"Range: bytes=0-1", "If-Range: \"x\""}).status, 200L);
  }

  void a_head_says_the_same_without_the_content() {
    const std::string path = blobPath(put(kContent).toString());
    CurlClient pull = node();
    const CurlAnswer head = pull.request("HEAD", path);
    QCOMPARE(head.status, 200L);
    QCOMPARE(head.headers.at("content-length"), std::to_string(kContent.size()));
    QCOMPARE(head.headers.at("docker-content-digest"), digestOf(kContent));
    QCOMPARE(head.body, std::string());
    QCOMPARE(pull.request("HEAD", blobPath(digestOf("absent"))).status, 404L);
    QCOMPARE(pull.get(path).body, kContent);  // on the same connection
  }

  void a_manifest_comes_back_byte_for_byte() {
    put(kContent);
    const std::string manifest = manifestOf(kContent);
    CurlClient push = pusher();
    const CurlAnswer created = push.request("PUT", manifestPath(digestOf(manifest)), manifest);
    QCOMPARE(created.status, 201L);
    QCOMPARE(created.headers.at("location"), manifestPath(digestOf(manifest)));
    const CurlAnswer pulled = node().get(manifestPath(digestOf(manifest)));
    QCOMPARE(pulled.body, manifest);
    QCOMPARE(pulled.headers.at("content-type"), std::string(kManifestMediaType));
    QCOMPARE(pulled.headers.at("docker-content-digest"), digestOf(manifest));
  }

  void a_manifest_before_its_layers_is_refused() {
    const std::string manifest = manifestOf("a layer that nobody sent");
    CurlClient push = pusher();
    const CurlAnswer refused = push.request("PUT", manifestPath(digestOf(manifest)), manifest);
    QCOMPARE(refused.status, 404L);
    QVERIFY(refused.body.find("MANIFEST_BLOB_UNKNOWN") != std::string::npos);
    QCOMPARE(push.get(manifestPath(digestOf(manifest))).status, 404L);
  }

  void a_manifest_needs_its_digest_its_form_and_its_size() {
    put(kContent);
    const std::string manifest = manifestOf(kContent);
    CurlClient push = pusher();
    QCOMPARE(push.request("PUT", manifestPath(digestOf("other")), manifest).status, 400L);
    QCOMPARE(push.request("PUT", manifestPath(digestOf("{}")), "{}").status, 400L);
    QCOMPARE(push.request("PUT", manifestPath("latest"), manifest).status, 404L);
    QCOMPARE(push.get(manifestPath("latest")).status, 404L);
    const std::string huge(HttpLimits{}.maxManifestBytes + 1, ' ');
    QCOMPARE(push.request("PUT", manifestPath(digestOf(huge)), huge).status, 413L);
    QCOMPARE(push.request("PUT", manifestPath(digestOf(huge)), huge, {}, true).status, 413L);
  }

  void without_a_valid_ticket_nobody_pushes_or_reads() {
    const std::string path = blobPath(put(kContent).toString());
    for (const char* ticket : {"unknown", kExpiredTicket, ""}) {
      CurlClient stranger = CurlClient::pusher(*fixture_, ticket);
      QCOMPARE(stranger.get("/v2/").status, 401L);
      QCOMPARE(stranger.get(path).status, 401L);
      QCOMPARE(stranger.request("POST", "/v2/vision/blobs/uploads/").status, 401L);
      const CurlAnswer refused = stranger.request("PUT", manifestPath(digestOf("x")), std::string(3 << 20, 'x'));
      QCOMPARE(refused.status, 401L);
      QCOMPARE(refused.headers.at("www-authenticate"), std::string("Bearer realm=\"flotilla\""));
    }
    CurlClient nobody(fixture_->push, fixture_->pki.caPem());
    QCOMPARE(nobody.get("/v2/").status, 401L);
    QCOMPARE(pusher().get("/v2/").status, 200L);
  }

  void a_ticket_means_nothing_where_nodes_come_in() {
    CurlClient pull = node();
    QCOMPARE(pull.get("/v2/").status, 200L);
    const CurlAnswer refused =
        pull.request("POST", "/v2/vision/blobs/uploads/", {}, {std::string("Authorization: Bearer ") + kTicket});
    QCOMPARE(refused.status, 405L);
    QCOMPARE(refused.headers.at("allow"), std::string("GET, HEAD"));
  }

  void a_node_without_a_certificate_of_our_ca_is_refused_at_the_handshake() {
    const std::string path = blobPath(put(kContent).toString());
    CurlClient without(fixture_->nodes, fixture_->pki.caPem());
    CurlAnswer refused = without.get(path);
    QVERIFY(refused.code != CURLE_OK);
    QCOMPARE(refused.status, 0L);

    const TestPki foreign;
    refused = CurlClient::node(*fixture_, foreign.node(fixture_->node)).get(path);
    QVERIFY(refused.code != CURLE_OK);
    QCOMPARE(refused.status, 0L);
  }

  void an_expired_or_a_server_certificate_is_refused_at_the_handshake() {
    const std::string path = blobPath(put(kContent).toString());
    const TimePoint now = fixture_->pki.now();
    using std::chrono::hours;
    const auto expired = fixture_->pki.node(fixture_->node, now - hours(2), now - hours(1));
    QCOMPARE(CurlClient::node(*fixture_, expired).get(path).status, 0L);
    const HttpTls server = fixture_->pki.server();
    QCOMPARE(CurlClient::node(*fixture_, {server.certificatePem, server.keyPem}).get(path).status, 0L);
  }

  void a_revoked_node_is_refused_also_on_a_connection_it_has() {
    const std::string path = blobPath(put(kContent).toString());
    CurlClient pull = node();
    QCOMPARE(pull.get(path).status, 200L);
    fixture_->access.revoke(fixture_->node);
    const CurlAnswer refused = pull.get(path);
    QCOMPARE(refused.status, 403L);
    QVERIFY(refused.body.find("DENIED") != std::string::npos);
  }

  void methods_and_addresses_that_do_not_exist_are_refused() {
    CurlClient push = pusher();
    QCOMPARE(push.request("DELETE", blobPath(digestOf("x"))).status, 405L);
    QCOMPARE(push.request("DELETE", manifestPath(digestOf("x"))).status, 405L);
    QCOMPARE(push.get("/v2/vision/blobs/uploads/").status, 405L);
    QCOMPARE(push.request("POST", "/v2/").status, 405L);
    QCOMPARE(push.get("/v2/vision/tags/list").status, 404L);
    QCOMPARE(push.get("/").status, 404L);
    QCOMPARE(push.get("/v2/vision/blobs/uploads/unknown").status, 405L);
    QCOMPARE(push.request("PATCH", "/v2/vision/blobs/uploads/unknown", "x").status, 404L);
  }

  void a_full_disk_answers_507_and_leaves_no_upload() {
    FullDisk disk(1'000'000);
    RegistryFixture small({}, &disk);
    CurlClient push = CurlClient::pusher(small);
    const std::string content = pattern(3'000'000);
    for (const bool chunked : {false, true}) {
      const CurlAnswer refused = putBlob(push, content, digestOf(content), "vision", chunked);
      QCOMPARE(refused.status, 507L);
      QVERIFY(refused.body.find("DISK_FULL") != std::string::npos);
      QVERIFY(refused.body.find(small.data().string()) == std::string::npos);
      QTRY_COMPARE(small.openUploads(), std::size_t{0});
    }
  }

  void a_blob_over_the_limit_is_refused_with_or_without_a_length() {
    HttpLimits limits;
    limits.maxBlobBytes = 100'000;
    RegistryFixture small(limits);
    CurlClient push = CurlClient::pusher(small);
    const std::string fits(100'000, 'a');
    const std::string over(100'001, 'a');
    QCOMPARE(putBlob(push, over, digestOf(over)).status, 413L);
    QCOMPARE(putBlob(push, over, digestOf(over), "vision", true).status, 413L);
    QCOMPARE(putBlob(push, fits, digestOf(fits)).status, 201L);
    const std::string at = push.request("POST", "/v2/vision/blobs/uploads/").headers.at("location");
    QCOMPARE(push.request("PATCH", at, fits).status, 202L);
    QCOMPARE(push.request("PATCH", at, "b").status, 413L);
    QTRY_COMPARE(small.openUploads(), std::size_t{0});
  }

  void at_most_so_many_uploads_are_open_and_abandoned_ones_are_dropped() {
    HttpLimits limits;
    limits.maxUploads = 4;
    limits.uploadLifetime = std::chrono::milliseconds(800);
    RegistryFixture small(limits);
    CurlClient push = CurlClient::pusher(small);
    for (int i = 0; i < 4; ++i) QCOMPARE(push.request("POST", "/v2/vision/blobs/uploads/").status, 202L);
    const CurlAnswer refused = push.request("POST", "/v2/vision/blobs/uploads/");
    QCOMPARE(refused.status, 429L);
    QVERIFY(refused.headers.contains("retry-after"));
    QCOMPARE(small.openUploads(), std::size_t{4});
    QTRY_COMPARE(small.openUploads(), std::size_t{0});
    QCOMPARE(push.request("POST", "/v2/vision/blobs/uploads/").status, 202L);
  }

  void a_new_certificate_serves_new_connections() {
    const TestPki other;
    fixture_->server().setTls(other.server());
    const auto reached = [&] { return CurlClient(fixture_->push, other.caPem()).get("/v2/").status; };
    QTRY_COMPARE(reached(), 401L);
    QCOMPARE(pusher().get("/v2/").status, 0L);
    fixture_->server().setTls({"nonsense", "nonsense", "nonsense"});
    QCOMPARE(reached(), 401L);
  }

  void a_listener_that_cannot_be_says_why() {
    QCOMPARE(fixture_->server().listen({"127.0.0.1", fixture_->push, false}).error().reason,
             std::string("cannot_listen"));
    QCOMPARE(fixture_->server().listen({"localhost", 0, false}).error().reason, std::string("bad_address"));
    HttpServer broken({"nonsense", "", ""}, {}, fixture_->blobs(), fixture_->access);
    QCOMPARE(broken.listen({}).error().reason, std::string("bad_tls"));
  }

  void a_stopped_server_drops_what_was_open() {
    CurlClient push = pusher();
    const std::string at = push.request("POST", "/v2/vision/blobs/uploads/").headers.at("location");
    QCOMPARE(push.request("PATCH", at, "half").status, 202L);
    fixture_->server().stop();
    fixture_->server().stop();
    QCOMPARE(push.get("/v2/").status, 0L);
    QCOMPARE(fixture_->server().listen({}).error().reason, std::string("stopped"));
  }
};

QTEST_GUILESS_MAIN(TstRegistry)
#include "tst_registry.moc"
