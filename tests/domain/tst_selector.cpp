#include <QtTest>

#include "models/domain/node_selector.h"
#include "services/runtime/pattern.h"

using namespace flotilla;
using namespace std::chrono_literals;

namespace {

const TimePoint kNow = parseRfc3339("2026-03-01T12:00:00Z").value();

NodeWorkload workloadOf(const char* name, const char* desired, const char* proven) {
  NodeWorkload out;
  out.workload = WorkloadName(name);
  out.desired = parseVersion(desired).value();
  out.proven = *proven != '\0';
  if (out.proven) out.version = parseVersion(proven).value();
  return out;
}

// rotterdam-2 in eu-west, degraded, seen 90 minutes ago, with one workload that drifts.
Node sample() {
  Node node;
  node.id = NodeId("id-2");
  node.name = "rotterdam-2";
  node.region = RegionName("eu-west");
  node.site = SiteName("rotterdam");
  node.labels = {{"carrier", "b"}, {"note", "two words"}, {"star", "a*b"}};
  node.hardware = "x86_64";
  node.agentVersion = {1, 10, 0};
  node.identity = NodeIdentity::Active;
  node.liveness = Liveness::Late;
  node.health = NodeHealth::Degraded;
  node.lastSeen = kNow - 90min;
  node.workloads = {workloadOf("meter-reader", "2.0.0", "1.9.0"), workloadOf("vision", "3.0.0-rc.1", "3.0.0-rc.1")};
  return node;
}

Result<Selector> parse(const std::string& text, SelectorSpan* where = nullptr) {
  return parseSelector(text, nodeSelectorFields(), compilePattern, where);
}

bool selects(const Selector& selector, const Node& node) {
  return matches(selector, nodeSelectorValues(node, kNow));
}

// A number generator of a few lines, so that a failing seed is all that is needed to see it again.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 2654435769U + 1) {}
  std::size_t roll(std::size_t sides) {
    state_ ^= state_ << 13U;
    state_ ^= state_ >> 7U;
    state_ ^= state_ << 17U;
    return state_ % sides;
  }
  template <class T>
  const T& pick(const std::vector<T>& items) {
    return items[roll(items.size())];
  }

 private:
  std::uint64_t state_;
};

const std::vector<std::string> kTerms{"region:eu-west",
                                      "region:us-east",
                                      "name:rotterdam-*",
                                      "name:*-2",
                                      "status:(failed|degraded)",
                                      "status:healthy",
                                      "version<2.0.0",
                                      "version.vision>=3.0.0",
                                      "version:2.*",
                                      "desired.meter-reader:2.0.0",
                                      "seen>1h",
                                      "seen<=2h",
                                      "label.carrier:(a | b)",
                                      "label.note:\"two words\"",
                                      "label.star:\"a*b\"",
                                      "label.star:a*c",
                                      "name~^rott.*[0-9]$",
                                      "name~(bos|rot)",
                                      "name~\"t{2}\"",
                                      "name~\"a b\"",
                                      "drift:yes",
                                      "workload:vision",
                                      "last_seen<2026-03-01T11:00:00Z",
                                      "agent>1.9.0",
                                      "label.missing:x",
                                      "label.carrier:\"\\\"\"",
                                      "name:a\\b*",
                                      "hardware=x86_64"};

std::string randomSelector(Dice& dice, std::size_t depth) {
  if (depth == 0 || dice.roll(3) == 0) return (dice.roll(4) == 0 ? "not " : "") + dice.pick(kTerms);
  std::string out = randomSelector(dice, depth - 1);
  static const std::vector<std::string> kJoins{" ", " and ", " or "};
  for (std::size_t i = dice.roll(3); i > 0; --i) out += dice.pick(kJoins) + randomSelector(dice, depth - 1);
  return (dice.roll(3) == 0 ? "not " : "") + ("(" + out + ")");
}

}  // namespace

class TstSelector : public QObject {
  Q_OBJECT

