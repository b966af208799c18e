#include <QtTest>

#include <functional>

#include "tests/documents/documents_under_test.h"

using namespace flotilla;
using namespace flotilla::testing;

namespace {

using Parse = std::function<Result<Unit>(std::string_view)>;

template <class T>
Parse asParse(Result<T> (*parse)(std::string_view)) {
  return [parse](std::string_view text) -> Result<Unit> {
    const auto result = parse(text);
    return result ? okStatus() : Status(result.error());
  };
}

struct Example {
  const char* name;
  std::string text;
  Parse parse;
};

std::vector<Example> examples() {
  return {{"envelope", encodeEnvelope(exampleEnvelope()), asParse(parseEnvelope)},
          {"root", encodeRoot(exampleRoot()), asParse(parseRoot)},
          {"release", encodeRelease(exampleRelease()), asParse(parseRelease)},
          {"assignment", encodeAssignment(exampleStagedAssignment()), asParse(parseAssignment)}};
}

void row(const char* name, const std::string& text, const char* reason, const char* field) {
  QTest::newRow(name) << QByteArray(text.data(), static_cast<qsizetype>(text.size())) << QByteArray(reason)
                      << QByteArray(field);
}

void columns() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QByteArray>("reason");
  QTest::addColumn<QByteArray>("field");
}

template <class T>
void compareRefusal(Result<T> (*parse)(std::string_view)) {
  QFETCH(QByteArray, text);
  const auto result = parse({text.data(), static_cast<std::size_t>(text.size())});
  QVERIFY(!result.ok());
  QCOMPARE(result.error().code, ErrorCode::Invalid);
  QTEST(QByteArray::fromStdString(result.error().reason), "reason");
  QTEST(QByteArray::fromStdString(result.error().field), "field");
  QVERIFY(result.error().message.size() < 400);
}

}  // namespace

class TstSignedDocumentsRefused : public QObject {
  Q_OBJECT

 private slots:
  void refuses_json_that_is_not_strict_data();
  void refuses_json_that_is_not_strict() { compareRefusal(parseRelease); }
  void refuses_releases_data();
  void refuses_releases() { compareRefusal(parseRelease); }
  void refuses_roots_data();
  void refuses_roots() { compareRefusal(parseRoot); }
  void refuses_assignments_data();
  void refuses_assignments() { compareRefusal(parseAssignment); }
  void refuses_stages_data();
  void refuses_stages() { compareRefusal(parseAssignment); }
  void refuses_envelopes_data();
  void refuses_envelopes() { compareRefusal(parseEnvelope); }
  void refuses_a_document_of_another_type();
  void refuses_every_truncation();
  void refuses_a_document_without_any_one_of_its_keys();
  void names_the_nearest_key();
  void survives_damage();
};

