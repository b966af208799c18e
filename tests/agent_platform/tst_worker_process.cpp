#include "services/agent/platform/linux/frame_splitter.h"
#include "services/agent/platform/linux/machine.h"
#include "services/agent/platform/linux/worker_process.h"

// After the headers of the agent, one of which uses a name that is a keyword to Qt.
#include <fcntl.h>

#include <QtTest>
#include <csignal>
#include <cstdio>
#include <future>
#include <mutex>

#include "tests/agent_platform/qt_loop.h"

using namespace flotilla;
using namespace flotilla::agent;

namespace {

// What one worker said, in order.
struct Heard {
  std::vector<std::string> frames;
  std::vector<std::string> exits;
  bool framesAfterExit = false;

  WorkerEvents events() {
    return {[this](std::string frame) {
              framesAfterExit = framesAfterExit || !exits.empty();
              frames.push_back(std::move(frame));
            },
            [this](std::string why) { exits.push_back(std::move(why)); }};
  }
};

bool processExists(pid_t pid) {
  return ::kill(pid, 0) == 0;
}

pid_t numberAfter(const std::string& text, const std::string& key) {
  return static_cast<pid_t>(std::stol(text.substr(text.find(key) + key.size())));
}

}  // namespace

class TstWorkerProcess : public QObject {
  Q_OBJECT

 private:
  const Path program_ = Path(FLOTILLA_BINARY_DIR) / "tests" / "worker_child";

  static std::unique_ptr<WorkerProcess> started(LinuxWorkerLauncher& launcher, Heard& heard,
                                                std::uint32_t memoryMb = 256) {
    auto worker = launcher.start({"test", memoryMb}, heard.events());
    return worker ? std::move(*worker) : nullptr;
  }

