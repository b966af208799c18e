// A process that gets half a millisecond of every 45, as on a machine that is overcommitted: what it is asked waits for
// its turn, and what takes it longer takes several turns. On a busy machine a turn lasts longer, so whoever asks more
// than once between two turns gets the second answer at once. Thread: a thread of its own signals it. It is let go by
// the destructor, unless it has ended before.
#pragma once

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <atomic>
#include <chrono>
#include <thread>

namespace flotilla::test {

// Of a process, by /proc; those that any of its threads started and that have not ended.
inline QList<pid_t> childrenOf(qint64 pid) {
  const QString tasks = QString("/proc/%1/task").arg(pid);
  QList<pid_t> out;
  for (const QString& thread : QDir(tasks).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
    QFile file(tasks + "/" + thread + "/children");
    if (!file.open(QFile::ReadOnly)) continue;
    for (const QByteArray& word : file.readAll().simplified().split(' '))
      if (const pid_t child = word.toInt(); child > 0) out << child;
  }
  return out;
}

class StutteringProcess {
 public:
  explicit StutteringProcess(pid_t process) : descriptor_(static_cast<int>(::syscall(SYS_pidfd_open, process, 0))) {
    if (descriptor_ >= 0) thread_ = std::thread([this] { stutter(); });
  }
  ~StutteringProcess() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  StutteringProcess(const StutteringProcess&) = delete;
  StutteringProcess& operator=(const StutteringProcess&) = delete;
  bool works() const { return descriptor_ >= 0; }

 private:
  // By a descriptor, so that nobody else is ever meant. Whether it is still there.
  bool signal(int which) const { return ::syscall(SYS_pidfd_send_signal, descriptor_, which, nullptr, 0) == 0; }
  void stutter() {
    using namespace std::chrono_literals;
    while (!stop_ && signal(SIGSTOP)) {
      std::this_thread::sleep_for(44500us);
      if (!signal(SIGCONT)) return;
      std::this_thread::sleep_for(500us);
    }
    signal(SIGCONT);
  }

  const int descriptor_;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

}  // namespace flotilla::test
