// Limits as the kernel holds them, with real processes, where control groups can be written; a CI machine may not let
// us. What cgroup v2 needs is tested against a plain folder that stands in for /sys/fs/cgroup, because this kernel
// offers no controllers there.
#include "services/agent/platform/linux/cgroup_file.h"
#include "services/agent/platform/linux/limits.h"
#include "services/agent/platform/linux/worker_process.h"

// After the headers of the agent, one of which uses a name that is a keyword to Qt.
#include <sys/prctl.h>
#include <sys/wait.h>
#include <QDirIterator>
#include <QtTest>

#include <sched.h>
#include <csignal>

#include "tests/agent_platform/qt_loop.h"

using namespace flotilla;
using namespace flotilla::agent;

namespace {

struct Heard {
  std::vector<std::string> frames;
  std::vector<std::string> exits;
  WorkerEvents events() {
    return {[this](std::string frame) { frames.push_back(std::move(frame)); },
            [this](std::string why) { exits.push_back(std::move(why)); }};
  }
};

Limits chosen(const std::string& name) {
  return Limits::choose(CgroupPlace{}, name);
}

std::string nameHere(const char* test) {
  return "flotilla-test-" + std::to_string(::getpid()) + "-" + test;
}

QStringList foldersNamed(const std::string& name) {
  QStringList out;
  QDirIterator all("/sys/fs/cgroup", {QString::fromStdString(name)}, QDir::Dirs, QDirIterator::Subdirectories);
  while (all.hasNext()) out << all.next();
  return out;
}

// A folder that looks like a cgroup v2 hierarchy in which this process is in /unit.
class StandIn {
 public:
  explicit StandIn(const QByteArray& controllers) {
    QDir(folder_.path()).mkpath("cgroup/unit");
    write("cgroup/unit/cgroup.controllers", controllers);
    write("own", "1:name=systemd:/elsewhere\n0::/unit\n");
  }
  void write(const QString& name, const QByteArray& text) const {
    QFile file(folder_.filePath(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
  }
  QByteArray read(const QString& name) const {
    QFile file(folder_.filePath("cgroup/unit/" + name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(no file)");
  }
  void prepare(const QString& group, const QByteArray& controllers) const {
    QDir(folder_.path()).mkpath("cgroup/unit/" + group);
    write("cgroup/unit/" + group + "/cgroup.controllers", controllers);
  }
  CgroupPlace place() const {
    return {Path(folder_.filePath("cgroup").toStdString()), Path(folder_.filePath("own").toStdString())};
  }

 private:
  QTemporaryDir folder_;
};

}  // namespace

class TstLimits : public QObject {
  Q_OBJECT

 private:
  const Path program_ = Path(FLOTILLA_BINARY_DIR) / "tests" / "worker_child";

 private slots:
  void one_that_takes_too_much_memory_is_ended_and_it_is_told_as_such() {
#ifdef __SANITIZE_ADDRESS__
    QSKIP("the shadow memory of AddressSanitizer counts");
#endif
    Limits limits = chosen(nameHere("memory"));
    if (!limits.countsMemory()) QSKIP("control groups for memory cannot be written here");
    QtLoop loop;
    LinuxWorkerLauncher launcher(program_, loop, std::move(limits));
    Heard modest;
    Heard greedy;
    const auto one = launcher.start({"modest", 64}, modest.events()).value();
    const auto two = launcher.start({"greedy", 64}, greedy.events()).value();
    one->send("allocate 32");
    two->send("allocate 128");
    QTRY_COMPARE_WITH_TIMEOUT(greedy.exits.size(), std::size_t{1}, 20'000);
    QVERIFY(two->outOfMemory());
    QTRY_COMPARE(modest.frames, std::vector<std::string>{"allocated"});
    QVERIFY(!one->outOfMemory());
    QVERIFY(one->rssKb() > 32 * 1024);
  }

  void no_more_processes_than_allowed_can_be_made() {
    Limits limits = chosen(nameHere("pids"));
    if (!limits.limitsProcesses()) QSKIP("control groups for processes cannot be written here");
    QtLoop loop;
    LinuxWorkerLauncher launcher(program_, loop, std::move(limits));
    Heard heard;
    const auto worker = launcher.start({"bomb", 256, 0, 10}, heard.events()).value();
    worker->send("bomb 40");
    QTRY_COMPARE(heard.frames.size(), std::size_t{1});
    QCOMPARE(heard.frames.front(), std::to_string(10 + kProcessesOfOurs - 1));  // the worker is one of them
  }

  void no_more_of_the_processor_is_given_than_allowed() {
    Limits limits = chosen(nameHere("cpu"));
    if (!limits.limitsCpu()) QSKIP("control groups for the processor cannot be written here");
    QtLoop loop;
    LinuxWorkerLauncher launcher(program_, loop, std::move(limits));
    Heard heard;
    const auto worker = launcher.start({"spin", 256, 20, 0}, heard.events()).value();
    worker->send("spin 2000");
    QTRY_COMPARE_WITH_TIMEOUT(heard.frames.size(), std::size_t{1}, 20'000);
    const int given = std::stoi(heard.frames.front());
    // 400 ms and what one period may give too much; a busy machine gives less.
    QVERIFY2(given < 600, heard.frames.front().c_str());
  }

  void what_a_worker_started_ends_with_it_and_its_groups_go() {
    const std::string name = nameHere("children");
    Limits limits = chosen(name);
    if (limits.kind() == Limits::Kind::ResourceLimits) QSKIP("control groups cannot be written here");
    {
      QtLoop loop;
      LinuxWorkerLauncher launcher(program_, loop, std::move(limits));
      Heard heard;
      const auto worker = launcher.start({"children", 256}, heard.events()).value();
      worker->send("fork");
      QTRY_COMPARE(heard.frames.size(), std::size_t{1});
      const pid_t child = std::stoi(heard.frames.front());
      QVERIFY(::kill(child, 0) == 0);
      ::setpgid(child, child);  // as one that left the group of processes; not allowed after exec, so it may fail
      QVERIFY(!foldersNamed(name).isEmpty());
    }
    QTRY_VERIFY(foldersNamed(name).isEmpty());
  }

  void what_a_killed_agent_left_is_ended_at_the_next_start() {
    const std::string name = nameHere("leftover");
    Limits limits = chosen(name);
    if (limits.kind() == Limits::Kind::ResourceLimits) QSKIP("control groups cannot be written here");
    auto* lost = limits.make({"lost", 64}).value().release();  // as if nobody had come to remove it
    const pid_t child = ::fork();
    if (child == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      const auto doors = lost->doors();
      for (const Descriptor& door : *doors) (void)!::write(door.get(), "0", 1);
      for (;;) ::pause();
    }
    QTRY_VERIFY(lost->residentKb() > 0);
    const Limits again = chosen(name);
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QVERIFY(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    for (const QString& folder : foldersNamed(name))
      QVERIFY2(QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot).isEmpty(), qPrintable(folder));
    delete lost;
  }

  void one_in_the_background_runs_behind_all_others() {
    QtLoop loop;
    Limits limits = chosen(nameHere("idle"));
    const bool weighs = limits.limitsCpu() && limits.kind() == Limits::Kind::CgroupV1;
    LinuxWorkerLauncher launcher(program_, loop, std::move(limits));
    Heard ordinary, behind;
    const auto one = launcher.start({"ordinary", 64}, ordinary.events()).value();
    const auto two = launcher.start({"behind", 64, 0, 0, true}, behind.events()).value();
    one->send("priority");
    two->send("priority");
    QTRY_COMPARE(ordinary.frames.size(), std::size_t{1});
    QTRY_COMPARE(behind.frames.size(), std::size_t{1});
    QCOMPARE(ordinary.frames.front(), std::string("policy=0 nice=0"));
    QVERIFY2(behind.frames.front() == "policy=" + std::to_string(SCHED_IDLE) + " nice=0" ||
                 behind.frames.front() == "policy=0 nice=19",
             behind.frames.front().c_str());
    qInfo("%s", behind.frames.front().c_str());
    if (!weighs) return;
    const QStringList groups = foldersNamed("behind-2"), others = foldersNamed("ordinary-1");
    const auto read = [](const QStringList& folders, const char* name) {
      for (const QString& folder : folders)
        if (QFile file(folder + "/" + name); file.open(QIODevice::ReadOnly)) return file.readAll().trimmed();
      return QByteArray("(no file)");
    };
    // An idle group is told to weigh 3, whatever was written before.
    QVERIFY(read(groups, "cpu.idle") == "1" || read(groups, "cpu.shares") == "2");
    QCOMPARE(read(others, "cpu.shares"), QByteArray("1024"));
    QVERIFY(read(others, "cpu.idle") != "1");
  }

  void one_in_the_background_has_memory_of_its_own() {
#ifdef __SANITIZE_ADDRESS__
    QSKIP("the shadow memory of AddressSanitizer counts");
#endif
    QtLoop loop;
    LinuxWorkerLauncher launcher(program_, loop, chosen(nameHere("own")));
    Heard ordinary, behind;
    const auto one = launcher.start({"twins", 256}, ordinary.events()).value();
    const auto two = launcher.start({"twins", 64, 0, 0, true}, behind.events()).value();
    one->send("allocate 128");
    two->send("allocate 128");
    QTRY_COMPARE_WITH_TIMEOUT(behind.exits.size(), std::size_t{1}, 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(ordinary.frames, std::vector<std::string>{"allocated"}, 20'000);
    QVERIFY(ordinary.exits.empty());
  }

  void without_control_groups_a_data_limit_holds() {
    const StandIn nothing("");
    Limits limits = Limits::choose({"/nowhere", nothing.place().own}, "flotilla-x");
    QVERIFY(limits.kind() == Limits::Kind::ResourceLimits);
    QVERIFY(!limits.countsMemory() && !limits.limitsCpu() && !limits.limitsProcesses());
#ifndef __SANITIZE_ADDRESS__
    QtLoop loop;
    LinuxWorkerLauncher launcher(program_, loop, std::move(limits));
    Heard heard;
    const auto worker = launcher.start({"greedy", 64}, heard.events()).value();
    worker->send("allocate 128");
    QTRY_COMPARE(heard.exits.size(), std::size_t{1});
    QVERIFY(!worker->outOfMemory());
#endif
  }

  void version_2_is_used_where_it_has_the_controllers() {
    const StandIn root("cpuset cpu io memory pids\n");
    root.prepare("flotilla-x", "cpu memory pids\n");
    Limits limits = Limits::choose(root.place(), "flotilla-x");
    QVERIFY(limits.kind() == Limits::Kind::CgroupV2);
    QCOMPARE(root.read("agent/cgroup.procs"), QByteArray("0"));          // the agent itself is out of the way
    QCOMPARE(root.read("cgroup.subtree_control"), QByteArray("+pids"));  // the last of three
    QCOMPARE(root.read("flotilla-x/cgroup.subtree_control"), QByteArray("+pids"));
    const auto group = limits.make({"shelf", 64, 150, 20}).value();
    QCOMPARE(root.read("flotilla-x/shelf-1/memory.max"), QByteArray("67108864"));
    QCOMPARE(root.read("flotilla-x/shelf-1/cpu.max"), QByteArray("150000 100000"));
    QCOMPARE(root.read("flotilla-x/shelf-1/pids.max"), QByteArray("24"));
    QCOMPARE(group->oomKills(), std::uint64_t{0});
    root.write("cgroup/unit/flotilla-x/shelf-1/memory.events", "low 0\nhigh 0\nmax 9\noom 2\noom_kill 1\n");
    QCOMPARE(group->oomKills(), std::uint64_t{1});
    QCOMPARE(root.read("flotilla-x/shelf-1/cpu.weight"), QByteArray("(no file)"));
    const auto free = limits.make({"shelf", 64}).value();
    QCOMPARE(root.read("flotilla-x/shelf-2/cpu.max"), QByteArray("(no file)"));
    QCOMPARE(root.read("flotilla-x/shelf-2/pids.max"), QByteArray("260"));
    root.prepare("flotilla-x/shelf-3", "cpu memory pids\n");
    root.write("cgroup/unit/flotilla-x/shelf-3/cpu.weight", "100\n");
    const auto behind = limits.make({"shelf", 64, 0, 0, true}).value();
    QCOMPARE(root.read("flotilla-x/shelf-3/cpu.weight"), QByteArray("1"));
  }

  void version_2_without_memory_is_not_used() {
    const StandIn root("cpuset hugetlb\n");
    const Limits limits = Limits::choose(root.place(), "flotilla-x");
    QVERIFY(limits.kind() == Limits::Kind::ResourceLimits);
    QCOMPARE(root.read("agent/cgroup.procs"), QByteArray("(no file)"));
  }

  void every_node_of_a_machine_has_a_name_of_its_own() {
    QVERIFY(limitsName("/data/one") != limitsName("/data/two"));
    QCOMPARE(limitsName("/data/one"), limitsName("/data/other/../one"));
  }
};

QTEST_GUILESS_MAIN(TstLimits)
#include "tst_limits.moc"
