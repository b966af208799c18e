#include <QtTest>

#include <sys/stat.h>

#include <fstream>

#include "services/crypto/dsse.h"
#include "services/crypto/hash.h"
#include "services/documents/oci_manifest.h"
#include "services/documents/signed_documents.h"
#include "services/publisher/bundle.h"
#include "tests/registry/full_disk.h"

using namespace flotilla;
using namespace flotilla::publisher;

namespace {

void writeFile(const Path& path, std::string_view content) {
  std::ofstream out(path, std::ios::binary);
  out << content;
}

const ArtifactName kArtifact("vision");
const Version kVersion{1, 2, 3};

}  // namespace

class TstBundle : public QObject {
  Q_OBJECT

  SystemFiles files_;
  std::unique_ptr<QTemporaryDir> folder_;
  Path root_;

  Path makeSource(const std::string& name) {
    std::filesystem::create_directory(root_ / name);
    writeFile(root_ / name / "model.onnx", "weights of " + name);
    writeFile(root_ / name / "labels.txt", "one\ntwo\n");
    return root_ / name;
  }
  Result<std::vector<Variant>> build(const std::vector<BundleSource>& sources, const std::string& layout = "layout") {
    return buildLayout(files_, kArtifact, kVersion, sources, root_ / layout);
  }
  std::string refusal(const Path& source) {
    const auto built = build({{source, "any"}});
    return built ? "ok" : built.error().reason;
  }
  // Every file of a folder with its content.
  static std::map<std::string, std::string> contentOf(const Path& folder) {
    std::map<std::string, std::string> out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      out[entry.path().lexically_relative(folder)] = {std::istreambuf_iterator<char>(in), {}};
    }
    return out;
  }

 private slots:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    root_ = folder_->path().toStdString();
  }

  void a_layout_holds_every_file_its_manifest_and_an_index() {
    const auto variants = build({{makeSource("a"), "any"}});
    QVERIFY(variants);
    QCOMPARE(variants->size(), std::size_t{1});
    const Variant& variant = variants->front();
    QCOMPARE(variant.bytes, std::uint64_t{12 + 8});

    auto content = contentOf(root_ / "layout");
    QCOMPARE(content.at("oci-layout"), std::string("{\"imageLayoutVersion\":\"1.0.0\"}"));
    const std::string manifest = content.at("blobs/sha256/" + variant.digest.hex());
    QCOMPARE(manifest.size(), variant.length);
    QCOMPARE(sha256(manifest), variant.digest);
    const auto parsed = parseManifest(manifest);
    QVERIFY(parsed);
    QCOMPARE(parsed->artifact, kArtifact);
    QCOMPARE(parsed->version, kVersion);
    QCOMPARE(parsed->files.size(), std::size_t{2});
    for (const BundleFile& file : parsed->files)
      QCOMPARE(content.at("blobs/sha256/" + file.digest.hex()).size(), file.length);
    QCOMPARE(content.at("blobs/sha256/" + sha256("{}").hex()), std::string("{}"));
    QVERIFY(content.at("index.json").find(variant.digest.toString()) != std::string::npos);
    QCOMPARE(content.size(), std::size_t{2 + 1 + 2 + 1});  // index and marker, manifest, two files, empty config
  }

  void the_same_folder_gives_the_same_bytes() {
    const Path source = makeSource("a");
    const Path other = makeSource("b");
    const auto first = build({{source, "any"}, {other, "x86_64"}}, "one");
    const auto second = build({{source, "any"}, {other, "x86_64"}}, "two");
    QVERIFY(first && second);
    QVERIFY(*first == *second);
    QVERIFY(contentOf(root_ / "one") == contentOf(root_ / "two"));
    QVERIFY(build({{source, "any"}, {other, "x86_64"}}, "one"));
    QVERIFY(contentOf(root_ / "one") == contentOf(root_ / "two"));
  }

  void a_second_version_joins_the_layout() {
    const Path source = makeSource("a");
    const auto first = build({{source, "any"}});
    const auto second = buildLayout(files_, kArtifact, Version{2, 0, 0}, {{source, "any"}}, root_ / "layout");
    QVERIFY(first && second);
    const std::string index = contentOf(root_ / "layout").at("index.json");
    QVERIFY(index.find(first->front().digest.toString()) < index.find(second->front().digest.toString()));
  }

  void an_independent_tool_reads_the_index_and_the_manifest() {
    const auto variants = build({{makeSource("a"), "any"}});
    QVERIFY(variants);
    QProcess python;
    python.start("python3",
                 {"-c",
                  "import json,sys,hashlib\n"
                  "root=sys.argv[1]\n"
                  "index=json.load(open(root+'/index.json'))\n"
                  "blob=lambda d: open(root+'/blobs/'+d['digest'].replace(':','/'),'rb').read()\n"
                  "for m in index['manifests']:\n"
                  "  doc=json.loads(blob(m))\n"
                  "  assert len(blob(m))==m['size'] and doc['schemaVersion']==2 and m['mediaType']==doc['mediaType']\n"
                  "  for d in [doc['config']]+doc['layers']:\n"
                  "    assert len(blob(d))==d['size'] and 'sha256:'+hashlib.sha256(blob(d)).hexdigest()==d['digest']\n"
                  "print('ok')\n",
                  QString::fromStdString((root_ / "layout").string())});
    QVERIFY(python.waitForFinished());
    QCOMPARE(python.readAllStandardOutput().trimmed(), QByteArray("ok"));
  }

  void a_folder_with_anything_but_plain_files_is_refused() {
    const Path link = makeSource("link");
    std::filesystem::create_symlink("/etc/hostname", link / "extra");
    QCOMPARE(refusal(link), std::string("not_a_plain_file"));
    const Path nested = makeSource("nested");
    std::filesystem::create_directory(nested / "inner");
    QCOMPARE(refusal(nested), std::string("not_a_plain_file"));
    const Path pipe = makeSource("pipe");
    QCOMPARE(::mkfifo((pipe / "extra").c_str(), 0600), 0);
    QCOMPARE(refusal(pipe), std::string("not_a_plain_file"));
    QVERIFY(!files_.exists(root_ / "layout"));
  }

  void odd_names_are_refused_data() {
    QTest::addColumn<QString>("name");
    QTest::newRow("hidden") << ".hidden";
    QTest::newRow("space") << "a b";
    QTest::newRow("newline") << "a\nb";
    QTest::newRow("backslash") << "a\\b";
    QTest::newRow("quote") << "a\"b";
    QTest::newRow("umlaut") << QString::fromUtf8("gr\xc3\xbc\xc3\x9f");
    QTest::newRow("long") << QString(101, 'a');
  }
  void odd_names_are_refused() {
    QFETCH(QString, name);
    const Path source = makeSource("a");
    writeFile(source / name.toStdString(), "x");
    QCOMPARE(refusal(source), std::string("bad_file_name"));
    QVERIFY(!files_.exists(root_ / "layout"));
  }

  void names_that_differ_only_in_case_are_refused() {
    const Path source = makeSource("a");
    writeFile(source / "MODEL.onnx", "x");
    QCOMPARE(refusal(source), std::string("same_file_name"));
  }

  void a_folder_has_between_one_and_64_files() {
    std::filesystem::create_directory(root_ / "many");
    QCOMPARE(refusal(root_ / "many"), std::string("empty_folder"));
    for (int i = 0; i < 64; ++i) writeFile(root_ / "many" / ("f" + std::to_string(i)), std::to_string(i));
    QCOMPARE(refusal(root_ / "many"), std::string("ok"));
    writeFile(root_ / "many" / "f64", "64");
    QCOMPARE(refusal(root_ / "many"), std::string("too_many_files"));
    QCOMPARE(refusal(root_ / "absent"), std::string("no_file"));
  }

  void sources_and_names_are_checked() {
    const Path source = makeSource("a");
    QCOMPARE(build({}).error().reason, std::string("no_sources"));
    QCOMPARE(build({{source, "any"}, {source, "any"}}).error().reason, std::string("same_hardware"));
    QVERIFY(!buildLayout(files_, ArtifactName("Bad Name"), kVersion, {{source, "any"}}, root_ / "layout"));
  }

  void another_folder_is_not_written_into() {
    const Path source = makeSource("a");
    std::filesystem::create_directory(root_ / "mine");
    writeFile(root_ / "mine" / "precious", "x");
    QCOMPARE(build({{source, "any"}}, "mine").error().reason, std::string("not_a_layout"));
    QCOMPARE(contentOf(root_ / "mine").size(), std::size_t{1});
  }

  void a_full_disk_leaves_no_half_file_under_a_digest() {
    const Path source = makeSource("a");
    writeFile(source / "big.bin", std::string(1'000'000, 'b'));
    FullDisk disk(600'000);
    const auto built = buildLayout(disk, kArtifact, kVersion, {{source, "any"}}, root_ / "layout");
    QVERIFY(!built);
    QCOMPARE(built.error().reason, std::string("disk_full"));
    QVERIFY(!files_.exists(root_ / "layout" / ".incoming"));
    for (const auto& [name, content] : contentOf(root_ / "layout"))
      if (name.starts_with("blobs/")) QCOMPARE("blobs/sha256/" + sha256(content).hex(), name);
    QVERIFY(build({{source, "any"}}));
  }

  void a_signed_release_verifies_with_its_keys_and_not_with_others() {
    const std::vector<SigningKey> keys{SigningKey::generate(), SigningKey::generate()};
    RootDocument root;
    TrustedRole& role = root.roles[TrustRole::Release];
    role.threshold = 2;
    for (const SigningKey& key : keys) {
      root.keys[keyIdOf(key.publicKey())] = key.publicKey();
      role.keyIds.push_back(keyIdOf(key.publicKey()));
    }
    const auto variants = build({{makeSource("a"), "any"}});
    QVERIFY(variants);
    const Release release{kArtifact,        kVersion, ArtifactKind::Model, 7, 0, fromMicros(1'900'000'000'000'000),
                          Version{0, 1, 0}, *variants};
    const auto envelope = parseEnvelope(signRelease(release, keys));
    QVERIFY(envelope);
    QVERIFY(verifyEnvelope(*envelope, kReleasePayloadType, root, TrustRole::Release));
    QVERIFY(*parseRelease(envelope->payload) == release);
    const auto one = parseEnvelope(signRelease(release, {keys.front()}));
    QVERIFY(!verifyEnvelope(*one, kReleasePayloadType, root, TrustRole::Release));
  }
};

QTEST_GUILESS_MAIN(TstBundle)
#include "tst_bundle.moc"
