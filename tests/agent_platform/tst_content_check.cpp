#include "services/agent/core/verify/content_check.h"

// After the headers of the agent, one of which uses a name that is a keyword to Qt.
#include <QtTest>
#include <functional>
#include <random>

#include "services/crypto/hash.h"
#include "services/documents/oci_manifest.h"

using namespace flotilla;
using namespace flotilla::agent;

namespace {

const std::string kModel(100'000, 'm');
const std::string kSchema = "{\"inputs\":4}";

BundleManifest goodManifest() {
  return {ArtifactName("vision"),
          {2, 1, 0, ""},
          "x86_64",
          {{"model.onnx", sha256(kModel), kModel.size()}, {"schema.json", sha256(kSchema), kSchema.size()}}};
}

AssignmentTarget targetFor(const std::string& manifest) {
  AssignmentTarget target;
  target.artifact = ArtifactName("vision");
  target.version = {2, 1, 0, ""};
  target.hardware = "x86_64";
  target.digest = sha256(manifest);
  target.length = manifest.size();
  return target;
}

// A slot as the installer leaves it.
struct Slot {
  QTemporaryDir dir;
  QTemporaryDir elsewhere;
  SystemFiles files;
  BundleManifest manifest = goodManifest();

  Slot() {
    put("manifest.json", encodeManifest(manifest));
    put("model.onnx", kModel);
    put("schema.json", kSchema);
  }
  Path path(const std::string& name) const { return folder() / name; }
  Path folder() const { return dir.path().toStdString(); }
  void put(const std::string& name, const std::string& bytes) {
    std::filesystem::remove_all(path(name));
    auto file = files.open(path(name), OpenMode::Create);
    if (!file || !(*file)->write(0, bytes)) qFatal("cannot write %s", name.c_str());
  }
  Status check() { return checkSlot(files, folder(), sha256(encodeManifest(manifest))); }
};

struct Damage {
  const char* name;
  const char* reason;
  std::function<void(Slot&)> inflict;
};

std::string flipped(std::string bytes, std::size_t at) {
  bytes[at] = static_cast<char>(bytes[at] ^ 1);
  return bytes;
}

std::vector<Damage> damages() {
  return {
      {"first byte", "V32_digest", [](Slot& s) { s.put("model.onnx", flipped(kModel, 0)); }},
      {"middle byte", "V32_digest", [](Slot& s) { s.put("model.onnx", flipped(kModel, kModel.size() / 2)); }},
      {"last byte", "V32_digest", [](Slot& s) { s.put("model.onnx", flipped(kModel, kModel.size() - 1)); }},
      {"one byte more", "V32_length", [](Slot& s) { s.put("model.onnx", kModel + "x"); }},
      {"one byte less", "V32_length", [](Slot& s) { s.put("model.onnx", kModel.substr(1)); }},
      {"empty", "V32_length", [](Slot& s) { s.put("schema.json", ""); }},
      {"file missing", "V34_missing_file", [](Slot& s) { std::filesystem::remove(s.path("schema.json")); }},
      {"manifest missing", "V34_missing_file", [](Slot& s) { std::filesystem::remove(s.path("manifest.json")); }},
      {"file too many", "V34_unexpected_file", [](Slot& s) { s.put("extra.so", "x"); }},
      {"hidden file too many", "V34_unexpected_file", [](Slot& s) { s.put(".hidden", "x"); }},
      {"folder too many", "V34_unexpected_file", [](Slot& s) { std::filesystem::create_directory(s.path("more")); }},
      {"name in other case", "V34_unexpected_file",
       [](Slot& s) { std::filesystem::rename(s.path("schema.json"), s.path("Schema.json")); }},
      {"link to the right bytes", "V34_unexpected_file",
       [](Slot& s) {
         const Path real = Path(s.elsewhere.path().toStdString()) / "model.onnx";
         std::filesystem::copy_file(s.path("model.onnx"), real);
         std::filesystem::remove(s.path("model.onnx"));
         std::filesystem::create_symlink(real, s.path("model.onnx"));
       }},
      {"manifest changed", "V32_digest",
       [](Slot& s) { s.put("manifest.json", flipped(encodeManifest(s.manifest), 20)); }},
      {"manifest of another bundle", "V32_digest",
       [](Slot& s) {
         BundleManifest other = goodManifest();
         other.files.pop_back();
         s.put("manifest.json", encodeManifest(other));
       }},
      {"manifest without end", "V32_length", [](Slot& s) { s.put("manifest.json", std::string((1 << 20) + 1, ' ')); }},
      {"manifest that is none, with its own digest", "V34_manifest",
       [](Slot& s) {
         s.manifest.files.clear();  // an empty list is refused by the parser
         s.put("manifest.json", encodeManifest(s.manifest));
       }},
  };
}

}  // namespace

class TstContentCheck : public QObject {
  Q_OBJECT

 private slots:
  void a_whole_slot_passes() {
    Slot slot;
    const Status checked = slot.check();
    QVERIFY2(checked.ok(), checked.ok() ? "" : checked.error().message.c_str());
  }

