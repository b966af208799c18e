// Calls of the operator API as a page makes them, over one connection, and whether an answer is one that Connect knows.
// Thread: the test's. Lifetime: below the fixture's.
#pragma once

#include <QtTest>

#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include <string>

#include "services/proto/flotilla/v1/common.pb.h"
#include "tests/http/web_fixture.h"

namespace flotilla::tests {

struct ApiAnswer {
  long status = 0;
  std::string body;
  std::map<std::string, std::string> headers;
  QString code;
  QString message;
  v1::ErrorDetail detail;

  QString reason() const { return QString::fromStdString(detail.reason()); }
  // What is wrong with the form of the answer, whatever it says; nothing if it is well-formed.
  QString flaw() const {
    if (status == 200) return {};
    if (status < 400 || status >= 500) return QString("status %1: %2").arg(status).arg(body.substr(0, 300).c_str());
    const QByteArray bytes = QByteArray::fromStdString(body);
    if (QString::fromUtf8(bytes).toUtf8() != bytes) return "not UTF-8: " + QString::fromLatin1(bytes.left(300));
    if (code.isEmpty() || message.isEmpty() || detail.reason().empty())
      return "not an error of Connect: " + QString::fromUtf8(bytes.left(300));
    if (body.size() > 4096) return QString("%1 bytes of error").arg(body.size());
    return {};
  }
};

class ApiClient {
 public:
  ApiClient(const WebFixture& fixture, const std::string& session)
      : curl_(fixture.port, fixture.pki.caPem()),
        headers_{WebFixture::cookie(session), WebFixture::csrf(session), "Sec-Fetch-Site: same-origin"} {}

  // `path`: "/flotilla.v1.NodeService/ListNodes".
  ApiAnswer json(const std::string& path, std::string_view body) { return call(path, body, "application/json"); }
  ApiAnswer bytes(const std::string& path, std::string_view body) { return call(path, body, "application/proto"); }
  static QJsonObject jsonOf(const google::protobuf::Message& message) {
    std::string out;
    if (!google::protobuf::util::MessageToJsonString(message, &out).ok()) qFatal("a request cannot be JSON");
    return QJsonDocument::fromJson(QByteArray::fromStdString(out)).object();
  }
  static std::string textOf(const QJsonObject& json) {
    return QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString();
  }

 private:
  ApiAnswer call(const std::string& path, std::string_view body, const std::string& type) {
    std::vector<std::string> headers = headers_;
    headers.push_back("Content-Type: " + type);
    CurlAnswer got = curl_.request("POST", path, body, headers);
    ApiAnswer out;
    out.status = got.status;
    out.body = std::move(got.body);
    out.headers = std::move(got.headers);
    if (out.status == 200) return out;
    const QJsonObject error = QJsonDocument::fromJson(QByteArray::fromStdString(out.body)).object();
    out.code = error["code"].toString();
    out.message = error["message"].toString();
    const QJsonObject detail = error["details"].toArray().at(0).toObject();
    const QByteArray value = QByteArray::fromBase64(detail["value"].toString().toLatin1());
    if (detail["type"] == "flotilla.v1.ErrorDetail")
      out.detail.ParseFromArray(value.data(), static_cast<int>(value.size()));
    return out;
  }

  CurlClient curl_;
  std::vector<std::string> headers_;
};

}  // namespace flotilla::tests
