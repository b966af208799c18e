// Writes pictures of a preview into a folder. Thread: GUI.
#pragma once

#include <QDir>

#include "tests/console/pages/preview.h"

namespace flotilla::tests {

class Camera {
 public:
  explicit Camera(QDir dir) : dir_(std::move(dir)) {}
  bool take(Preview& preview, const QString& name) {
    preview.settle();
    if (preview.window()->grabWindow().save(dir_.filePath(name + ".png"))) return true;
    failed_ = true;
    return false;
  }
  bool failed() const { return failed_; }

 private:
  QDir dir_;
  bool failed_ = false;
};

}  // namespace flotilla::tests