  void a_damaged_slot_is_refused_data() {
    QTest::addColumn<int>("index");
    const auto all = damages();
    for (std::size_t i = 0; i < all.size(); ++i) QTest::newRow(all[i].name) << static_cast<int>(i);
  }
  void a_damaged_slot_is_refused() {
    QFETCH(int, index);
    const Damage damage = damages()[static_cast<std::size_t>(index)];
    Slot slot;
    damage.inflict(slot);
    const Status checked = slot.check();
    QVERIFY2(!checked.ok(), "accepted");
    QCOMPARE(checked.error().reason, std::string(damage.reason));
  }

  void content_is_judged_through_its_open_file() {
    Slot slot;
    auto file = slot.files.open(slot.path("model.onnx"), OpenMode::Read);
    QVERIFY(file.ok());
    // What lies at the path now is of no interest to a check of the open file.
    slot.put("model.onnx", flipped(kModel, 7));
    QVERIFY(checkContent(**file, sha256(kModel), kModel.size()).ok());
    QCOMPARE(checkContent(**file, sha256("x"), kModel.size()).error().reason, std::string("V32_digest"));
    QCOMPARE(checkContent(**file, sha256(kModel), kModel.size() - 1).error().reason, std::string("V32_length"));
    QCOMPARE(checkContent(**file, sha256(kModel), ~std::uint64_t{0}).error().reason, std::string("V32_length"));
  }

  void a_manifest_that_fits_its_target_is_read() {
    const std::string bytes = encodeManifest(goodManifest());
    const auto manifest = checkManifest(bytes, targetFor(bytes));
    QVERIFY(manifest.ok());
    QVERIFY(*manifest == goodManifest());
  }

  void a_manifest_about_something_else_is_refused_data() {
    QTest::addColumn<QString>("field");
    for (const char* field : {"artifact", "version", "hardware"}) QTest::newRow(field) << field;
  }
  void a_manifest_about_something_else_is_refused() {
    QFETCH(QString, field);
    BundleManifest other = goodManifest();
    if (field == "artifact") other.artifact = ArtifactName("speech");
    if (field == "version") other.version.patch = 1;
    if (field == "hardware") other.hardware = "aarch64";
    const std::string bytes = encodeManifest(other);
    const auto manifest = checkManifest(bytes, targetFor(bytes));
    QVERIFY(!manifest.ok());
    QCOMPARE(manifest.error().reason, std::string("V34_manifest"));
    QCOMPARE(QString::fromStdString(manifest.error().field), field);
  }

  void manifest_bytes_that_nobody_signed_are_refused_before_they_are_read() {
    const std::string bytes = encodeManifest(goodManifest());
    QCOMPARE(checkManifest(flipped(bytes, 9), targetFor(bytes)).error().reason, std::string("V32_digest"));
    QCOMPARE(checkManifest(bytes + " ", targetFor(bytes)).error().reason, std::string("V32_length"));
    QCOMPARE(checkManifest("nonsense", targetFor("nonsense")).error().reason, std::string("V34_manifest"));
  }

  void a_bundle_cannot_take_the_place_of_its_manifest() {
    BundleManifest greedy = goodManifest();
    greedy.files[1].name = "manifest.json";
    const std::string bytes = encodeManifest(greedy);
    QCOMPARE(checkManifest(bytes, targetFor(bytes)).error().reason, std::string("V34_manifest"));
  }

  void a_path_is_not_a_file_name_data() {
    QTest::addColumn<QByteArray>("name");
    for (const char* name :
         {"../x", "/etc/passwd", "a/b", "", ".", "..", ".hidden", "a b", "MODEL.ONNX", "schema.json\n"})
      QTest::newRow(qPrintable(QString("\"%1\"").arg(name))) << QByteArray(name);
  }
  void a_path_is_not_a_file_name() {
    QFETCH(QByteArray, name);
    BundleManifest manifest = goodManifest();
    manifest.files[1].name = name.toStdString();
    const std::string bytes = encodeManifest(manifest);
    const auto checked = checkManifest(bytes, targetFor(bytes));
    QVERIFY2(!checked.ok(), "accepted");
    QCOMPARE(checked.error().reason, std::string("V34_manifest"));
  }

  void random_damage_is_always_found() {
    const std::uint64_t seed = std::random_device()();
    qInfo("seed %llu", static_cast<unsigned long long>(seed));
    std::mt19937_64 random(seed);
    Slot slot;
    const std::vector<std::pair<std::string, std::string>> parts{
        {"manifest.json", encodeManifest(slot.manifest)}, {"model.onnx", kModel}, {"schema.json", kSchema}};
    for (int round = 0; round < 200; ++round) {
      const auto& [name, good] = parts[random() % parts.size()];
      std::string bad = good;
      bad[random() % bad.size()] ^= static_cast<char>(1 << random() % 8);
      slot.put(name, bad);
      QVERIFY(!slot.check().ok());
      slot.put(name, good);
    }
    QVERIFY(slot.check().ok());
  }
};

QTEST_GUILESS_MAIN(TstContentCheck)
#include "tst_content_check.moc"
