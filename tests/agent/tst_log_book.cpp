// The door to a node's logs: repetition, floods and searches, with the real thread behind it.
#include <QTemporaryDir>
#include <QtTest>
#include <future>

#include "services/agent/core/log_residency.h"
#include "services/agent/core/trace_line.h"
#include "services/agent/storage/log_book.h"
#include "tests/agent/node_rig.h"

using namespace flotilla;
using namespace flotilla::agent;
using namespace std::chrono_literals;

namespace {

constexpr SteadyPoint kBegin{1h};

LogLine saying(const std::string& message) {
  LogLine line;
  line.at = TimePoint(1'700'000'000s);
  line.message = message;
  return line;
}

long mostMemoryKb() {
  QFile status("/proc/self/status");
  if (!status.open(QIODevice::ReadOnly)) return 0;
  for (const QByteArray& line : status.readAll().split('\n'))
    if (line.startsWith("VmHWM:")) return line.mid(6).trimmed().split(' ').first().toLong();
  return 0;
}

struct BookRig {
  QTemporaryDir folder{fakes::NodeRig::place()};
  SystemFiles files;
  SystemClock clock;
  std::unique_ptr<LogBook> book;

  explicit BookRig(LogSampling sampling = {}) {
    auto store = LogStore::open(files, Path(folder.path().toStdString()) / "logs", {});
    if (store) book = std::make_unique<LogBook>(std::move(*store), clock, sampling);
  }
  Result<LogExcerpt> find(const LogQuery& query) const {
    std::promise<Result<LogExcerpt>> answer;
    book->search(
        query, [](const WorkloadName&) { return true; },
        [&](Result<LogExcerpt> found) { answer.set_value(std::move(found)); });
    return answer.get_future().get();
  }
};

}  // namespace

class TstLogBook : public QObject {
  Q_OBJECT

 private slots:
  void a_message_that_comes_again_and_again_is_kept_in_part_and_counted() {
    LogSampler sampler({.first = 5, .thenOneOf = 10});
    int kept = 0;
    for (int i = 0; i < 105; ++i) kept += sampler.keeps(saying("frame " + std::to_string(i) + " lost"), kBegin);
    QCOMPARE(kept, 5 + 10);
    QVERIFY(sampler.keeps(saying("something else"), kBegin));
    QVERIFY(sampler.endPeriod(kBegin + 59s, {}).empty());
    const auto told = sampler.endPeriod(kBegin + 60s, {});
    QCOMPARE(told.size(), 1U);
    QVERIFY(told[0].message.starts_with("suppressed 90 lines like this: frame "));
    QVERIFY(sampler.keeps(saying("frame 1 lost"), kBegin + 61s));
    QCOMPARE(sampler.suppressed(), 90U);
  }

  void traces_and_workloads_are_not_mistaken_for_each_other() {
    LogSampler sampler({.first = 1, .thenOneOf = 100});
    LogLine trace = saying("request failed");
    trace.spans = {{"request", 0, 0us, 1us, {}}};
    for (int i = 0; i < 50; ++i) QVERIFY(sampler.keeps(trace, kBegin));
    LogLine other = saying("ready");
    other.workload = WorkloadName("vision");
    QVERIFY(sampler.keeps(saying("ready"), kBegin));
    QVERIFY(sampler.keeps(other, kBegin));
    QVERIFY(!sampler.keeps(other, kBegin));
  }

  void so_many_different_messages_cannot_take_memory() {
    LogSampler sampler({.first = 1, .thenOneOf = 100});
    std::size_t kept = 0;
    for (std::size_t i = 0; i < 2 * kMaxSampled; ++i) {
      std::string word;
      for (std::size_t n = i; n > 0; n /= 26) word += static_cast<char>('a' + n % 26);
      kept += sampler.keeps(saying(word), kBegin) ? 1 : 0;
    }
    QCOMPARE(kept, 2 * kMaxSampled);
  }

