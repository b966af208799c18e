// flotillactl at a terminal, as people sit before it: what it asks there, and what they type. Thread: the caller's,
// blocking. Lifetime: the program ends with this.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <QDeadlineTimer>
#include <QProcess>

#include "tests/cli/cli_process.h"

namespace flotilla::test {

class Terminal {
 public:
  Terminal(const Cli& cli, const QStringList& arguments) {
    if (::openpty(&master_, &slave_, nullptr, nullptr, nullptr) != 0) qFatal("there is no terminal");
    QProcessEnvironment environment;
    environment.insert("HOME", cli.path("home"));
    process_.setProcessEnvironment(environment);
    process_.setWorkingDirectory(cli.path("."));
    process_.setChildProcessModifier([slave = slave_] {
      ::setsid();
      ::ioctl(slave, TIOCSCTTY, 0);
      for (const int end : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(slave, end);
    });
    process_.start(FLOTILLA_BINARY_DIR "/bin/flotillactl", arguments);
  }
  ~Terminal() {
    if (process_.state() != QProcess::NotRunning) process_.kill();
    process_.waitForFinished();
    ::close(slave_);
    ::close(master_);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  // Reads until `text` is on the screen.
  bool shows(const QString& text) {
    const QDeadlineTimer deadline(20'000);
    while (!screen_.contains(text) && !deadline.hasExpired()) read();
    return screen_.contains(text);
  }
  // As soon as `prompt` is asked.
  bool answer(const QString& prompt, const QByteArray& line) {
    if (!shows(prompt)) return false;
    const QByteArray keys = line + "\r";
    return ::write(master_, keys.constData(), static_cast<std::size_t>(keys.size())) == keys.size();
  }
  int exitCode() {
    const QDeadlineTimer deadline(20'000);
    while (!process_.waitForFinished(10) && !deadline.hasExpired()) read();
    read();
    return process_.exitStatus() == QProcess::NormalExit ? process_.exitCode() : -1;
  }
  const QString& screen() const { return screen_; }

 private:
  void read() {
    pollfd waited{master_, POLLIN, 0};
    if (::poll(&waited, 1, 20) <= 0) return;
    char bytes[4096];
    const auto count = ::read(master_, bytes, sizeof(bytes));
    if (count > 0) screen_ += QString::fromUtf8(bytes, static_cast<qsizetype>(count));
  }

  int master_ = -1, slave_ = -1;
  QProcess process_;
  QString screen_;
};

}  // namespace flotilla::test
