// What workers write becomes lines, whatever they write.
#include "services/agent/platform/linux/output_lines.h"

#include <QtTest>

using namespace flotilla::agent;
using namespace std::chrono_literals;

namespace {

constexpr flotilla::SteadyPoint kBegin{1h};

struct Taken {
  std::vector<std::string> lines;
  OutputLines::Take take = [this](std::string_view line) { lines.emplace_back(line); };
};

}  // namespace

class TstOutputLines : public QObject {
  Q_OBJECT

 private slots:
  void lines_come_whole_however_they_are_cut_on_their_way() {
    OutputLines output;
    Taken taken;
    for (const char* piece : {"on", "e\ntw", "o\r\n\n", "\nthree"}) output.feed(piece, kBegin, taken.take);
    QCOMPARE(taken.lines, (std::vector<std::string>{"one", "two"}));
    output.finish(taken.take);
    QCOMPARE(taken.lines.back(), std::string("three"));
  }

  void a_line_without_an_end_takes_no_memory() {
    OutputLines output;
    Taken taken;
    for (int i = 0; i < 1000; ++i) output.feed(std::string(1000, 'x'), kBegin, taken.take);
    output.feed("\nnext\n", kBegin, taken.take);
    QCOMPARE(taken.lines.size(), 2U);
    QCOMPARE(taken.lines[0], std::string(kMaxOutputLine, 'x') + "...");
    QCOMPARE(taken.lines[1], std::string("next"));
  }

  void a_gap_is_told_also_if_nothing_more_comes() {
    OutputLines output;
    Taken taken;
    for (std::uint32_t i = 0; i < kMaxOutputLinesPerSecond + 7; ++i) output.feed("line\n", kBegin, taken.take);
    output.endSecond(kBegin + 999ms, taken.take);
    QVERIFY(output.hasGap());
    output.endSecond(kBegin + 1s, taken.take);
    QVERIFY(!output.hasGap());
    QVERIFY(taken.lines.back().starts_with("left out 7 lines"));
  }

  void a_flood_is_cut_and_the_gap_is_told() {
    OutputLines output;
    Taken taken;
    for (int i = 0; i < 1000; ++i) output.feed("line\n", kBegin + 1ms * i / 2, taken.take);
    QCOMPARE(taken.lines.size(), std::size_t{kMaxOutputLinesPerSecond});
    output.feed("calm again\n", kBegin + 2s, taken.take);
    QCOMPARE(taken.lines.back(), std::string("calm again"));
    QVERIFY(taken.lines[kMaxOutputLinesPerSecond].starts_with("left out 800 lines"));
  }
};

QTEST_APPLESS_MAIN(TstOutputLines)
#include "tst_output_lines.moc"
