// What the tests of services/crypto share: PEM taken apart and put together, fixtures, and reasons that Qt Test can
// print.
#pragma once

#include <QFile>
#include <QString>
#include <string>
#include <string_view>

#include "models/domain/result.h"
#include "services/runtime/base64.h"

namespace flotilla {

template <class T>
QString reasonOf(const Result<T>& result) {
  return result ? QStringLiteral("ok") : QString::fromStdString(result.error().reason);
}

inline std::string derOf(const std::string& pem) {
  const std::size_t begin = pem.find('\n') + 1;
  std::string body = pem.substr(begin, pem.find("-----END") - begin);
  std::erase(body, '\n');
  return fromBase64(body).value();
}

inline std::string pemOf(const std::string& name, std::string_view der) {
  std::string out = "-----BEGIN " + name + "-----\n";
  const std::string body = toBase64(der);
  for (std::size_t at = 0; at < body.size(); at += 64) out += body.substr(at, 64) + "\n";
  return out + "-----END " + name + "-----\n";
}

// The last bytes of a request or certificate are those of its signature.
inline std::string withBrokenSignature(const std::string& name, const std::string& pem) {
  std::string der = derOf(pem);
  der.back() = static_cast<char>(der.back() ^ 1);
  return pemOf(name, der);
}

inline std::string fixture(const QString& name) {
  QFile file(QStringLiteral(FLOTILLA_SOURCE_DIR "/tests/crypto/fixtures/%1.pem").arg(name));
  return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

}  // namespace flotilla
