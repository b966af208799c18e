// An Executor on the test's own thread, so that QTRY_* waits run the tasks.
#pragma once

#include <QCoreApplication>
#include <QTimer>
#include <utility>

#include "services/runtime/serial_loop.h"

namespace flotilla {

class QtLoop final : public Executor {
 public:
  void post(Task task) override { QMetaObject::invokeMethod(&context_, std::move(task), Qt::QueuedConnection); }
  void postAfter(std::chrono::microseconds delay, Task task) override {
    QTimer::singleShot(std::chrono::ceil<std::chrono::milliseconds>(delay), &context_, std::move(task));
  }

 private:
  QObject context_;
};

}  // namespace flotilla
