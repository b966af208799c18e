#include <QtTest>

#include "services/controlplane/http/registry_route.h"

using namespace flotilla;
using namespace flotilla::controlplane;

namespace {

const std::string kDigest = "sha256:" + std::string(64, 'a');

}  // namespace

class TstRegistryRoute : public QObject {
  Q_OBJECT

 private slots:
  void each_address_names_its_call_data() {
    QTest::addColumn<QString>("target");
    QTest::addColumn<int>("call");
    QTest::addColumn<QString>("repository");
    QTest::addColumn<QString>("reference");
    const QString digest = QString::fromStdString(kDigest);
    QTest::newRow("ping") << "/v2/" << int(RegistryCall::Ping) << ""
                          << "";
    QTest::newRow("ping without slash") << "/v2" << int(RegistryCall::Ping) << ""
                                        << "";
    QTest::newRow("blob") << "/v2/a/blobs/" + digest << int(RegistryCall::Blob) << "a" << digest;
    QTest::newRow("nested") << "/v2/a/b-c/d__e/blobs/" + digest << int(RegistryCall::Blob) << "a/b-c/d__e" << digest;
    QTest::newRow("manifest") << "/v2/a/manifests/" + digest << int(RegistryCall::Manifest) << "a" << digest;
    QTest::newRow("tag") << "/v2/a/manifests/latest" << int(RegistryCall::Manifest) << "a"
                         << "latest";
    QTest::newRow("start") << "/v2/a/blobs/uploads/" << int(RegistryCall::StartUpload) << "a"
                           << "";
    QTest::newRow("start without slash") << "/v2/a/blobs/uploads" << int(RegistryCall::StartUpload) << "a"
                                         << "uploads";
    QTest::newRow("upload") << "/v2/a/blobs/uploads/0f1e" << int(RegistryCall::Upload) << "a"
                            << "0f1e";
    QTest::newRow("a repository called blobs") << "/v2/blobs/blobs/x" << int(RegistryCall::Blob) << "blobs"
                                               << "x";
  }
  void each_address_names_its_call() {
    QFETCH(QString, target);
    QFETCH(QString, repository);
    QFETCH(QString, reference);
    const auto route = parseRoute(target.toStdString());
    QVERIFY(route);
    QTEST(int(route->call), "call");
    QCOMPARE(QString::fromStdString(route->repository), repository);
    QCOMPARE(QString::fromStdString(route->reference), reference);
  }

  void odd_addresses_are_refused_data() {
    QTest::addColumn<QString>("target");
    QTest::addColumn<QString>("reason");
    QTest::newRow("encoded dots") << "/v2/%2e%2e/blobs/x"
                                  << "bad_target";
    QTest::newRow("overlong utf-8") << "/v2/%c0%ae%c0%ae/blobs/x"
                                    << "bad_target";
    QTest::newRow("encoded slash") << "/v2/a%2fb/blobs/x"
                                   << "bad_target";
    QTest::newRow("encoded NUL") << "/v2/a%00/blobs/x"
                                 << "bad_target";
    QTest::newRow("backslash") << "/v2/a\\b/blobs/x"
                               << "bad_target";
    QTest::newRow("dots") << "/v2/../blobs/x"
                          << "bad_repository";
    QTest::newRow("dots inside") << "/v2/a/../b/blobs/x"
                                 << "bad_repository";
    QTest::newRow("two dots in a name") << "/v2/a..b/blobs/x"
                                        << "bad_repository";
    QTest::newRow("double slash") << "/v2//a/blobs/x"
                                  << "bad_repository";
    QTest::newRow("leading double slash") << "//v2/a/blobs/x"
                                          << "no_route";
    QTest::newRow("no name") << "/v2/blobs/x"
                             << "bad_repository";
    QTest::newRow("no name with slash") << "/v2//blobs/x"
                                        << "bad_repository";
    QTest::newRow("capital") << "/v2/A/blobs/x"
                             << "bad_repository";
    QTest::newRow("trailing dash") << "/v2/a-/blobs/x"
                                   << "bad_repository";
    QTest::newRow("three underscores") << "/v2/a___b/blobs/x"
                                       << "bad_repository";
    QTest::newRow("long name") << "/v2/" + QString(256, 'a') + "/blobs/x"
                               << "bad_repository";
    QTest::newRow("absolute form") << "https://host/v2/"
                                   << "bad_target";
    QTest::newRow("asterisk") << "*"
                              << "bad_target";
    QTest::newRow("empty") << ""
                           << "bad_target";
    QTest::newRow("fragment") << "/v2/#x"
                              << "bad_target";
    QTest::newRow("another place") << "/index.html"
                                   << "no_route";
    QTest::newRow("tags") << "/v2/a/tags/list"
                          << "no_route";
    QTest::newRow("catalog") << "/v2/_catalog"
                             << "no_route";
    QTest::newRow("two digests") << "/v2/a/blobs/uploads/1?digest=a&digest=b"
                                 << "bad_target";
    QTest::newRow("bad encoding in query") << "/v2/a/blobs/uploads/1?digest=%zz"
                                           << "bad_target";
    QTest::newRow("cut encoding in query") << "/v2/a/blobs/uploads/1?digest=%4"
                                           << "bad_target";
  }
  void odd_addresses_are_refused() {
    QFETCH(QString, target);
    const auto route = parseRoute(target.toStdString());
    QVERIFY(!route);
    QTEST(QString::fromStdString(route.error().reason), "reason");
  }