void TstSignedDocumentsRefused::refuses_json_that_is_not_strict_data() {
  columns();
  const std::string good = encodeRelease(exampleRelease());
  const std::string counter = "\"release_counter\":12";
  const auto with = [&](const std::string& value) { return replaced(good, counter, "\"release_counter\":" + value); };
  row("empty", "", "V19_syntax", "");
  row("duplicate key", replaced(good, counter, counter + "," + counter), "V19_duplicate_key", "release_counter");
  row("duplicate key by escape", replaced(good, counter, counter + ",\"release\\u005fcounter\":12"),
      "V19_duplicate_key", "release_counter");
  row("duplicate key deep inside", replaced(good, "\"length\":99", "\"length\":99,\"length\":99"), "V19_duplicate_key",
      "variants[1].length");
  row("trailing data", good + "{}", "V19_trailing_data", "");
  row("trailing brace", good + "}", "V19_trailing_data", "");
  row("trailing NUL and data", good + std::string("\0{}", 3), "V19_syntax", "");
  row("byte order mark", "\xEF\xBB\xBF" + good, "V19_byte_order_mark", "");
  row("block comment", "/* x */" + good, "V19_syntax", "");
  row("line comment", good + "// x", "V19_trailing_data", "");
  row("NaN", with("NaN"), "V19_syntax", "release_counter");
  row("Infinity", with("Infinity"), "V19_syntax", "release_counter");
  row("1e400", with("1e400"), "V19_float", "release_counter");
  row("exponent", with("1e1"), "V19_float", "release_counter");
  row("fraction", with("12.0"), "V19_float", "release_counter");
  row("2^53", with("9007199254740992"), "V19_integer_range", "release_counter");
  row("2^64", with("18446744073709551616"), "V19_integer_range", "release_counter");
  row("400 digits", with(std::string(400, '9')), "V19_integer_range", "release_counter");
  row("-2^53", with("-9007199254740992"), "V19_integer_range", "release_counter");
  row("minus zero", with("-0"), "V19_integer_range", "release_counter");
  row("negative", with("-1"), "V19_bad_value", "release_counter");
  row("leading zero", with("012"), "V19_syntax", "release_counter");
  row("plus", with("+12"), "V19_syntax", "release_counter");
  row("hex", with("0x12"), "V19_syntax", "release_counter");
  row("number as text", with("\"12\""), "V19_bad_value", "release_counter");
  row("null", with("null"), "V19_bad_value", "release_counter");
  row("true", with("true"), "V19_bad_value", "release_counter");
  row("depth 17", with(std::string(16, '[') + std::string(16, ']')), "V19_depth",
      "release_counter[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]");
  row("depth 16", with(std::string(15, '[') + std::string(15, ']')), "V19_bad_value", "release_counter");
  row("depth 10000", std::string(10'000, '['), "V19_depth", "[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]");
  row("lone surrogate", replaced(good, "meter-reader", "\\ud800"), "V19_syntax", "artifact");
  row("swapped surrogates", replaced(good, "meter-reader", "\\udc00\\ud800"), "V19_syntax", "artifact");
  row("not normalised", replaced(good, "meter-reader", "mete\xCC\x81r"), "V19_bad_value", "artifact");
  row("NUL in text", replaced(good, "meter-reader", "meter\\u0000"), "V19_bad_value", "artifact");
  row("overlong UTF-8", replaced(good, "meter-reader", "\xC0\xAF"), "V19_invalid_utf8", "");
  row("cut UTF-8", replaced(good, "meter-reader", "\xE2\x82"), "V19_invalid_utf8", "");
  row("surrogate in UTF-8", replaced(good, "meter-reader", "\xED\xA0\x80"), "V19_invalid_utf8", "");
  row("raw line break in text", replaced(good, "meter-reader", "meter\nreader"), "V19_syntax", "artifact");
  row("single quotes", replaced(good, "\"artifact\"", "'artifact'"), "V19_syntax", "spec");
  row("trailing comma", replaced(good, "}]}", "}],}"), "V19_syntax", "variants");
  row("over 1 MiB", good + std::string(1 << 20, ' '), "V19_too_long", "");
  row("a list", "[" + good + "]", "V19_bad_value", "");
  row("text", "\"release\"", "V19_bad_value", "");
  row("two scalars", "1 2", "V19_trailing_data", "");
  row("unknown key", replaced(good, counter, counter + ",\"extra\":1"), "V19_unknown_key", "extra");
  row("unknown key of 500 KB", replaced(good, counter, counter + ",\"" + std::string(500'000, 'x') + "\":1"),
      "V19_unknown_key", (std::string(60, 'x') + "...").c_str());
}

void TstSignedDocumentsRefused::refuses_releases_data() {
  columns();
  const std::string good = encodeRelease(exampleRelease());
  const std::string expires = "2027-06-30T00:00:00.250000Z";
  const std::string digest = digestOf(0x01).toString();
  const std::string tail = "\"length\":99,\"bytes\":0}]";
  const auto bad = [](const char* name, const std::string& text, const char* field) {
    row(name, text, "V19_bad_value", field);
  };
  bad("type in another case", replaced(good, "\"release\"", "\"Release\""), "type");
  bad("type with a space", replaced(good, "\"release\"", "\"release \""), "type");
  bad("empty type", replaced(good, "\"release\"", "\"\""), "type");
  bad("type of 64 KiB", replaced(good, "\"release\"", "\"" + std::string(65'536, 'r') + "\""), "type");
  bad("spec 2", replaced(good, "\"spec\":1", "\"spec\":2"), "spec");
  bad("path as a name", replaced(good, "meter-reader", "../meter"), "artifact");
  bad("version -1", replaced(good, "2.0.1-rc.1", "-1.0.0"), "version");
  bad("version with leading zero", replaced(good, "2.0.1-rc.1", "02.0.1"), "version");
  bad("version of 2^32", replaced(good, "2.0.1-rc.1", "4294967296.0.0"), "version");
  bad("unknown kind", replaced(good, "\"model\"", "\"Model\""), "kind");
  bad("floor above counter", replaced(good, "\"floor\":7", "\"floor\":13"), "floor");
  bad("time with an offset", replaced(good, expires, "2027-06-30T00:00:00+00:00"), "expires");
  bad("time with -00:00", replaced(good, expires, "2027-06-30T00:00:00-00:00"), "expires");
  bad("time with small z", replaced(good, expires, "2027-06-30T00:00:00z"), "expires");
  bad("time without zone", replaced(good, expires, "2027-06-30T00:00:00"), "expires");
  bad("time with a space", replaced(good, expires, "2027-06-30 00:00:00Z"), "expires");
  bad("30 February", replaced(good, expires, "2027-02-30T00:00:00Z"), "expires");
  bad("leap second", replaced(good, expires, "2027-06-30T23:59:60Z"), "expires");
  bad("year 10000", replaced(good, expires, "10000-01-01T00:00:00Z"), "expires");
  bad("seven fraction digits", replaced(good, expires, "2027-06-30T00:00:00.1234567Z"), "expires");
  bad("no variants", replaced(good, good.substr(good.find("[{")), "[]}"), "variants");
  bad("variants as an object", replaced(good, good.substr(good.find("[{")), "{}}"), "variants");
  bad("hardware twice", replaced(good, "\"any\"", "\"x86_64\""), "variants[1].hardware");
  bad("hardware as a path", replaced(good, "\"any\"", "\"a/b\""), "variants[1].hardware");
  bad("empty digest", replaced(good, digest, ""), "variants[1].digest");
  bad("short digest", replaced(good, digest, "sha256:00"), "variants[1].digest");
  bad("upper-case digest", replaced(good, digestOf(0xAB).toString(), "sha256:" + std::string(64, 'A')),
      "variants[0].digest");
  bad("other algorithm", replaced(good, digest, "sha512:" + std::string(64, '0')), "variants[1].digest");
  bad("length as text", replaced(good, tail, "\"length\":\"99\",\"bytes\":0}]"), "variants[1].length");
  bad("negative length", replaced(good, tail, "\"length\":-99,\"bytes\":0}]"), "variants[1].length");
  row("no digest", replaced(good, ",\"digest\":\"" + digest + "\"", ""), "V19_missing_key", "variants[1].digest");
  row("unknown key inside", replaced(good, tail, "\"length\":99,\"bytes\":0,\"x\":0}]"), "V19_unknown_key",
      "variants[1].x");
}

void TstSignedDocumentsRefused::refuses_roots_data() {
  columns();
  const std::string good = encodeRoot(exampleRoot());
  const std::string one(64, '1');
  const auto bad = [](const char* name, const std::string& text, const char* field) {
    row(name, text, "V19_bad_value", field);
  };
  bad("version 0", replaced(good, "\"version\":3", "\"version\":0"), "version");
  bad("version -1", replaced(good, "\"version\":3", "\"version\":-1"), "version");
  row("version 2^53", replaced(good, "\"version\":3", "\"version\":9007199254740992"), "V19_integer_range", "version");
  bad("threshold 0", replaced(good, "\"threshold\":2", "\"threshold\":0"), "roles.root.threshold");
  bad("threshold -1", replaced(good, "\"threshold\":2", "\"threshold\":-1"), "roles.root.threshold");
  bad("threshold over the keys", replaced(good, "\"threshold\":2", "\"threshold\":3"), "roles.root.threshold");
  bad("two names for one key", replaced(good, std::string(64, '2'), one), "roles.root.threshold");
  bad("one name twice", replaced(good, "[\"k1\",\"k2\"]", "[\"k1\",\"k1\"]"), "roles.root.threshold");
  bad("no keys in a role", replaced(good, "[\"k1\",\"k2\"]", "[]"), "roles.root.keyids");
  bad("key that is not there", replaced(good, "[\"k1\",\"k2\"]", "[\"k1\",\"k3\"]"), "roles.root.keyids[1]");
  bad("other algorithm", replaced(good, "ed25519", "rsa"), "keys.k1.alg");
  bad("short key", replaced(good, one, one.substr(2)), "keys.k1.pub");
  bad("key in upper case", replaced(good, one, std::string(64, 'A')), "keys.k1.pub");
  bad("key id with a space", replaced(good, "\"k1\":", "\"k 1\":"), "keys.k 1");
  row("key id twice", replaced(good, "\"k2\":", "\"k1\":"), "V19_duplicate_key", "keys.k1");
  row("missing role", replaced(good, ",\"assignment\":{\"keyids\":[\"k2\"],\"threshold\":1}", ""), "V19_missing_key",
      "roles.assignment");
  row("role by another name", replaced(good, "\"assignment\":", "\"%2e%2e\":"), "V19_unknown_key", "roles.%2e%2e");
}

void TstSignedDocumentsRefused::refuses_assignments_data() {
  columns();
  const std::string good = encodeAssignment(exampleAssignment());
  const std::string target = good.substr(good.find("{\"workload\""), good.size() - good.find("{\"workload\"") - 2);
  const auto bad = [](const char* name, const std::string& text, const char* field) {
    row(name, text, "V19_bad_value", field);
  };
  bad("no node", replaced(good, "01890a5d-ac96-774b-bcce-b302099a8057", ""), "node_id");
  bad("node as a path", replaced(good, "01890a5d-ac96-774b-bcce-b302099a8057", "../x"), "node_id");
  bad("short fingerprint", replaced(good, "cdcd", "cd"), "key_fpr");
  bad("fingerprint in upper case", replaced(good, "cdcd", "CDCD"), "key_fpr");
  row("generation 2^64-1", replaced(good, "\"generation\":19", "\"generation\":18446744073709551615"),
      "V19_integer_range", "generation");
  bad("negative epoch", replaced(good, "\"epoch\":4", "\"epoch\":-4"), "epoch");
  bad("expires before it starts", replaced(good, "2026-01-08", "2025-01-08"), "expires");
  bad("expires as it starts", replaced(good, "2026-01-08", "2026-01-01"), "expires");
  bad("rollout as a path", replaced(good, "meter-reader-3", "a/b"), "rollout");
  bad("recovery as a number", replaced(good, "\"recovery\":true", "\"recovery\":1"), "recovery");
  bad("targets as an object", replaced(good, "[" + target + "]", "{}"), "targets");
  bad("workload twice", replaced(good, target, target + "," + target), "targets[1].workload");
  bad("plugin as a path", replaced(good, "runtime-onnx", "../../bin/sh"), "targets[0].config.runtime");
  bad("rate over the limit", replaced(good, ":50000000,", ":10000000001,"), "targets[0].config.rate_per_second_micros");
  bad("negative rate", replaced(good, ":50000000,", ":-1,"), "targets[0].config.rate_per_second_micros");
  bad("gain over the limit", replaced(good, ":-500000,", ":-1000000000001,"), "targets[0].config.gain_micros");
  row("gain as a float", replaced(good, ":-500000,", ":-0.5,"), "V19_float", "targets[0].config.gain_micros");
  bad("negative noise", replaced(good, "\"noise_micros\":0", "\"noise_micros\":-1"), "targets[0].config.noise_micros");
  bad("little memory", replaced(good, "\"memory_mb\":256", "\"memory_mb\":31"), "targets[0].config.memory_mb");
  for (const char* limit : {"\"cpu_percent\":0", "\"cpu_percent\":6401"})
    bad(limit, replaced(good, "\"memory_mb\":256", QByteArray("\"memory_mb\":256,").toStdString() + limit),
        "targets[0].config.cpu_percent");
  for (const char* limit : {"\"max_processes\":0", "\"max_processes\":32769"})
    bad(limit, replaced(good, "\"memory_mb\":256", QByteArray("\"memory_mb\":256,").toStdString() + limit),
        "targets[0].config.max_processes");
  bad("much memory", replaced(good, "\"memory_mb\":256", "\"memory_mb\":65537"), "targets[0].config.memory_mb");
  bad("memory of 2^32+256", replaced(good, "\"memory_mb\":256", "\"memory_mb\":4294967552"),
      "targets[0].config.memory_mb");
  bad("no window", replaced(good, ":120000000,", ":0,"), "targets[0].config.health_window_us");
  bad("window of 11 years", replaced(good, ":120000000,", ":346896000000000,"), "targets[0].config.health_window_us");
  bad("ratio over 1", replaced(good, ":990000,", ":1000001,"), "targets[0].config.min_success_ratio_micros");
  bad("no latency", replaced(good, ":12500}", ":0}"), "targets[0].config.max_p95_us");
}

void TstSignedDocumentsRefused::refuses_stages_data() {
  columns();
  const std::string good = encodeAssignment(exampleStagedAssignment());
  const auto bad = [&](const char* name, const char* from, const char* to, const char* field) {
    row(name, replaced(good, from, to), "V19_bad_value", field);
  };
  const std::string stages = good.substr(good.find("\"stages\":"));
  row("neither shadow nor weights", replaced(good, stages, "\"stages\":{}}]}"), "V19_bad_value", "targets[0].stages");
  row("stages as a list", replaced(good, stages, "\"stages\":[]}]}"), "V19_bad_value", "targets[0].stages");
  row("another stage", replaced(good, "\"shadow\":{", "\"light\":{"), "V19_unknown_key", "targets[0].stages.light");
  row("more in a stage", replaced(good, "\"good_micros\"", "\"x\":1,\"good_micros\""), "V19_unknown_key",
      "targets[0].stages.shadow.x");
  const char* shadow = "targets[0].stages.shadow";
  const char* weights = "targets[0].stages.weights";
  bad("limit before its time", "\"limit_us\":21600000000,\"good", "\"limit_us\":600000000,\"good", shadow);
  bad("limit over a month", "\"limit_us\":21600000000,\"good", "\"limit_us\":2592000000001,\"good",
      "targets[0].stages.shadow.limit_us");
  bad("good as bad", "\"good_micros\":10000", "\"good_micros\":30000", shadow);
  bad("nothing is good", "\"good_micros\":10000", "\"good_micros\":0", shadow);
  bad("no budget of errors", "\"max_errors_micros\":1000,\"memory", "\"max_errors_micros\":0,\"memory", shadow);
  bad("all may fail", "\"max_errors_micros\":1000,\"memory", "\"max_errors_micros\":1000000,\"memory", shadow);
  bad("little memory", "\"memory_mb\":128", "\"memory_mb\":31", "targets[0].stages.shadow.memory_mb");
  bad("no steps", "[1,25,100]", "[]", "targets[0].stages.weights.steps");
  bad("a step of nothing", "[1,25,100]", "[0,25,100]", "targets[0].stages.weights.steps[0]");
  bad("a step over all", "[1,25,100]", "[1,25,101]", "targets[0].stages.weights.steps[2]");
  bad("steps that fall", "[1,25,100]", "[25,1,100]", weights);
  bad("a step twice", "[1,25,100]", "[25,25,100]", weights);
  bad("not all at last", "[1,25,100]", "[1,25,99]", weights);
  bad("17 steps", "[1,25,100]", "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,100]", "targets[0].stages.weights.steps");
  bad("steps longer than all", "\"min_time_us\":600000000,\"min_req", "\"min_time_us\":20000000000,\"min_req", weights);
  bad("no requests", "\"min_requests\":100", "\"min_requests\":0", "targets[0].stages.weights.min_requests");
  bad("most may differ", "\"differ_micros\":20000", "\"differ_micros\":600000", weights);
  bad("salt with a path", "\"salt\":\"meter-reader-3\"", "\"salt\":\"../x\"", "targets[0].stages.weights.salt");
  row("a share as a float", replaced(good, "\"differ_micros\":20000", "\"differ_micros\":0.02"), "V19_float",
      "targets[0].stages.weights.differ_micros");
}

void TstSignedDocumentsRefused::refuses_envelopes_data() {
  columns();
  const std::string good = R"({"payload":"AAAA","payloadType":"a/b","signatures":[{"keyid":"k","sig":"AAAA"}]})";
  const auto bad = [](const char* name, const std::string& text, const char* field) {
    row(name, text, "V19_bad_value", field);
  };
  bad("no signatures", replaced(good, "[{\"keyid\":\"k\",\"sig\":\"AAAA\"}]", "[]"), "signatures");
  row("signatures missing", replaced(good, ",\"signatures\":[{\"keyid\":\"k\",\"sig\":\"AAAA\"}]", ""),
      "V19_missing_key", "signatures");
  bad("bad base64 in the payload", replaced(good, "AAAA", "A*AA"), "payload");
  bad("bad base64 in a signature", replaced(good, "\"sig\":\"AAAA\"", "\"sig\":\"A\""), "signatures[0].sig");
  bad("empty payload type", replaced(good, "a/b", ""), "payloadType");
  bad("payload type with a trailing space", replaced(good, "a/b", "a/b "), "payloadType");
  bad("payload type with spaces and digits", replaced(good, "a/b", "29 a/b 4"), "payloadType");
  bad("payload type of 64 KiB", replaced(good, "a/b", std::string(65'536, 'a')), "payloadType");
  bad("payload type with another script", replaced(good, "a/b", "\xD0\xB0/b"), "payloadType");
  bad("payload as a number", replaced(good, "\"AAAA\"", "1"), "payload");
  row("payload twice", replaced(good, "{", "{\"payload\":\"\","), "V19_duplicate_key", "payload");
  row("key in another case", replaced(good, "payloadType", "payloadtype"), "V19_unknown_key", "payloadtype");
  row("more in a signature", replaced(good, "\"sig\"", "\"cert\":\"\",\"sig\""), "V19_unknown_key",
      "signatures[0].cert");
}

void TstSignedDocumentsRefused::refuses_a_document_of_another_type() {
  const auto documents = examples();
  for (const Example& written : documents) {
    for (const Example& read : documents) QCOMPARE(read.parse(written.text).ok(), written.name == read.name);
  }
}

void TstSignedDocumentsRefused::refuses_every_truncation() {
  for (const Example& example : examples()) {
    QVERIFY(example.parse(example.text).ok());
    for (std::size_t length = 0; length < example.text.size(); ++length)
      QVERIFY(!example.parse(std::string_view(example.text).substr(0, length)).ok());
  }
}

void TstSignedDocumentsRefused::refuses_a_document_without_any_one_of_its_keys() {
  // Renaming a key takes it away; the nearest-name message then has to lead back to it.
  int renamed = 0;
  for (const Example& example : examples()) {
    for (std::size_t at = example.text.find("\":"); at != std::string::npos; at = example.text.find("\":", at + 1)) {
      const Status read = example.parse(std::string(example.text).insert(at, "~"));
      const bool keyId = example.text[at - 2] == 'k' && (example.text[at - 1] == '1' || example.text[at - 1] == '2');
      QVERIFY(!read.ok());
      if (!keyId) QCOMPARE(read.error().reason, std::string("V19_unknown_key"));
      ++renamed;
    }
  }
  QVERIFY(renamed > 60);
}

void TstSignedDocumentsRefused::names_the_nearest_key() {
  const auto read = parseRelease(replaced(encodeRelease(exampleRelease()), "\"digest\"", "\"digset\""));
  QCOMPARE(read.error().reason, std::string("V19_unknown_key"));
  QCOMPARE(read.error().field, std::string("variants[0].digset"));
  QCOMPARE(read.error().fix, std::string("did you mean \"digest\"?"));
}

void TstSignedDocumentsRefused::survives_damage() {
  auto random = seededRandom();
  for (const Example& example : examples()) {
    for (int i = 0; i < 4'000; ++i) {
      const Status read = example.parse(damaged(example.text, random));
      if (!read.ok()) QVERIFY(read.error().reason.starts_with("V19_"));
    }
  }
}

QTEST_GUILESS_MAIN(TstSignedDocumentsRefused)
#include "tst_signed_documents_refused.moc"
