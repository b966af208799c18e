#include <QTemporaryDir>
#include <QtTest>

#include "services/crypto/hash.h"
#include "tests/crypto/crypto_support.h"

using namespace flotilla;

namespace {

std::unique_ptr<File> fileWith(const QTemporaryDir& dir, std::string_view content) {
  const Path path = Path(dir.path().toStdString()) / "content";
  SystemFiles files;
  if (!files.replace(path, content)) return nullptr;
  return files.open(path, OpenMode::Read).value();
}

}  // namespace

class TstHash : public QObject {
  Q_OBJECT

 private slots:
  void agrees_with_the_vectors_of_fips_180_data() {
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QString>("hex");
    QTest::newRow("empty") << QByteArray() << "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    QTest::newRow("abc") << QByteArray("abc") << "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    QTest::newRow("a million a") << QByteArray(1'000'000, 'a')
                                 << "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
  }
  void agrees_with_the_vectors_of_fips_180() {
    QFETCH(QByteArray, input);
    QFETCH(QString, hex);
    QCOMPARE(QString::fromStdString(sha256(input.toStdString()).hex()), hex);
  }

  void gives_the_same_digest_in_pieces() {
    Sha256 hash;
    hash.update("a");
    hash.update("");
    Sha256 moved = std::move(hash);
    moved.update("bc");
    QCOMPARE(moved.finish().toString(), sha256("abc").toString());
  }

  void compares_secrets_by_content_and_length() {
    QVERIFY(equalSecrets("secret", "secret"));
    QVERIFY(equalSecrets("", ""));
    QVERIFY(!equalSecrets("secret", "secreT"));
    QVERIFY(!equalSecrets("secret", "secret "));
  }

  void hashes_the_first_bytes_of_a_file_across_pieces() {
    const QTemporaryDir dir;
    const std::string content(600'000, 'x');
    const auto file = fileWith(dir, content);
    QVERIFY(file != nullptr);
    QCOMPARE(sha256(*file, content.size()).value().toString(), sha256(content).toString());
    QCOMPARE(sha256(*file, 300'000).value().toString(), sha256(content.substr(0, 300'000)).toString());
    QCOMPARE(sha256(*file, 0).value().toString(), sha256("").toString());
  }

  void refuses_a_file_that_is_one_byte_short() {
    const QTemporaryDir dir;
    const auto file = fileWith(dir, "abc");
    QVERIFY(file != nullptr);
    QCOMPARE(reasonOf(sha256(*file, 4)), "file_too_short");
  }
};

QTEST_GUILESS_MAIN(TstHash)
#include "tst_hash.moc"
