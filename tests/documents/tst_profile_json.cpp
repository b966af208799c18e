// profile.json: what is read of it, and what is refused with which field.
#include <QtTest>

#include "services/documents/profile_json.h"

using namespace flotilla;

namespace {

const QByteArray kEdges = "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19.5]";
const QByteArray kCounts = "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2]";
const QByteArray kGood = R"({"features":[{"name":"mv_0","n":21,"edges":)" + kEdges + R"(,"counts":)" + kCounts +
                         R"(,"min":-0.25,"max":30,"mean":10.5,"sd":5.5,"lag1":0.75}]})";
const QByteArray kCategory = R"({"features":[{"name":"mode","kind":"category","n":21,"values":[3,1],"others":[9],)"
                             R"("counts":)" +
                             kCounts + "}]}";

Result<ReferenceProfile> parsed(const QByteArray& text) {
  return parseReferenceProfile({text.constData(), static_cast<std::size_t>(text.size())});
}

}  // namespace

class TstProfileJson : public QObject {
  Q_OBJECT

 private slots:
  void every_field_is_read() {
    const auto profile = parsed(kGood);
    QVERIFY2(profile.ok(), profile ? "" : profile.error().message.c_str());
    const FeatureProfile& f = profile->features.at(0);
    QVERIFY(f.name == "mv_0" && f.n == 21 && f.counts[19] == 2 && f.bins.edges[18] == 19.5F);
    QVERIFY(f.bins.min == -0.25F && f.bins.max == 30 && f.mean == 10.5 && f.sd == 5.5 && f.lag1 == 0.75);
    QVERIFY(f.bins.kind == FeatureKind::Number);
  }

  void categories_are_read() {
    const auto profile = parsed(kCategory);
    QVERIFY2(profile.ok(), profile ? "" : profile.error().message.c_str());
    const FeatureBins& bins = profile->features.at(0).bins;
    QVERIFY(bins.kind == FeatureKind::Category);
    QVERIFY((bins.top == std::vector<float>{3, 1}) && (bins.others == std::vector<float>{9}));
  }

  void what_cannot_be_is_refused_with_its_field_data() {
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QByteArray>("field");
    const auto row = [](const char* name, const char* before, const char* after, const char* field) {
      QTest::newRow(name) << QByteArray(before) << QByteArray(after) << QByteArray(field);
    };
    row("falling edges", "[1,2,3", "[2,1,3", "features[0].edges");
    row("too few edges", "[1,2,3", "[2,3", "features[0].edges");
    row("edges outside", R"("max":30)", R"("max":19)", "features[0].edges");
    row("counts that do not add up", R"("n":21)", R"("n":22)", "features[0].counts");
    row("a negative count", "[1,1,1", "[-1,1,3", "features[0].counts[0]");
    row("a mean outside", R"("mean":10.5)", R"("mean":31)", "features[0].mean");
    row("a negative deviation", R"("sd":5.5)", R"("sd":-1)", "features[0].sd");
    row("a correlation above 1", R"("lag1":0.75)", R"("lag1":1.5)", "features[0].lag1");
    row("a number beyond all numbers", R"("sd":5.5)", R"("sd":1e999)", "features[0].sd");
    row("a missing field", R"("min":-0.25,)", "", "features[0]");
    row("an unknown field", R"("n":21)", R"("n":21,"mena":1)", "features[0].mena");
    row("a kind that is not known", R"("n":21)", R"("n":21,"kind":"text")", "features[0].kind");
  }
  void what_cannot_be_is_refused_with_its_field() {
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(QByteArray, field);
    QByteArray text = kGood;
    QVERIFY(text.contains(before));
    const auto profile = parsed(text.replace(before, after));
    QVERIFY(!profile);
    QVERIFY2(QByteArray::fromStdString(profile.error().field + " " + profile.error().message).contains(field),
             profile.error().message.c_str());
  }

  void two_features_of_one_name_are_refused() {
    QByteArray text = kGood;
    const QByteArray feature = text.mid(13, text.size() - 15);
    const auto profile = parsed(R"({"features":[)" + feature + "," + feature + "]}");
    QVERIFY(!profile && profile.error().field == "features[1].name");
  }
};

QTEST_GUILESS_MAIN(TstProfileJson)
#include "tst_profile_json.moc"
