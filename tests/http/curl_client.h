// One HTTPS request with libcurl, as a node or as somebody with a ticket.
#pragma once

#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/http/registry_fixture.h"

namespace flotilla {

struct CurlAnswer {
  CURLcode code = CURLE_OK;
  long status = 0;                             // 0: no answer
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

class CurlClient {
 public:
  CurlClient(std::uint16_t port, std::string caPem) : port_(port), caPem_(std::move(caPem)), curl_(curl_easy_init()) {}
  static CurlClient pusher(const RegistryFixture& fixture, const std::string& ticket = kTicket) {
    return pusher(fixture.push, fixture.pki.caPem(), ticket);
  }
  static CurlClient pusher(std::uint16_t port, const std::string& caPem, const std::string& ticket = kTicket) {
    CurlClient client(port, caPem);
    client.authorization_ = "Authorization: Bearer " + ticket;
    return client;
  }
  static CurlClient node(const RegistryFixture& fixture, ClientIdentity identity) {
    return node(fixture.nodes, fixture.pki.caPem(), std::move(identity));
  }
  static CurlClient node(std::uint16_t port, const std::string& caPem, ClientIdentity identity) {
    CurlClient client(port, caPem);
    client.identity_ = std::move(identity);
    return client;
  }

  // `headers` are complete lines. A body of a PUT, PATCH or POST is sent with its length, or in chunks.
  CurlAnswer request(const std::string& method, const std::string& path, std::string_view body = {},
                     const std::vector<std::string>& headers = {}, bool chunked = false) {
    CURL* const handle = curl_.get();
    curl_easy_reset(handle);
    CurlAnswer answer;
    prepare(method, path, answer);
    curl_slist* lines = nullptr;
    if (!authorization_.empty()) lines = curl_slist_append(lines, authorization_.c_str());
    if (chunked) lines = curl_slist_append(lines, "Transfer-Encoding: chunked");
    for (const std::string& line : headers) lines = curl_slist_append(lines, line.c_str());
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, lines);
    if (method == "PUT" || method == "PATCH" || method == "POST") prepareBody(body, chunked);
    answer.code = curl_easy_perform(handle);
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &answer.status);
    curl_slist_free_all(lines);
    return answer;
  }
  using Sink = std::function<void(std::string_view)>;
  // From now on content goes here instead of into the answer.
  void setSink(Sink sink) { sink_ = std::move(sink); }
  CurlAnswer get(const std::string& path, const std::vector<std::string>& headers = {}) {
    return request("GET", path, {}, headers);
  }

 private:
  void prepare(const std::string& method, const std::string& path, CurlAnswer& answer) {
    CURL* const handle = curl_.get();
    curl_easy_setopt(handle, CURLOPT_URL, ("https://127.0.0.1:" + std::to_string(port_) + path).c_str());
    curl_easy_setopt(handle, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_easy_setopt(handle, CURLOPT_TIMEOUT, 60L);
    curl_easy_setopt(handle, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_3);
    setBlob(CURLOPT_CAINFO_BLOB, caPem_);
    if (!identity_.certificatePem.empty()) {
      setBlob(CURLOPT_SSLCERT_BLOB, identity_.certificatePem);
      setBlob(CURLOPT_SSLKEY_BLOB, identity_.keyPem);
    }
    if (method == "HEAD")
      curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
    else
      curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, method.c_str());
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &CurlClient::keepBody);
    body_ = sink_ ? sink_ : [&answer](std::string_view piece) { answer.body += piece; };
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &body_);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &CurlClient::keepHeader);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &answer.headers);
  }
  void prepareBody(std::string_view body, bool chunked) {
    CURL* const handle = curl_.get();
    rest_ = body;
    curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(handle, CURLOPT_READFUNCTION, &CurlClient::readBody);
    curl_easy_setopt(handle, CURLOPT_READDATA, &rest_);
    if (!chunked) curl_easy_setopt(handle, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(body.size()));
  }
  void setBlob(CURLoption option, std::string& pem) {
    curl_blob blob{pem.data(), pem.size(), CURL_BLOB_COPY};
    curl_easy_setopt(curl_.get(), option, &blob);
  }
  static std::size_t keepBody(char* data, std::size_t size, std::size_t count, void* out) {
    (*static_cast<Sink*>(out))({data, size * count});
    return size * count;
  }
  static std::size_t readBody(char* out, std::size_t size, std::size_t count, void* context) {
    auto& rest = *static_cast<std::string_view*>(context);
    const std::size_t taken = rest.copy(out, size * count);
    rest.remove_prefix(taken);
    return taken;
  }
  static std::size_t keepHeader(char* data, std::size_t size, std::size_t count, void* out) {
    const std::string_view line(data, size * count);
    const auto colon = line.find(": ");
    if (colon == std::string_view::npos) return line.size();
    std::string name(line.substr(0, colon));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    std::string_view value = line.substr(colon + 2);
    value.remove_suffix(std::min<std::size_t>(2, value.size()));
    (*static_cast<std::map<std::string, std::string>*>(out))[name] = value;
    return line.size();
  }
  struct Free {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  };

  std::uint16_t port_;
  std::string caPem_;
  ClientIdentity identity_;
  std::string authorization_;
  std::string_view rest_;
  Sink sink_;
  Sink body_;
  std::unique_ptr<CURL, Free> curl_;
};

// Uploads in one piece and returns the last answer.
inline CurlAnswer putBlob(CurlClient& client, std::string_view content, const std::string& digest,
                          const std::string& repository = "vision", bool chunked = false) {
  const CurlAnswer started = client.request("POST", "/v2/" + repository + "/blobs/uploads/");
  if (started.status != 202) return started;
  return client.request("PUT", started.headers.at("location") + "?digest=" + digest, content, {}, chunked);
}

}  // namespace flotilla
