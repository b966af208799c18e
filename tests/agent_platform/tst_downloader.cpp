#include "services/agent/platform/linux/curl_downloader.h"

// After the headers of the agent, one of which uses a name that is a keyword to Qt.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QProcess>
#include <QtTest>

#include "services/crypto/hash.h"
#include "services/crypto/x509.h"
#include "services/runtime/clock.h"
#include "tests/agent_platform/qt_loop.h"

using namespace flotilla;
using namespace flotilla::agent;

namespace {

// Real files, with the faults that a test asks for.
class FaultyFiles final : public Files {
 public:
  std::optional<std::uint64_t> free;
  bool syncFails = false;
  int syncs = 0;

  Result<std::unique_ptr<File>> open(const Path& path, OpenMode mode) override {
    FLOTILLA_TRY(auto file, real_.open(path, mode));
    return std::unique_ptr<File>(std::make_unique<Watched>(std::move(file), *this));
  }
  Status createDirectories(const Path& path) override { return real_.createDirectories(path); }
  Status rename(const Path& from, const Path& to) override { return real_.rename(from, to); }
  Status remove(const Path& path) override { return real_.remove(path); }
  Status removeAll(const Path& path) override { return real_.removeAll(path); }
  Status syncDirectory(const Path& path) override { return real_.syncDirectory(path); }
  bool exists(const Path& path) override { return real_.exists(path); }
  Result<std::vector<std::string>> list(const Path& directory) override { return real_.list(directory); }
  Result<std::uint64_t> freeBytes(const Path& path) override {
    if (free) return *free;
    return real_.freeBytes(path);
  }

 private:
  class Watched final : public File {
   public:
    Watched(std::unique_ptr<File> real, FaultyFiles& owner) : real_(std::move(real)), owner_(owner) {}
    Status write(std::uint64_t offset, std::string_view bytes) override { return real_->write(offset, bytes); }
    Result<std::string> read(std::uint64_t offset, std::size_t count) override { return real_->read(offset, count); }
    Result<std::uint64_t> size() override { return real_->size(); }
    Status truncate(std::uint64_t size) override { return real_->truncate(size); }
    Status makeExecutable() override { return real_->makeExecutable(); }
    Status sync() override {
      ++owner_.syncs;
      if (owner_.syncFails) return internalError("io_error", "sync failed");
      return real_->sync();
    }

   private:
    std::unique_ptr<File> real_;
    FaultyFiles& owner_;
  };
  SystemFiles real_;
};

// A certificate authority, a node with a certificate of it, and a folder with a server that belongs to it.
struct Registry {
  TimePoint now = SystemClock().now();
  CertificateAuthority authority = CertificateAuthority::create("test", now - std::chrono::hours(1));
  IdentityKey nodeKey = IdentityKey::generate();
  QTemporaryDir dir;
  QProcess process;
  std::uint16_t port = 0;

  ~Registry() {
    process.closeWriteChannel();
    process.waitForFinished();
  }

  std::string nodeCertificate(const CertificateAuthority& issuer) const {
    return issuer.issueNode(*parseRequest(nodeKey.makeRequest()), NodeId("0190a5d0-0000-7000-8000-000000000001"),
                            now - std::chrono::hours(1), now + std::chrono::hours(1));
  }

