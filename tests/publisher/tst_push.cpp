#include <QtTest>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <future>
#include <thread>

#include "services/crypto/hash.h"
#include "services/documents/oci_manifest.h"
#include "services/publisher/bundle.h"
#include "services/publisher/push.h"
#include "tests/http/curl_client.h"
#include "tests/http/registry_fixture.h"
#include "tests/registry/full_disk.h"

using namespace flotilla;
using namespace flotilla::publisher;

class TstPush : public QObject {
  Q_OBJECT

  SystemFiles files_;
  std::unique_ptr<QTemporaryDir> folder_;
  std::unique_ptr<RegistryFixture> fixture_;
  Path layout_;
  std::vector<Variant> variants_;

  PushTarget target(const RegistryFixture& fixture, const std::string& ticket = kTicket) const {
    return {"https://127.0.0.1:" + std::to_string(fixture.push), ticket, fixture.pki.caPem()};
  }
  std::string refusal(const PushTarget& target) {
    const auto pushed = pushLayout(files_, layout_, target);
    return pushed ? "ok" : pushed.error().reason;
  }
  Path source(const char* name) const { return Path(folder_->path().toStdString()) / name; }
  void writeSource(const char* name, std::size_t size) {
    std::filesystem::create_directory(source(name));
    std::ofstream(source(name) / "model.onnx", std::ios::binary) << std::string(size, name[0]);
    std::ofstream(source(name) / "labels.txt") << "the same in each";
  }

