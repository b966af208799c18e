#include "services/publisher/http_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <mutex>

namespace flotilla::publisher {
namespace {

constexpr std::size_t kMaxAnswerBytes = 64 * 1024;
constexpr long kConnectSeconds = 10;
constexpr long kStallSeconds = 30;  // without a byte moving
constexpr long kUploadBuffer = 256 * 1024;

struct FreeCurl {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

struct BodySource {
  File* file;
  std::uint64_t offset;
  std::uint64_t length;
  std::string error = {};
};

std::size_t readBody(char* out, std::size_t size, std::size_t count, void* context) {
  auto& source = *static_cast<BodySource*>(context);
  const std::uint64_t wanted = std::min<std::uint64_t>(size * count, source.length - source.offset);
  const auto piece = source.file->read(source.offset, static_cast<std::size_t>(wanted));
  if (!piece || piece->size() != wanted) {
    source.error = piece ? "the file became shorter" : piece.error().message;
    return CURL_READFUNC_ABORT;
  }
  std::memcpy(out, piece->data(), piece->size());
  source.offset += piece->size();
  return piece->size();
}

// curl starts over when a kept connection turns out to be dead.
int seekBody(void* context, curl_off_t offset, int origin) {
  auto& source = *static_cast<BodySource*>(context);
  if (origin != SEEK_SET || offset < 0 || static_cast<std::uint64_t>(offset) > source.length) return CURL_SEEKFUNC_FAIL;
  source.offset = static_cast<std::uint64_t>(offset);
  return CURL_SEEKFUNC_OK;
}

std::size_t keepAnswer(char* data, std::size_t size, std::size_t count, void* context) {
  auto& body = *static_cast<std::string*>(context);
  body.append(data, std::min(size * count, kMaxAnswerBytes - body.size()));
  return size * count;
}

bool isTrustFailure(CURLcode code) {
  return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE || code == CURLE_SSL_ISSUER_ERROR;
}

std::string inOurWords(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return "this host is not known";
    case CURLE_COULDNT_CONNECT:
      return "connection refused";
    case CURLE_OPERATION_TIMEDOUT:
      return "no answer";
    case CURLE_SSL_CONNECT_ERROR:
      return "it does not speak TLS as a control plane does";
    default:
      return isTrustFailure(code) ? "its certificate is not from the authority of this control plane"
                                  : "the connection was cut";
  }
}

void initialiseOnce() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

}  // namespace

struct HttpClient::State {
  std::string url;
  std::string caPem;
  std::unique_ptr<curl_slist, FreeList> headers;
  std::unique_ptr<CURL, FreeCurl> curl;

  void prepare(std::string_view method, const std::string& path);
  Result<HttpAnswer> perform(const BodySource* source);
};

void HttpClient::State::prepare(std::string_view method, const std::string& path) {
  CURL* const handle = curl.get();
  curl_easy_reset(handle);  // keeps the connection
  curl_easy_setopt(handle, CURLOPT_URL, (url + path).c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(handle, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_3);
  curl_blob ca{caPem.data(), caPem.size(), CURL_BLOB_COPY};
  curl_easy_setopt(handle, CURLOPT_CAINFO_BLOB, &ca);
  curl_easy_setopt(handle, CURLOPT_CAPATH, nullptr);  // the system's CAs have no say here
  curl_easy_setopt(handle, CURLOPT_PROXY, "");
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, kStallSeconds);
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, keepAnswer);
  if (method == "HEAD") {
    curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
  } else {
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, std::string(method).c_str());
  }
}

Result<HttpAnswer> HttpClient::State::perform(const BodySource* source) {
  CURL* const handle = curl.get();
  HttpAnswer answer;
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &answer.body);
  const CURLcode code = curl_easy_perform(handle);
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &answer.status);
  curl_header* location = nullptr;
  if (curl_easy_header(handle, "Location", 0, CURLH_HEADER, -1, &location) == CURLHE_OK)
    answer.location = location->value;
  if (source && !source->error.empty()) return internalError("io_error", source->error);
  // A refusal may come while the body is still being sent; then it is the answer, not the cut after it.
  if (code == CURLE_OK || answer.status >= 400) return answer;
  const std::string message = url + ": " + inOurWords(code);
  if (isTrustFailure(code))
    return Error{
        ErrorCode::Unauthenticated, "registry_not_trusted", message, {}, "check the address and the CA given for it"};
  return Error{
      ErrorCode::Unavailable, "registry_unreachable", message, {}, "check the address and that the server runs"};
}

Result<std::unique_ptr<HttpClient>> HttpClient::open(const PushTarget& target) {
  std::string url = target.url;
  while (url.ends_with('/')) url.pop_back();
  if (!url.starts_with("https://")) return invalid("bad_url", "\"" + target.url + "\" is not https://host:port", "url");
  const bool printable =
      std::all_of(target.ticket.begin(), target.ticket.end(), [](char c) { return c > ' ' && c < 127; });
  if (target.ticket.empty() || !printable) return invalid("bad_ticket", "this is not a ticket", "ticket");
  initialiseOnce();
  auto state = std::make_unique<State>();
  state->url = std::move(url);
  state->caPem = target.caPem;
  state->headers.reset(curl_slist_append(nullptr, ("Authorization: Bearer " + target.ticket).c_str()));
  state->curl.reset(curl_easy_init());
  if (!state->curl || !state->headers) return internalError("curl", "libcurl cannot be used");
  return std::unique_ptr<HttpClient>(new HttpClient(std::move(state)));
}

HttpClient::HttpClient(std::unique_ptr<State> state) : state_(std::move(state)) {}
HttpClient::~HttpClient() = default;

Result<HttpAnswer> HttpClient::send(std::string_view method, const std::string& path) {
  state_->prepare(method, path);
  if (method == "POST") curl_easy_setopt(state_->curl.get(), CURLOPT_POSTFIELDS, "");
  return state_->perform(nullptr);
}

Result<HttpAnswer> HttpClient::upload(std::string_view method, const std::string& path, File& file,
                                      std::uint64_t length) {
  state_->prepare(method, path);
  BodySource source{&file, 0, length};
  CURL* const handle = state_->curl.get();
  curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(handle, CURLOPT_UPLOAD_BUFFERSIZE, kUploadBuffer);
  curl_easy_setopt(handle, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(length));
  curl_easy_setopt(handle, CURLOPT_READFUNCTION, readBody);
  curl_easy_setopt(handle, CURLOPT_READDATA, &source);
  curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, seekBody);
  curl_easy_setopt(handle, CURLOPT_SEEKDATA, &source);
  return state_->perform(&source);
}

}  // namespace flotilla::publisher