  void a_flood_costs_lines_which_are_counted_and_neither_memory_nor_time() {
    BookRig rig({.first = UINT32_MAX, .thenOneOf = 1});
    const long before = mostMemoryKb();
    constexpr std::uint64_t kLines = 100'000;
    const std::string text(1000, 'x');
    for (std::uint64_t i = 0; i < kLines; ++i) rig.book->write(saying(text));  // 100 MB
    rig.book->drain();
    const long grown = mostMemoryKb() - before;
#ifdef __SANITIZE_ADDRESS__  // which keeps what was freed for a while
    Q_UNUSED(grown)
#else
    QVERIFY2(grown < 8 * 1024, qPrintable(QString("%1 KiB").arg(grown)));
#endif
    LogQuery query;
    query.limit = kMaxLogLimit;
    QElapsedTimer timer;
    timer.start();
    const auto found = rig.find(query);
    qInfo("searched %llu bytes in %lld ms", static_cast<unsigned long long>(found ? found->searchedBytes : 0),
          static_cast<long long>(timer.elapsed()));
    QVERIFY(found.ok());
    QVERIFY(!found->lines.empty());
    QVERIFY(found->truncated);
    QVERIFY(found->dropped > 0);  // a quota of 16 MiB cannot hold them
    QVERIFY(found->searchedBytes <= 16U << 20);
  }

  void only_one_search_runs_at_a_time() {
    BookRig rig;
    std::promise<void> inside, goOn;
    std::promise<Result<LogExcerpt>> first;
    rig.book->write(saying("one"));
    LogLine line = saying("two");
    line.workload = WorkloadName("vision");
    rig.book->write(line);
    rig.book->search(
        {},
        [&](const WorkloadName&) {
          inside.set_value();
          goOn.get_future().wait();
          return true;
        },
        [&](Result<LogExcerpt> found) { first.set_value(std::move(found)); });
    inside.get_future().wait();
    const auto second = rig.find({});
    QVERIFY(!second.ok());
    QCOMPARE(second.error().reason, std::string("busy"));
    goOn.set_value();
    QCOMPARE(first.get_future().get()->lines.size(), 2U);
    QVERIFY(rig.find({}).ok());
  }

  void a_trace_goes_through_the_log_and_comes_back_with_its_spans() {
    const std::vector<TraceSpan> spans{{"request", 0, 0us, 950us, "request failed;x"}, {"infer", 1, 50us, 900us, {}}};
    auto read = parseSpans(spansText(spans));
    QCOMPARE(read.size(), 2U);
    QCOMPARE(read[0].note, std::string("request_failed_x"));
    QVERIFY(read[1] == spans[1]);
    QVERIFY(parseSpans("garbage;a b c d;infer 1 -5 2 x").empty());
    const LogLine line = lineOf({{},
                                 log::Level::Warn,
                                 "request failed",
                                 {{"corr", "01H"}, {"workload", "vision"}, {"spans", spansText(spans)}, {"why", "x"}}});
    QCOMPARE(line.corr, std::string("01H"));
    QCOMPARE(line.spans.size(), 2U);
    QCOMPARE(line.fields.size(), 1U);
  }

  void a_residency_rule_keeps_the_lines_of_its_workloads_on_its_nodes() {
    PolicyRule rule;
    rule.name = "stays";
    rule.where = "region:eu-west";
    rule.scope = *parsePolicyScope(rule.where);
    rule.workloads = {WorkloadName("vision")};
    rule.demand = ResidencyDemand{{RegionName("eu-west")}};
    const Policy policy{1, {rule}};
    const PolicyNode here{RegionName("eu-west"), SiteName("rotterdam"), "x86_64", *parseVersion("1.0.0")};
    PolicyNode elsewhere = here, nowhere = here;
    elsewhere.region = RegionName("us-east");
    nowhere.region = {};
    const WorkloadName vision("vision"), other("meter-reader");
    QVERIFY(!residencyOf(&policy, here)(vision));
    QVERIFY(residencyOf(&policy, here)(other));
    QVERIFY(residencyOf(&policy, elsewhere)(vision));
    QVERIFY(!residencyOf(&policy, nowhere)(vision));
    QVERIFY(residencyOf(nullptr, here)(vision));
  }
};

QTEST_GUILESS_MAIN(TstLogBook)
#include "tst_log_book.moc"