  bool start(const QStringList& options = {}, const std::string& host = "127.0.0.1") {
    const IdentityKey serverKey = IdentityKey::generate();
    write("server.pem",
          authority.issueServer(serverKey, {host}, now - std::chrono::hours(1), now + std::chrono::hours(1)));
    write("server.key", serverKey.toPem());
    write("ca.pem", authority.certificatePem());
    const QString script = QStringLiteral(FLOTILLA_SOURCE_DIR "/tests/agent_platform/https_server.py");
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start("python3", QStringList{script, dir.path()} + options);
    if (!process.waitForReadyRead(20'000)) return false;
    port = static_cast<std::uint16_t>(process.readLine().trimmed().toInt());
    return port != 0;
  }

  Digest serve(const std::string& content, const std::string& mode) {
    const Digest digest = sha256(content);
    write(digest.hex(), content);
    write(digest.hex() + ".mode", mode);
    return digest;
  }

  void write(const std::string& name, const std::string& content) const {
    QFile file(dir.filePath(QString::fromStdString(name)));
    if (!file.open(QIODevice::WriteOnly)) qFatal("cannot write %s", name.c_str());
    file.write(QByteArray::fromStdString(content));
  }

  // The Range headers that came, "-" for none.
  QStringList ranges() const {
    QFile log(dir.filePath("requests.log"));
    QStringList out;
    if (!log.open(QIODevice::ReadOnly)) return out;
    for (const QByteArray& line : log.readAll().split('\n'))
      if (!line.isEmpty()) out += QString::fromUtf8(line.mid(line.indexOf(' ') + 1));
    return out;
  }
};

// Accepts connections, because the kernel does that by itself, and never says a word.
class SilentServer {
 public:
  SilentServer() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    const bool listening = ::bind(socket_, generic, size) == 0 && ::listen(socket_, 4) == 0;
    if (listening && ::getsockname(socket_, generic, &size) == 0) port_ = ::ntohs(address.sin_port);
  }
  ~SilentServer() { ::close(socket_); }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;
  std::uint16_t port() const { return port_; }

 private:
  int socket_;
  std::uint16_t port_ = 0;
};

std::string someBytes(std::size_t size) {
  std::string out(size, '\0');
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<char>(i * 31 + i / 251);
  return out;
}

}  // namespace

class TstDownloader : public QObject {
  Q_OBJECT

