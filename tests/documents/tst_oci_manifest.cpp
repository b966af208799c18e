#include <QtTest>

#include "services/documents/oci_manifest.h"
#include "tests/documents/documents_under_test.h"

using namespace flotilla;
using namespace flotilla::testing;

namespace {

BundleManifest example() {
  return {ArtifactName("meter-reader"),
          {2, 0, 1},
          "x86_64",
          {{"model.onnx", digestOf(0xAB), 70'000}, {"labels.txt", digestOf(0x01), 0}}};
}

BundleManifest withFiles(const std::vector<std::string>& names) {
  BundleManifest manifest = example();
  manifest.files.clear();
  for (const std::string& name : names) manifest.files.push_back({name, digestOf(0x05), 1});
  return manifest;
}

std::vector<std::string> manyNames(int count) {
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) names.push_back("file-" + std::to_string(i) + "-");
  return names;
}

}  // namespace

class TstOciManifest : public QObject {
  Q_OBJECT

 private slots:
  void writes_the_manifest_in_these_bytes();
  void reads_back_what_it_wrote();
  void reads_back_random_manifests();
  void refuses_file_names_data();
  void refuses_file_names();
  void takes_64_files_and_refuses_65();
  void refuses_manifests_data();
  void refuses_manifests();
  void survives_damage();
};

void TstOciManifest::writes_the_manifest_in_these_bytes() {
  QCOMPARE(
      encodeManifest(example()),
      R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",)"
      R"("artifactType":"application/vnd.flotilla.bundle.v1","config":{"mediaType":"application/vnd.oci.empty.v1+json",)"
      R"("digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2,"data":"e30="},)"
      R"("layers":[{"mediaType":"application/octet-stream","digest":")" +
          digestOf(0xAB).toString() +
          R"(","size":70000,"annotations":{"org.opencontainers.image.title":"model.onnx"}},)"
          R"({"mediaType":"application/octet-stream","digest":")" +
          digestOf(0x01).toString() +
          R"(","size":0,"annotations":{"org.opencontainers.image.title":"labels.txt"}}],)"
          R"("annotations":{"org.flotilla.artifact":"meter-reader","org.flotilla.version":"2.0.1","org.flotilla.hardware":"x86_64"}})");
}

void TstOciManifest::reads_back_what_it_wrote() {
  const auto read = parseManifest(encodeManifest(example()));
  QVERIFY(read.ok());
  QVERIFY(*read == example());
}

void TstOciManifest::reads_back_random_manifests() {
  auto random = seededRandom();
  for (int i = 0; i < 300; ++i) {
    BundleManifest manifest = withFiles(manyNames(1 + static_cast<int>(below(random, 64))));
    for (BundleFile& file : manifest.files) {
      file.length = below(random, kLargest + 1);
      file.digest = digestOf(static_cast<std::uint8_t>(below(random, 256)));
      file.name.resize(file.name.size() + below(random, 90), "aZ09._-"[below(random, 7)]);
    }
    const auto read = parseManifest(encodeManifest(manifest));
    QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
    QVERIFY(*read == manifest);
  }
}

void TstOciManifest::refuses_file_names_data() {
  QTest::addColumn<QString>("name");
  const std::vector<std::string> names = {"",
                                          ".",
                                          "..",
                                          ".hidden",
                                          "../x",
                                          "/etc/passwd",
                                          "a/b",
                                          "C:\\x",
                                          "a b",
                                          "a\nb",
                                          std::string(101, 'a'),
                                          std::string("a\0b", 3),
                                          "caf\xC3\xA9",
                                          "a%2f"};
  for (const std::string& name : names)
    QTest::addRow("\"%.20s\" %d", name.c_str(), int(name.size())) << QString::fromStdString(name);
}

void TstOciManifest::refuses_file_names() {
  QFETCH(QString, name);
  const auto read = parseManifest(encodeManifest(withFiles({"good", name.toStdString()})));
  QVERIFY(!read.ok());
  QCOMPARE(read.error().reason, std::string("V19_bad_value"));
  QCOMPARE(read.error().field, std::string("layers[1].annotations.org.opencontainers.image.title"));
}

