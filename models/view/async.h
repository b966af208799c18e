// Answers of the operator API on the GUI thread, and only while whoever asked still lives. Thread: `deliver` from any,
// the callback on the GUI thread. Lifetime: a Guard is a member of whoever asks, declared last.
#pragma once

#include <QCoreApplication>
#include <QMetaObject>
#include <functional>
#include <memory>
#include <utility>

#include "models/domain/operator_api.h"

namespace flotilla::view {

// Wraps callbacks so that they run on the GUI thread, and not at all once the guard is gone.
class Guard {
 public:
  template <class T>
  Done<T> onGui(std::function<void(Result<T>)> callback) const {
    return [weak = std::weak_ptr<int>(alive_), callback = std::move(callback)](Result<T> result) {
      auto shared = std::make_shared<Result<T>>(std::move(result));
      QMetaObject::invokeMethod(
          QCoreApplication::instance(),
          [weak, callback, shared] {
            if (!weak.expired()) callback(std::move(*shared));
          },
          Qt::QueuedConnection);
    };
  }

 private:
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace flotilla::view