  void the_digest_of_the_query_is_decoded() {
    const auto route = parseRoute("/v2/a/blobs/uploads/1?mount=x&digest=sha256%3A" + std::string(64, 'a') + "&n=1");
    QVERIFY(route);
    QCOMPARE(route->digest.value_or(""), kDigest);
  }

  void ranges_data() {
    QTest::addColumn<QString>("header");
    QTest::addColumn<qint64>("offset");  // -1: the whole, -2: unsatisfiable
    QTest::addColumn<qint64>("length");
    QTest::newRow("first byte") << "bytes=0-0" << qint64{0} << qint64{1};
    QTest::newRow("middle") << "bytes=10-19" << qint64{10} << qint64{10};
    QTest::newRow("to the end") << "bytes=90-" << qint64{90} << qint64{10};
    QTest::newRow("past the end") << "bytes=90-1000" << qint64{90} << qint64{10};
    QTest::newRow("far past the end") << "bytes=90-99999999999999999999999" << qint64{90} << qint64{10};
    QTest::newRow("suffix") << "bytes=-5" << qint64{95} << qint64{5};
    QTest::newRow("long suffix") << "bytes=-500" << qint64{0} << qint64{100};
    QTest::newRow("starts at the end") << "bytes=100-" << qint64{-2} << qint64{0};
    QTest::newRow("starts beyond 64 bits") << "bytes=99999999999999999999999-" << qint64{-2} << qint64{0};
    QTest::newRow("suffix of nothing") << "bytes=-0" << qint64{-2} << qint64{0};
    QTest::newRow("backwards") << "bytes=20-10" << qint64{-1} << qint64{0};
    QTest::newRow("two ranges") << "bytes=0-1,5-6" << qint64{-1} << qint64{0};
    QTest::newRow("no numbers") << "bytes=-" << qint64{-1} << qint64{0};
    QTest::newRow("sign") << "bytes=+1-5" << qint64{-1} << qint64{0};
    QTest::newRow("another unit") << "lines=1-5" << qint64{-1} << qint64{0};
    QTest::newRow("absent") << "" << qint64{-1} << qint64{0};
  }
  void ranges() {
    QFETCH(QString, header);
    QFETCH(qint64, offset);
    const auto range = parseRange(header.toStdString(), 100);
    QCOMPARE(range.ok(), offset != -2);
    if (!range) return;
    QCOMPARE(range->has_value(), offset >= 0);
    if (offset < 0) return;
    QCOMPARE(qint64((*range)->offset), offset);
    QTEST(qint64((*range)->length), "length");
  }

  void nothing_of_an_empty_content_can_be_asked_for() {
    QVERIFY(!parseRange("bytes=0-", 0));
    QVERIFY(!parseRange("bytes=-1", 0));
  }
};

QTEST_GUILESS_MAIN(TstRegistryRoute)
#include "tst_registry_route.moc"
