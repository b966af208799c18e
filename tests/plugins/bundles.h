// Real plugins and real bundles of the build, for tests. Thread: the test's.
#pragma once

#include <QtTest>

#include <string>
#include <vector>

#include "services/agent/worker/plugin_object.h"

namespace flotilla::tests {

inline std::string pluginPath(const std::string& name) {
  return std::string(FLOTILLA_BINARY_DIR) + "/bin/plugins/" + name + ".so";
}

inline std::string bundlePath(const std::string& artifactAndVersion) {
  return std::string(FLOTILLA_BINARY_DIR) + "/models/" + artifactAndVersion;
}

// The names that a bundle must have, sorted.
inline QStringList bundleFiles() {
  return {"evaluation.json", "golden.bin",  "lineage.json", "model.onnx",
          "profile.json",    "samples.bin", "schema.json",  "warmup.bin"};
}

inline QByteArray readFile(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline void writeFile(const QString& path, const QByteArray& content) {
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) qFatal("cannot write a test file");
}

// A copy of a bundle that a test may damage.
class BundleCopy {
 public:
  explicit BundleCopy(const std::string& artifactAndVersion) {
    for (const QString& name : bundleFiles())
      QFile::copy(QString::fromStdString(bundlePath(artifactAndVersion)) + "/" + name, file(name));
  }
  QString file(const QString& name) const { return folder_.filePath(name); }
  std::string path() const { return folder_.path().toStdString(); }
  QByteArray read(const QString& name) const { return readFile(file(name)); }
  void write(const QString& name, const QByteArray& content) const {
    QFile::remove(file(name));
    writeFile(file(name), content);
  }

 private:
  QTemporaryDir folder_;
};

inline worker::RuntimePlugin openOnnxRuntime() {
  return worker::openRuntime(pluginPath("runtime-onnx")).value();
}
inline worker::SourcePlugin openReplaySource() {
  return worker::openSource(pluginPath("source-replay")).value();
}

struct Sample {
  std::vector<float> input;
  std::int32_t label = -1;
  friend bool operator==(const Sample&, const Sample&) = default;
};

inline std::vector<Sample> take(worker::SourcePlugin& source, std::size_t inputSize, std::size_t count) {
  std::vector<Sample> samples(count);
  plugin::Complaint complaint{};
  for (Sample& sample : samples) {
    sample.input.resize(inputSize);
    if (!source->next(sample.input.data(), sample.label, complaint))
      qFatal("a source gave nothing: %s", complaint.message);
  }
  return samples;
}

}  // namespace flotilla::tests