 private slots:
  void a_selector_holds_or_not_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("holds");
    const auto row = [](const char* text, bool holds) { QTest::newRow(text) << text << holds; };
    row("", true);
    row("  ", true);
    row("region:eu-west", true);
    row("region:eu", false);
    row("region:eu*", true);
    row("name:*dam*2", true);
    row("name:*dam*3", false);
    row("region=eu-west", true);
    row("status:(failed|degraded)", true);
    row("status:( failed | offline )", false);
    row("status:de*", true);
    row("version<2.0.0", true);
    row("version.vision<3.0.0", true);
    row("version.meter-reader>=1.10.0", false);
    row("version.meter-reader>1.10.0 or version.vision:3.0.0-rc.1", true);
    row("version:1.*", true);
    row("desired.meter-reader:2.0.0", true);
    row("desired.other:2.0.0", false);
    row("agent>1.9.0", true);
    row("seen>1h", true);
    row("seen>2h", false);
    row("last_seen:2026-03-01T10:30:00.000000Z", true);
    row("last_seen<2026-03-01T10:30:00Z", false);
    row("label.carrier:b", true);
    row("label.carrier:a", false);
    row("label.other:a", false);
    row("not label.other:a", true);
    row("label.note:\"two words\"", true);
    row("label.star:\"a*\"", false);
    row("label.star:\"a*b\"", true);
    row("drift:yes", true);
    row("workload:(other|vision)", true);
    row("name~^rott", true);
    row("name~(bos|rot)t", true);
    row("(name~dam)", true);
    row("name~\"^r.*2$\"", true);
    row("region:eu-west and not site:rotterdam", false);
    row("region:us-east or region:eu-west and drift:no", false);
    row("(region:us-east or region:eu-west) drift:yes", true);
    row("not not region:eu-west", true);
    row("not(region:us-east)", true);
    row("region:eu-west status:(failed|degraded) version<2.0.0 label.carrier:b not site:rotterdam-3", true);
  }
  void a_selector_holds_or_not() {
    QFETCH(QString, text);
    const auto selector = parse(text.toStdString());
    QVERIFY2(selector, selector ? "" : selector.error().message.c_str());
    QTEST(selects(*selector, sample()), "holds");
  }

  void what_is_not_known_holds_in_neither_direction() {
    Node never = sample();
    never.lastSeen = {};
    never.workloads.clear();
    for (const char* text : {"seen>1h", "seen<=1h", "version<2.0.0", "version>=2.0.0", "version:*"})
      QVERIFY2(!selects(*parse(text), never), text);
  }

  void an_error_says_where_and_what_would_be_right_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("offset");
    QTest::addColumn<int>("length");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("fix");
    const auto row = [](const char* text, int offset, int length, const char* reason, const char* fix) {
      QTest::newRow(text) << text << offset << length << reason << fix;
    };
    row("region:eu regin:eu", 10, 5, "unknown_field", "did you mean \"region\"?");
    row("lable.carrier:b", 0, 13, "unknown_field", "did you mean \"label.carrier\"?");
    row("STATUS:failed", 0, 6, "unknown_field", "did you mean \"status\"?");
    row("label.Tier:gold", 0, 10, "unknown_field", "did you mean \"label.tier\"?");
    row("label.:b", 0, 6, "unknown_field", "One of name");
    row("status:faild", 7, 5, "bad_value", "did you mean \"failed\"?");
    row("status:(failed|x)", 15, 1, "bad_value", "one of healthy");
    row("version<two", 8, 3, "bad_value", "MAJOR.MINOR.PATCH");
    row("seen>1 h", 5, 1, "bad_value", "a whole number and a unit");
    row("seen:1h", 5, 2, "bad_operator", "seen<1h");
    row("name<b", 5, 1, "bad_operator", "name:prefix*");
    row("version~2 seen~1", 15, 1, "bad_operator", "< or >");
    row("name~(", 5, 1, "bad_pattern", "re2");
    row("rotterdam", 0, 9, "bad_selector", "field:value");
    row("name:a AND name:b", 7, 3, "bad_selector", "lower case");
    row("name:", 5, 0, "bad_selector", "name:value");
    row("name:a and", 10, 0, "bad_selector", "field:value");
    row("(name:a", 0, 1, "bad_selector", "close it");
    row("name:a)", 6, 1, "bad_selector", "remove it");
    row("name:(a|b", 5, 4, "bad_selector", "field:(a|b)");
    row("name:\"a", 5, 2, "bad_selector", "close it");
    row("name:\"a\"b", 8, 1, "bad_selector", "space");
    row("version<(1.0.0|2.0.0)", 8, 1, "bad_operator", "one value");
    row(":a", 0, 1, "bad_selector", "field:value");
  }
  void an_error_says_where_and_what_would_be_right() {
    QFETCH(QString, text);
    SelectorSpan where;
    const auto selector = parse(text.toStdString(), &where);
    QVERIFY(!selector);
    const Error& error = selector.error();
    QTEST(QString::fromStdString(error.reason), "reason");
    QTEST(static_cast<int>(where.offset), "offset");
    QTEST(static_cast<int>(where.length), "length");
    QFETCH(QString, fix);
    QVERIFY2(QString::fromStdString(error.fix).contains(fix), error.fix.c_str());
    QVERIFY(QString::fromStdString(error.message).startsWith(QString("at character %1: ").arg(where.offset + 1)));
  }

  void an_error_counts_characters_and_not_bytes() {
    QCOMPARE(parse("name:\"é\" status:quiet").error().message,
             std::string("at character 17: \"quiet\" is not a status"));
  }

  void size_is_bounded_data() {
    QTest::addColumn<QString>("text");
    QTest::newRow("bytes") << "name:" + QString(4092, 'a');
    QTest::newRow("terms") << QString("name:a ").repeated(65);
    QTest::newRow("values") << "name:(a" + QString("|a").repeated(256) + ")";
    QTest::newRow("parentheses") << QString(17, '(') + "name:a" + QString(17, ')');
    QTest::newRow("not") << QString("not ").repeated(17) + "name:a";
    QTest::newRow("a megabyte of parentheses") << QString(1'000'000, '(');
  }
  void size_is_bounded() {
    QFETCH(QString, text);
    const auto selector = parse(text.toStdString());
    QVERIFY(!selector);
    QCOMPARE(selector.error().reason, std::string("selector_too_large"));
  }

  void a_glob_of_many_stars_is_quick() {
    Node node = sample();
    node.name = std::string(4000, 'a');
    const auto selector = parse("name:" + QString("a*").repeated(1000).toStdString() + "b");
    QVERIFY(selector && !selects(*selector, node));
  }

  void what_is_printed_and_read_again_means_the_same() {
    Node other;
    other.name = "boston-1";
    other.region = RegionName("us-east");
    other.health = NodeHealth::Healthy;
    for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
      Dice dice(seed);
      const std::string text = randomSelector(dice, 3);
      const auto selector = parse(text);
      if (!selector && selector.error().reason == "selector_too_large") continue;
      QVERIFY2(selector, (text + ": " + (selector ? "" : selector.error().message)).c_str());
      const std::string printed = toText(*selector);
      const auto again = parse(printed);
      QVERIFY2(again, (text + " -> " + printed).c_str());
      QCOMPARE(toText(*again), printed);
      for (const Node& node : {sample(), other})
        QVERIFY2(selects(*again, node) == selects(*selector, node), (text + " -> " + printed).c_str());
    }
  }

  void garbage_has_a_meaning_or_an_error_with_a_place() {
    static const std::vector<std::string> kPieces{
        "name", ":", "(",  ")", "|", "\"",    "\\",   "~",  "<",    "<=",       "*",          "not ",          "and",
        " or",  " ", "\n", "=", "a", "1.0.0", "seen", "1h", "\xFF", "\xC3\xA9", "region:eu ", "status:failed", "."};
    for (std::uint64_t seed = 1; seed <= 20'000; ++seed) {
      Dice dice(seed);
      std::string text;
      for (std::size_t i = dice.roll(20); i > 0; --i) text += dice.pick(kPieces);
      SelectorSpan where;
      const auto selector = parse(text, &where);
      if (selector) {
        const auto again = parse(toText(*selector));
        QVERIFY2(again && selects(*again, sample()) == selects(*selector, sample()), text.c_str());
      } else {
        QVERIFY2(where.offset + where.length <= text.size(), text.c_str());
        QVERIFY(!selector.error().reason.empty() && !selector.error().fix.empty());
      }
    }
  }

  void every_field_of_a_node_is_described_and_answers() {
    const Node node = sample();
    for (const SelectorField& field : nodeSelectorFields()) {
      QVERIFY2(field.description.ends_with('.'), field.name.c_str());
      QVERIFY2((field.kind == SelectorKind::Word) == !field.values.empty(), field.name.c_str());
      const bool prefix = field.name.ends_with('.');
      const std::string name = field.name + (!prefix ? "" : field.name == "label." ? "carrier" : "vision");
      QVERIFY2(!nodeSelectorValues(node, kNow)(name).empty(), name.c_str());
    }
  }
};

QTEST_GUILESS_MAIN(TstSelector)
#include "tst_selector.moc"