 private slots:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    fixture_ = std::make_unique<RegistryFixture>();
    layout_ = source("layout");
    writeSource("any", 2'000'000);
    writeSource("x86", 3'000'000);
    variants_ = buildLayout(files_, ArtifactName("vision"), Version{1, 0, 0},
                            {{source("any"), "any"}, {source("x86"), "x86_64"}}, layout_)
                    .value();
  }
  void cleanup() { fixture_.reset(); }

  void everything_of_a_layout_arrives_and_a_node_pulls_it_back() {
    const auto pushed = pushLayout(files_, layout_, target(*fixture_));
    QVERIFY2(pushed, pushed ? "" : pushed.error().message.c_str());
    QCOMPARE(pushed->uploaded, std::uint64_t{3 + 1 + 2});  // three different files, the empty config, two manifests
    QCOMPARE(pushed->skipped, std::uint64_t{0});

    CurlClient node = CurlClient::node(*fixture_, fixture_->pki.node(fixture_->node));
    for (const Variant& variant : variants_) {
      const CurlAnswer manifest = node.get("/v2/vision/manifests/" + variant.digest.toString());
      QCOMPARE(manifest.status, 200L);
      QCOMPARE(sha256(manifest.body), variant.digest);
      const auto parsed = parseManifest(manifest.body);
      QVERIFY(parsed);
      for (const BundleFile& file : parsed->files) {
        const CurlAnswer blob = node.get("/v2/vision/blobs/" + file.digest.toString());
        QCOMPARE(blob.body.size(), file.length);
        QCOMPARE(sha256(blob.body), file.digest);
      }
    }
  }

  void what_is_there_is_not_sent_again() {
    QVERIFY(pushLayout(files_, layout_, target(*fixture_)));
    const auto again = pushLayout(files_, layout_, target(*fixture_));
    QVERIFY(again);
    QCOMPARE(again->uploaded, std::uint64_t{0});
    QCOMPARE(again->bytes, std::uint64_t{0});
    QCOMPARE(again->skipped, std::uint64_t{6});
  }

  void a_ticket_that_is_not_valid_is_refused() {
    QCOMPARE(refusal(target(*fixture_, "unknown")), std::string("ticket_refused"));
    QCOMPARE(refusal(target(*fixture_, kExpiredTicket)), std::string("ticket_refused"));
    QCOMPARE(refusal(target(*fixture_, "")), std::string("bad_ticket"));
    QCOMPARE(refusal(target(*fixture_, "x\r\nHost: elsewhere")), std::string("bad_ticket"));
  }

  void a_server_of_another_ca_gets_nothing() {
    const RegistryFixture other;
    PushTarget wrong = target(*fixture_);
    wrong.caPem = other.pki.caPem();
    const auto pushed = pushLayout(files_, layout_, wrong);
    QCOMPARE(pushed.error().reason, std::string("registry_not_trusted"));
    QCOMPARE(pushed.error().code, ErrorCode::Unauthenticated);
  }

  void only_https_is_spoken() {
    PushTarget plain = target(*fixture_);
    plain.url = "http://127.0.0.1:" + std::to_string(fixture_->push);
    QCOMPARE(refusal(plain), std::string("bad_url"));
  }

  void a_server_that_is_not_there_is_unavailable() {
    const PushTarget gone = target(*fixture_);
    fixture_->server().stop();
    QCOMPARE(refusal(gone), std::string("registry_unreachable"));
  }

  void a_full_disk_of_the_server_is_told() {
    FullDisk disk(1'000'000);
    const RegistryFixture small({}, &disk);
    const auto pushed = pushLayout(files_, layout_, target(small));
    QVERIFY(!pushed);
    QCOMPARE(pushed.error().code, ErrorCode::Exhausted);
    QCOMPARE(pushed.error().reason, std::string("disk_full"));
  }

  void a_blob_that_changed_on_disk_is_told() {
    const Digest digest = sha256(std::string(2'000'000, 'a'));
    const Path blob = layout_ / "blobs" / "sha256" / digest.hex();
    QVERIFY(checkContent(files_, layout_).ok());
    QVERIFY(files_.replace(blob, std::string(2'000'000, 'b')));
    const Status damaged = checkContent(files_, layout_);
    QCOMPARE(damaged.error().reason, std::string("layout_damaged"));
    QVERIFY(damaged.error().message.find(blob.string()) != std::string::npos);
    QCOMPARE(refusal(target(*fixture_)), std::string("digest_mismatch"));
    QVERIFY(!fixture_->blobs().find(digest));
  }

  void a_manifest_that_changed_on_disk_is_told() {
    QVERIFY(files_.replace(layout_ / "blobs" / "sha256" / variants_.front().digest.hex(), "{}"));
    QCOMPARE(refusal(target(*fixture_)), std::string("layout_damaged"));
  }

  void a_folder_that_is_no_layout_is_refused() {
    layout_ = source("any");
    QCOMPARE(refusal(target(*fixture_)), std::string("not_a_layout"));
  }

  void a_cut_connection_is_tried_again() {
    CuttingProxy proxy(fixture_->push, 1'000'000, 2);
    PushTarget through = target(*fixture_);
    through.url = "https://127.0.0.1:" + std::to_string(proxy.port());
    const auto pushed = pushLayout(files_, layout_, through);
    QVERIFY2(pushed, pushed ? "" : pushed.error().message.c_str());
    QCOMPARE(proxy.cuts(), 2);
    QCOMPARE(pushed->uploaded, std::uint64_t{6});
    QTRY_COMPARE(fixture_->openUploads(), std::size_t{0});
  }

 private:
  // Carries connections to a port, and cuts the first `cuts` of them after so many bytes towards it.
  class CuttingProxy {
   public:
    CuttingProxy(std::uint16_t target, std::size_t bytes, int cuts) : target_(target), bytes_(bytes), left_(cuts) {
      listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      sockaddr_in address = loopback(0);
      socklen_t size = sizeof address;
      if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 8) != 0)
        std::abort();
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
      port_ = ntohs(address.sin_port);
      thread_ = std::thread([this] { run(); });
    }
    ~CuttingProxy() {
      ::shutdown(listener_, SHUT_RDWR);
      thread_.join();
      ::close(listener_);
    }
    std::uint16_t port() const { return port_; }
    int cuts() const { return cuts_; }

   private:
    static sockaddr_in loopback(std::uint16_t port) {
      sockaddr_in address{};
      address.sin_family = AF_INET;
      address.sin_port = htons(port);
      address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      return address;
    }
    // One connection at a time is all that the publisher makes.
    void run() {
      for (int client = 0; (client = ::accept(listener_, nullptr, nullptr)) >= 0;) {
        const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const sockaddr_in address = loopback(target_);
        if (::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) carry(client, server);
        ::close(client);
        ::close(server);
      }
    }
    void carry(int client, int server) {
      std::thread back([&] { copy(server, client, SIZE_MAX); });
      const bool cut = copy(client, server, left_ > 0 ? bytes_ : SIZE_MAX);
      if (cut) {
        --left_;
        ++cuts_;
      }
      ::shutdown(client, SHUT_RDWR);
      ::shutdown(server, SHUT_RDWR);
      back.join();
    }
    // True if it stopped at the limit.
    static bool copy(int from, int to, std::size_t limit) {
      char piece[16'384];
      std::size_t copied = 0;
      for (ssize_t got = 0; copied < limit && (got = ::read(from, piece, sizeof piece)) > 0;) {
        if (::send(to, piece, static_cast<std::size_t>(got), MSG_NOSIGNAL) != got) return false;
        copied += static_cast<std::size_t>(got);
      }
      if (copied < limit) ::shutdown(to, SHUT_WR);
      return copied >= limit;
    }

    std::uint16_t target_;
    std::size_t bytes_;
    int left_;
    std::atomic<int> cuts_ = 0;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::thread thread_;
  };
};

QTEST_GUILESS_MAIN(TstPush)
#include "tst_push.moc"