void TstOciManifest::takes_64_files_and_refuses_65() {
  QVERIFY(parseManifest(encodeManifest(withFiles(manyNames(64)))).ok());
  QCOMPARE(parseManifest(encodeManifest(withFiles(manyNames(65)))).error().field, std::string("layers"));
}

void TstOciManifest::refuses_manifests_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QString>("reason");
  QTest::addColumn<QString>("field");
  const std::string good = encodeManifest(example());
  const auto row = [](const char* name, const std::string& text, const char* reason, const char* field) {
    QTest::newRow(name) << QByteArray::fromStdString(text) << reason << field;
  };
  row("no files", encodeManifest(withFiles({})), "V19_bad_value", "layers");
  row("names equal", encodeManifest(withFiles({"a", "b", "a"})), "V19_bad_value", "layers[2].annotations");
  row("names equal after folding", encodeManifest(withFiles({"Model", "mODEL"})), "V19_bad_value",
      "layers[1].annotations");
  row("schema 1", replaced(good, "\"schemaVersion\":2", "\"schemaVersion\":1"), "V19_bad_value", "schemaVersion");
  row("an index", replaced(good, "image.manifest", "image.index"), "V19_bad_value", "mediaType");
  row("other artifact type", replaced(good, "flotilla.bundle.v1", "flotilla.bundle.v2"), "V19_bad_value",
      "artifactType");
  row("config that is not empty", replaced(good, "\"size\":2", "\"size\":3"), "V19_bad_value", "config.size");
  row("config with another digest", replaced(good, "sha256:44", "sha256:45"), "V19_bad_value", "config.digest");
  row("config with other data", replaced(good, "e30=", "e30"), "V19_bad_value", "config.data");
  row("compressed layer", replaced(good, "octet-stream", "gzip"), "V19_bad_value", "layers[0].mediaType");
  row("layer without digest", replaced(good, "\"digest\":\"" + digestOf(0xAB).toString() + "\",", ""),
      "V19_missing_key", "layers[0].digest");
  row("layer with empty digest", replaced(good, digestOf(0xAB).toString(), ""), "V19_bad_value", "layers[0].digest");
  row("layer with negative size", replaced(good, ":70000", ":-1"), "V19_bad_value", "layers[0].size");
  row("layer of 2^53", replaced(good, ":70000", ":9007199254740992"), "V19_integer_range", "layers[0].size");
  row("layer with other urls", replaced(good, ":70000", ":70000,\"urls\":[]"), "V19_unknown_key", "layers[0].urls");
  row("subject", replaced(good, "\"layers\"", "\"subject\":{},\"layers\""), "V19_unknown_key", "subject");
  row("more annotations", replaced(good, "\"org.flotilla.artifact\"", "\"x\":\"\",\"org.flotilla.artifact\""),
      "V19_unknown_key", "annotations.x");
  row("duplicate layers", replaced(good, "\"layers\"", "\"layers\":[],\"layers\""), "V19_duplicate_key", "layers");
  row("byte order mark", "\xEF\xBB\xBF" + good, "V19_byte_order_mark", "");
  row("trailing data", good + "x", "V19_trailing_data", "");
}

void TstOciManifest::refuses_manifests() {
  QFETCH(QByteArray, text);
  const auto read = parseManifest(text.toStdString());
  QVERIFY(!read.ok());
  QTEST(QString::fromStdString(read.error().reason), "reason");
  QTEST(QString::fromStdString(read.error().field), "field");
}

void TstOciManifest::survives_damage() {
  auto random = seededRandom();
  const std::string good = encodeManifest(example());
  for (std::size_t length = 0; length < good.size(); ++length) QVERIFY(!parseManifest(good.substr(0, length)).ok());
  for (int i = 0; i < 4'000; ++i) {
    const auto read = parseManifest(damaged(good, random));
    if (!read.ok()) QVERIFY(read.error().reason.starts_with("V19_"));
  }
}

QTEST_GUILESS_MAIN(TstOciManifest)
#include "tst_oci_manifest.moc"