 private:
  QtLoop loop_;
  FaultyFiles files_;
  std::unique_ptr<Registry> registry_;
  std::unique_ptr<QTemporaryDir> folder_;
  const std::string content_ = someBytes(300'000);

  Path part() const { return Path(folder_->path().toStdString()) / "x.part"; }
  void leave(const std::string& bytes) {
    auto file = files_.open(part(), OpenMode::Create);
    QVERIFY(file.ok() && (*file)->truncate(0).ok() && (*file)->write(0, bytes).ok());
  }
  std::string found() {
    auto bytes = files_.readAll(part(), 1 << 30);
    return bytes ? *bytes : "(" + bytes.error().reason + ")";
  }

  std::unique_ptr<CurlDownloader> downloader(DownloaderConfig config = {}) {
    if (config.host.empty()) config.host = "127.0.0.1";
    if (config.port == 0) config.port = registry_->port;
    auto made = std::make_unique<CurlDownloader>(config, files_, loop_);
    made->setIdentity(registry_->nodeCertificate(registry_->authority), registry_->nodeKey.toPem(),
                      registry_->authority.certificatePem());
    return made;
  }

  // "ok" or the reason.
  std::string fetched(CurlDownloader& from, const Digest& digest, std::uint64_t length) {
    std::optional<Status> answer;
    from.fetch(digest, length, part(), [&](Status status) { answer = std::move(status); });
    if (!QTest::qWaitFor([&] { return answer.has_value(); }, 30'000)) {
      from.cancel();
      return "no answer";
    }
    message_ = answer->ok() ? "" : answer->error().message;
    return answer->ok() ? "ok" : answer->error().reason;
  }
  std::string message_;

 private slots:
  void initTestCase() {
    registry_ = std::make_unique<Registry>();
    QVERIFY(registry_->start());
  }
  void cleanupTestCase() { registry_.reset(); }
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    files_.free.reset();
    files_.syncFails = false;
    files_.syncs = 0;
    QFile::remove(registry_->dir.filePath("requests.log"));
  }

  void content_arrives_byte_for_byte() {
    const Digest digest = registry_->serve(content_, "normal");
    QCOMPARE(fetched(*downloader(), digest, content_.size()), std::string("ok"));
    QVERIFY(found() == content_);
    QCOMPARE(registry_->ranges(), QStringList{"-"});
    QVERIFY(files_.syncs >= 1);
  }

  void a_download_resumes_where_it_stopped() {
    const Digest digest = registry_->serve(content_, "normal");
    leave(content_.substr(0, 100'000));
    QCOMPARE(fetched(*downloader(), digest, content_.size()), std::string("ok"));
    QVERIFY(found() == content_);
    QCOMPARE(registry_->ranges(), QStringList{"bytes=100000-"});
  }

  void a_limited_download_is_slower_than_another_one() {
    const Digest digest = registry_->serve(content_, "normal");
    const auto limited = downloader();
    limited->limitTo(2 << 10);
    bool ended = false;
    limited->fetch(digest, content_.size(), part().string() + ".slow", [&](const Status&) { ended = true; });
    QVERIFY(QTest::qWaitFor([&] { return registry_->ranges().size() == 1; }, 30'000));
    QCOMPARE(fetched(*downloader(), digest, content_.size()), std::string("ok"));
    QVERIFY(!ended);
    limited->cancel();
  }

  void a_broken_connection_keeps_what_arrived_and_the_next_attempt_continues() {
    const Digest digest = registry_->serve(content_, "cut 120000");
    const auto from = downloader();
    QCOMPARE(fetched(*from, digest, content_.size()), std::string("source_unavailable"));
    QVERIFY(found() == content_.substr(0, 120'000));
    QCOMPARE(fetched(*from, digest, content_.size()), std::string("source_unavailable"));
    QVERIFY(found() == content_.substr(0, 240'000));
    QCOMPARE(fetched(*from, digest, content_.size()), std::string("ok"));
    QVERIFY(found() == content_);
    QCOMPARE(registry_->ranges(), (QStringList{"-", "bytes=120000-", "bytes=240000-"}));
  }

  void a_source_that_ignores_the_range_makes_it_start_over() {
    const Digest digest = registry_->serve(content_, "whole");
    leave(std::string(100'000, '?'));
    QCOMPARE(fetched(*downloader(), digest, content_.size()), std::string("ok"));
    QVERIFY(found() == content_);
  }

  void a_whole_file_is_not_asked_for_again() {
    const Digest digest = registry_->serve(content_, "normal");
    leave(content_);
    QCOMPARE(fetched(*downloader(), digest, content_.size()), std::string("ok"));
    QVERIFY(registry_->ranges().isEmpty());
  }

  void a_file_that_is_too_long_already_starts_over() {
    const Digest digest = registry_->serve(content_, "normal");
    leave(content_ + "x");
    QCOMPARE(fetched(*downloader(), digest, content_.size()), std::string("ok"));
    QVERIFY(found() == content_);
  }

  void a_source_that_misbehaves_is_refused_data() {
    QTest::addColumn<QByteArray>("mode");
    QTest::addColumn<int>("have");
    QTest::addColumn<int>("lengthOff");  // what we think of the length, minus what it is
    QTest::addColumn<QByteArray>("reason");
    QTest::addColumn<bool>("kept");  // what was there before stays as it was
    const auto row = [](const char* name, const char* mode, int have, int lengthOff, const char* reason, bool kept) {
      QTest::newRow(name) << QByteArray(mode) << have << lengthOff << QByteArray(reason) << kept;
    };
    row("missing", "status 404", 0, 0, "not_found", true);
    row("forbidden", "status 403", 10, 0, "source_denied", true);
    row("broken", "status 500", 10, 0, "source_unavailable", true);
    row("busy", "status 503", 10, 0, "source_unavailable", true);
    row("elsewhere", "redirect https://127.0.0.1:1/", 10, 0, "source_unavailable", true);
    row("a local file instead", "redirect file:///etc/hostname", 0, 0, "source_unavailable", true);
    row("range of another place", "range bytes 0-299999/300000", 10, 0, "source_unavailable", true);
    row("range of another end", "range bytes 10-200/300000", 10, 0, "source_unavailable", true);
    row("range of another whole", "range bytes 10-299999/300001", 10, 0, "V29_too_long", true);
    row("range without sense", "range kilometres 1", 10, 0, "source_unavailable", true);
    row("a part nobody asked for", "range bytes 0-299999/300000", 0, 0, "source_unavailable", true);
    row("one byte too long", "normal", 0, -1, "V29_too_long", true);
    row("one byte too short", "normal", 0, 1, "V32_too_short", true);
    row("one byte too long, length unsaid", "unframed", 0, -1, "V29_too_long", false);
    row("one byte too short, length unsaid", "unframed", 0, 1, "V32_too_short", false);
    row("shorter than what is there", "normal", 300'000, 1, "V32_too_short", true);
    row("endless body", "endless", 0, 0, "V29_too_long", false);
    row("endless head", "endless_head", 0, 0, "source_unavailable", true);
    row("compressed", "gzip", 0, 0, "source_unavailable", true);
  }
  void a_source_that_misbehaves_is_refused() {
    QFETCH(QByteArray, mode);
    QFETCH(int, have);
    QFETCH(int, lengthOff);
    QFETCH(QByteArray, reason);
    QFETCH(bool, kept);
    const Digest digest = registry_->serve(content_, mode.toStdString());
    const std::string before = content_.substr(0, static_cast<std::size_t>(have));
    leave(before);
    const std::uint64_t length = content_.size() + static_cast<std::uint64_t>(lengthOff);
    QCOMPARE(QByteArray::fromStdString(fetched(*downloader(), digest, length)), reason);
    QVERIFY(!message_.empty());
    QCOMPARE(registry_->ranges().size(), 1);
    QVERIFY(found().size() <= length);
    if (kept) QVERIFY(found() == before);
    if (reason == "V29_too_long" && !kept) QVERIFY(found().empty());
  }

  void a_slow_source_is_given_up_and_what_came_stays() {
    const Digest digest = registry_->serve(content_, "stall 1000");
    const auto from = downloader({.slowWindow = std::chrono::seconds(1)});
    QCOMPARE(fetched(*from, digest, content_.size()), std::string("V30_too_slow"));
    QVERIFY(found() == content_.substr(0, 1000));
  }

  void too_little_space_is_noticed_before_the_first_byte() {
    const Digest digest = registry_->serve(content_, "normal");
    leave(content_.substr(0, 100'000));
    const auto from = downloader({.diskReserve = 50'000});
    files_.free = 249'999;
    QCOMPARE(fetched(*from, digest, content_.size()), std::string("V29_disk_full"));
    files_.free = 10;
    QCOMPARE(fetched(*from, digest, content_.size()), std::string("V29_disk_full"));
    QVERIFY(registry_->ranges().isEmpty());
    files_.free = 250'000;
    QCOMPARE(fetched(*from, digest, content_.size()), std::string("ok"));
    leave("");
    files_.free = 1'000'000;
    QCOMPARE(fetched(*from, digest, ~std::uint64_t{0}), std::string("V29_disk_full"));
  }

  void a_failed_sync_drops_the_file() {
    const Digest digest = registry_->serve(content_, "normal");
    files_.syncFails = true;
    QCOMPARE(fetched(*downloader(), digest, content_.size()), std::string("io_error"));
    QVERIFY(!files_.exists(part()));
  }

  void a_long_download_is_synchronised_on_the_way() {
    const std::string big = someBytes(20 << 20);
    const Digest digest = registry_->serve(big, "normal");
    QCOMPARE(fetched(*downloader(), digest, big.size()), std::string("ok"));
    QVERIFY(found() == big);
    QCOMPARE(files_.syncs, 3);
  }

  void a_link_in_the_place_of_the_file_is_not_followed() {
    const Digest digest = registry_->serve(content_, "normal");
    const Path victim = Path(folder_->path().toStdString()) / "victim";
    QVERIFY(files_.open(victim, OpenMode::Create).ok());
    std::filesystem::create_symlink(victim, part());
    QCOMPARE(fetched(*downloader(), digest, content_.size()), std::string("no_permission"));
    QVERIFY(registry_->ranges().isEmpty());
  }

  void only_a_certificate_of_the_fleet_gets_in() {
    const Digest digest = registry_->serve(content_, "normal");
    const auto stranger = CertificateAuthority::create("stranger", registry_->now - std::chrono::hours(1));
    const auto from = downloader();
    from->setIdentity(registry_->nodeCertificate(stranger), registry_->nodeKey.toPem(),
                      registry_->authority.certificatePem());
    QCOMPARE(fetched(*from, digest, content_.size()), std::string("source_unavailable"));
    // A renewed identity counts from the next request on.
    from->setIdentity(registry_->nodeCertificate(registry_->authority), registry_->nodeKey.toPem(),
                      registry_->authority.certificatePem());
    QCOMPARE(fetched(*from, digest, content_.size()), std::string("ok"));
  }

  void a_server_of_another_authority_is_refused() {
    const Digest digest = registry_->serve(content_, "normal");
    const auto stranger = CertificateAuthority::create("stranger", registry_->now - std::chrono::hours(1));
    const auto from = downloader();
    from->setIdentity(registry_->nodeCertificate(registry_->authority), registry_->nodeKey.toPem(),
                      stranger.certificatePem());
    QCOMPARE(fetched(*from, digest, content_.size()), std::string("source_unavailable"));
    QVERIFY(registry_->ranges().isEmpty());
  }

  void a_server_certificate_for_another_host_is_refused() {
    Registry other;
    QVERIFY(other.start({}, "registry.example"));
    const Digest digest = other.serve(content_, "normal");
    const auto from = downloader({.port = other.port});
    from->setIdentity(other.nodeCertificate(other.authority), other.nodeKey.toPem(), other.authority.certificatePem());
    QCOMPARE(fetched(*from, digest, content_.size()), std::string("source_unavailable"));
    QVERIFY(other.ranges().isEmpty());
  }

  void a_server_without_tls_1_3_is_refused() {
    Registry old;
    QVERIFY(old.start({"--tls12"}));
    const Digest digest = old.serve(content_, "normal");
    const auto from = downloader({.port = old.port});
    from->setIdentity(old.nodeCertificate(old.authority), old.nodeKey.toPem(), old.authority.certificatePem());
    QCOMPARE(fetched(*from, digest, content_.size()), std::string("source_unavailable"));
    QVERIFY(old.ranges().isEmpty());
  }

  void without_an_identity_or_a_server_it_is_a_matter_of_waiting() {
    const Digest digest = registry_->serve(content_, "normal");
    CurlDownloader nameless({.host = "127.0.0.1", .port = registry_->port}, files_, loop_);
    QCOMPARE(fetched(nameless, digest, content_.size()), std::string("source_unavailable"));
    QCOMPARE(fetched(*downloader({.port = 1}), digest, content_.size()), std::string("source_unavailable"));
  }

  void a_server_that_never_answers_the_handshake_times_out() {
    const SilentServer silent;
    QVERIFY(silent.port() != 0);
    const auto from = downloader({.port = silent.port(), .connectTimeout = std::chrono::milliseconds(300)});
    QCOMPARE(fetched(*from, sha256("x"), 1), std::string("source_unavailable"));
  }

  void cancelling_ends_the_transfer_and_says_nothing() {
    const Digest stalled = registry_->serve(content_, "stall 1000");
    const std::string other = someBytes(5000);
    const Digest good = registry_->serve(other, "normal");
    const auto from = downloader();
    bool called = false;
    from->fetch(stalled, content_.size(), part(), [&](const Status&) { called = true; });
    QTRY_COMPARE(registry_->ranges().size(), 1);
    from->cancel();
    // The thread is free for the next one long before the stalled transfer would have been given up.
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(fetched(*from, good, other.size()), std::string("ok"));
    QVERIFY(timer.elapsed() < 10'000);
    QVERIFY(!called);
    QVERIFY(found() == other);
  }

  void a_new_fetch_abandons_the_one_before() {
    const Digest stalled = registry_->serve(content_, "stall 1000");
    const std::string other = someBytes(5000);
    const Digest good = registry_->serve(other, "normal");
    const auto from = downloader();
    bool called = false;
    from->fetch(stalled, content_.size(), part(), [&](const Status&) { called = true; });
    QTRY_COMPARE(registry_->ranges().size(), 1);
    QCOMPARE(fetched(*from, good, other.size()), std::string("ok"));
    QVERIFY(!called);
  }

  void destroying_it_ends_the_transfer_at_once() {
    const Digest stalled = registry_->serve(content_, "stall 1000");
    auto from = downloader();
    bool called = false;
    from->fetch(stalled, content_.size(), part(), [&](const Status&) { called = true; });
    QTRY_COMPARE(registry_->ranges().size(), 1);
    QElapsedTimer timer;
    timer.start();
    from.reset();
    QVERIFY(timer.elapsed() < 5'000);
    for (int i = 0; i < 10; ++i) QCoreApplication::processEvents();
    QVERIFY(!called);
  }

  void the_answer_may_start_the_next_fetch() {
    const std::string other = someBytes(5000);
    const Digest first = registry_->serve(content_, "normal");
    const Digest second = registry_->serve(other, "normal");
    const auto from = downloader();
    std::vector<bool> answers;
    from->fetch(first, content_.size(), part(), [&](const Status& one) {
      answers.push_back(one.ok());
      std::filesystem::remove(part());
      from->fetch(second, other.size(), part(), [&](const Status& two) { answers.push_back(two.ok()); });
    });
    QTRY_COMPARE(answers.size(), std::size_t{2});
    QVERIFY(answers[0] && answers[1]);
    QVERIFY(found() == other);
  }
};

QTEST_GUILESS_MAIN(TstDownloader)
#include "tst_downloader.moc"