 private slots:
  void frames_arrive_whole_and_in_order() {
    QtLoop loop;
    LinuxWorkerLauncher launcher(program_, loop);
    Heard heard;
    const auto worker = started(launcher, heard);
    QVERIFY(worker);
    std::vector<std::string> expected{"", "short", std::string(kMaxWorkerFrame - 5, 'x'), std::string(300'000, 'y')};
    for (int i = 0; i < 200; ++i) expected.push_back(std::to_string(i));
    for (const std::string& text : expected) worker->send("echo " + text);
    QTRY_COMPARE_WITH_TIMEOUT(heard.frames.size(), expected.size(), 20'000);
    QVERIFY(heard.frames == expected);
    QVERIFY(heard.exits.empty());
  }

  void a_child_starts_under_limits_and_with_nothing_inherited() {
    qputenv("FLOTILLA_SECRET", "x");
    QVERIFY(std::freopen(FLOTILLA_SOURCE_DIR "/CMakeLists.txt", "r", stdin));
    QtLoop loop;
    LinuxWorkerLauncher launcher(program_, loop);
    const int leaked = ::open("/dev/null", O_RDONLY);  // without O_CLOEXEC
    Heard heard;
    const auto worker = started(launcher, heard, 200);
    QVERIFY(worker);
    worker->send("describe");
    QTRY_COMPARE(heard.frames.size(), std::size_t{1});
    ::close(leaked);
    const QString said = QString::fromStdString(heard.frames.front());
    QVERIFY2(said.startsWith("arguments=worker environment=PATH descriptors=0,1,2,3 core=0 files=256 "),
             qPrintable(said));
#ifndef __SANITIZE_ADDRESS__
    QVERIFY2(said.contains(" data=209715200 "), qPrintable(said));
#endif
    QVERIFY2(said.contains(" oom=500 death=9 stdin=/dev/null leader=1 "), qPrintable(said));
  }

  void what_it_writes_is_told_in_lines_also_what_it_left_behind() {
    QtLoop loop;
    LinuxWorkerLauncher launcher(program_, loop);
    Heard heard;
    std::mutex mutex;
    std::vector<std::string> lines;
    WorkerEvents events = heard.events();
    events.onOutput = [&](std::string_view line) {
      const std::lock_guard lock(mutex);
      lines.emplace_back(line);
    };
    auto worker = launcher.start({"test"}, std::move(events));
    QVERIFY(worker.ok());
    (*worker)->send("say hello");
    (*worker)->send("exit 3");
    QTRY_COMPARE_WITH_TIMEOUT(heard.exits.size(), std::size_t{1}, 30'000);
    const std::lock_guard lock(mutex);
    QCOMPARE(lines, (std::vector<std::string>{"hello", "hello too"}));
  }

  void the_end_is_told_once_with_its_cause_data() {
    QTest::addColumn<QByteArray>("order");
    QTest::addColumn<QByteArray>("cause");
    QTest::newRow("exit code") << QByteArray("exit 3") << QByteArray("exited with code 3");
    QTest::newRow("clean exit") << QByteArray("exit 0") << QByteArray("exited with code 0");
    QTest::newRow("crash") << QByteArray("abort") << QByteArray("killed by signal 6");
    QTest::newRow("closed channel") << QByteArray("close") << QByteArray("because it closed its channel");
    QTest::newRow("flood") << QByteArray("flood") << QByteArray("because it sends more than the agent can take");
    QTest::newRow("frame of 1 MiB and a byte")
        << QByteArray("raw 100001") << QByteArray("because it sent a frame of 1048577 bytes");
    QTest::newRow("frame of 4 GiB") << QByteArray("raw ffffffff")
                                    << QByteArray("because it sent a frame of 4294967295 bytes");
  }
  void the_end_is_told_once_with_its_cause() {
    QFETCH(QByteArray, order);
    QFETCH(QByteArray, cause);
    // With the loop kept busy, a flood meets a reader that does not keep up.
    SerialLoop loop;
    std::promise<void> release;
    LinuxWorkerLauncher launcher(program_, loop);
    Heard heard;
    const auto worker = started(launcher, heard);
    QVERIFY(worker);
    const pid_t pid = pidOf(*worker, loop, heard);
    loop.post([gate = release.get_future().share()] { gate.wait(); });
    worker->send("echo last");
    worker->send(order.toStdString());
    const bool ended = QTest::qWaitFor([&] { return !processExists(pid); }, 10'000);
    release.set_value();
    QVERIFY(ended);
    const auto exits = [&] { return loop.run([&] { return heard.exits; }); };
    QTRY_COMPARE(exits().size(), std::size_t{1});
    QVERIFY2(QByteArray::fromStdString(exits().front()).contains(cause), exits().front().c_str());
    QVERIFY(!heard.framesAfterExit);
    QVERIFY(heard.frames.size() >= 2);
    QCOMPARE(heard.frames.at(1), std::string("last"));
    QCOMPARE(worker->rssKb(), std::uint64_t{0});
  }

  void an_exit_code_is_not_lost_to_the_closing_of_the_channel() {
    QtLoop loop;
    LinuxWorkerLauncher launcher(program_, loop);
    for (int i = 0; i < 50; ++i) {
      Heard heard;
      const auto worker = started(launcher, heard);
      QVERIFY(worker);
      worker->send("exit 7");
      QTRY_COMPARE(heard.exits.size(), std::size_t{1});
      QCOMPARE(heard.exits.front(), std::string("the worker exited with code 7"));
    }
  }

  void what_a_worker_said_before_its_end_is_not_lost() {
    QtLoop loop;
    LinuxWorkerLauncher launcher(program_, loop);
    for (int i = 0; i < 50; ++i) {
      Heard heard;
      const auto worker = started(launcher, heard);
      QVERIFY(worker);
      worker->send("burst 150");
      QTRY_COMPARE(heard.exits.size(), std::size_t{1});
      QCOMPARE(heard.frames.size(), std::size_t{150});
      QVERIFY(!heard.framesAfterExit);
    }
  }

  void a_worker_that_does_not_read_is_ended() {
    QtLoop loop;
    LinuxWorkerLauncher launcher(program_, loop);
    Heard heard;
    const auto worker = started(launcher, heard);
    QVERIFY(worker);
    worker->send("deaf");
    for (int i = 0; i < 12; ++i) worker->send(std::string(1 << 20, 'x'));
    QTRY_COMPARE(heard.exits.size(), std::size_t{1});
    QVERIFY(heard.exits.front().ends_with("because it does not read what is sent to it"));
  }

  void memory_beyond_the_limit_ends_the_worker_and_not_the_agent() {
#ifdef __SANITIZE_ADDRESS__
    QSKIP("AddressSanitizer cannot run under a data limit");
#endif
    QtLoop loop;
    LinuxWorkerLauncher launcher(program_, loop);
    Heard modest;
    Heard greedy;
    const auto modestWorker = started(launcher, modest, 64);
    const auto greedyWorker = started(launcher, greedy, 64);
    QVERIFY(modestWorker && greedyWorker);
    modestWorker->send("allocate 32");
    greedyWorker->send("allocate 128");
    QTRY_COMPARE(greedy.exits.size(), std::size_t{1});
    QCOMPARE(greedy.frames.size(), std::size_t{0});
    QVERIFY2(greedy.exits.front().find("signal 6") != std::string::npos, greedy.exits.front().c_str());
    QTRY_COMPARE(modest.frames, std::vector<std::string>{"allocated"});
    QVERIFY(modestWorker->rssKb() > 32 * 1024);
    QVERIFY(modestWorker->rssKb() < 64 * 1024);
  }

  void destroying_a_worker_kills_it_and_silences_it() {
    QtLoop loop;
    LinuxWorkerLauncher launcher(program_, loop);
    Heard heard;
    auto worker = started(launcher, heard);
    QVERIFY(worker);
    worker->send("describe");
    QTRY_COMPARE(heard.frames.size(), std::size_t{1});
    const pid_t pid = numberAfter(heard.frames.front(), "pid=");
    QVERIFY(processExists(pid));
    worker->send("flood");
    QTRY_VERIFY(heard.frames.size() > 100);
    worker.reset();
    QVERIFY(!processExists(pid));
    const std::size_t frames = heard.frames.size();
    for (int i = 0; i < 10; ++i) QCoreApplication::processEvents();
    QCOMPARE(heard.frames.size(), frames);
    QVERIFY(heard.exits.empty());
  }

  void what_a_worker_started_ends_with_it() {
    QtLoop loop;
    LinuxWorkerLauncher launcher(program_, loop);
    Heard heard;
    auto worker = started(launcher, heard);
    QVERIFY(worker);
    worker->send("fork");
    QTRY_COMPARE(heard.frames.size(), std::size_t{1});
    const auto grandchild = static_cast<pid_t>(std::stol(heard.frames.front()));
    QVERIFY(processExists(grandchild));
    worker->send("exit 0");
    QTRY_COMPARE(heard.exits.size(), std::size_t{1});
    // Whoever inherits the dead grandchild may take its time to reap it.
    const auto ended = [&] { return residentKb(grandchild) == 0; };
    QTRY_VERIFY(ended());
  }

  void a_worker_may_be_destroyed_from_its_own_events() {
    QtLoop loop;
    LinuxWorkerLauncher launcher(program_, loop);
    std::unique_ptr<WorkerProcess> worker;
    int frames = 0;
    int exits = 0;
    auto started = launcher.start({"test"}, {[&](const std::string&) {
                                               ++frames;
                                               worker.reset();
                                             },
                                             [&](const std::string&) { ++exits; }});
    QVERIFY(started.ok());
    worker = std::move(*started);
    worker->send("echo a");
    worker->send("echo b");
    QTRY_VERIFY(!worker);
    for (int i = 0; i < 10; ++i) QCoreApplication::processEvents();
    QCOMPARE(frames, 1);
    QCOMPARE(exits, 0);
  }

  void workers_do_not_disturb_each_other() {
    QtLoop loop;
    LinuxWorkerLauncher launcher(program_, loop);
    std::vector<Heard> heard(8);
    std::vector<std::unique_ptr<WorkerProcess>> workers;
    for (Heard& one : heard) workers.push_back(started(launcher, one));
    for (std::size_t i = 0; i < workers.size(); ++i) {
      QVERIFY(workers[i]);
      workers[i]->send(i % 2 == 0 ? "echo " + std::to_string(i) : "abort");
    }
    for (std::size_t i = 0; i < workers.size(); ++i) {
      if (i % 2 == 0) QTRY_COMPARE(heard[i].frames, std::vector<std::string>{std::to_string(i)});
      QTRY_COMPARE(heard[i].exits.size(), i % 2);
    }
  }

  void a_program_that_cannot_run_is_an_error_at_once() {
    QtLoop loop;
    LinuxWorkerLauncher launcher("/nonexistent/flotilla-agent", loop);
    Heard heard;
    const auto worker = launcher.start({"test"}, heard.events());
    QVERIFY(!worker.ok());
    QCOMPARE(worker.error().reason, std::string("no_file"));
  }

  void what_the_kernel_cannot_execute_ends_at_once() {
    QTemporaryDir dir;
    QFile script(dir.filePath("broken"));
    QVERIFY(script.open(QIODevice::WriteOnly));
    script.write("not a program");
    script.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
    script.close();
    QtLoop loop;
    LinuxWorkerLauncher launcher(dir.filePath("broken").toStdString(), loop);
    Heard heard;
    const auto worker = started(launcher, heard);
    QVERIFY(worker);
    QTRY_COMPARE(heard.exits.size(), std::size_t{1});
    QVERIFY(heard.exits.front().find("could not be started") != std::string::npos);
  }

  void splitting_does_not_depend_on_where_the_bytes_break_data() {
    QTest::addColumn<int>("piece");
    for (const int piece : {1, 2, 3, 5, 7, 1000}) QTest::addRow("%d bytes at a time", piece) << piece;
  }
  void splitting_does_not_depend_on_where_the_bytes_break() {
    QFETCH(int, piece);
    const std::vector<std::string> expected{"a", "", "hello", std::string(300, 'z')};
    std::string wire;
    for (const std::string& frame : expected) wire += frameWithLength(frame);
    FrameSplitter splitter;
    std::vector<std::string> frames;
    for (std::size_t at = 0; at < wire.size(); at += static_cast<std::size_t>(piece))
      QVERIFY(splitter.feed(std::string_view(wire).substr(at, static_cast<std::size_t>(piece)), frames).ok());
    QVERIFY(frames == expected);
  }

  void the_machine_is_described() {
    const MachineFacts facts = machineFacts();
    QCOMPARE(facts.architecture, QSysInfo::currentCpuArchitecture().toStdString());
    QVERIFY(facts.cores >= 1);
    QVERIFY(facts.memoryMb >= 64);
    QVERIFY(ownResidentKb() > 1000);
  }

 private:
  static pid_t pidOf(WorkerProcess& worker, SerialLoop& loop, Heard& heard) {
    worker.send("describe");
    std::string said;
    (void)QTest::qWaitFor([&] {
      said = loop.run([&] { return heard.frames.empty() ? std::string() : heard.frames.front(); });
      return !said.empty();
    });
    return said.empty() ? 0 : numberAfter(said, "pid=");
  }
};

QTEST_GUILESS_MAIN(TstWorkerProcess)
#include "tst_worker_process.moc"
