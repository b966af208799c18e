#include "services/controlplane/http/request_check.h"

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/field.hpp>
#include <string_view>

namespace flotilla::controlplane {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr std::size_t kMaxHeaders = 100;
constexpr std::size_t kMaxTargetBytes = 2 * 1024;

std::string_view plain(beast::string_view text) {
  return {text.data(), text.size()};
}

// One meaning for everybody who reads it: a request that names its length twice, or in two ways, is refused (request
// smuggling).
bool hasPlainFraming(const http::request_header<>& header) {
  const auto lengths = header.count(http::field::content_length);
  const auto encodings = header.count(http::field::transfer_encoding);
  if (lengths + encodings > 1) return false;
  const auto length = plain(header[http::field::content_length]);
  if (lengths == 1 && (length.empty() || length.find_first_not_of("0123456789") != std::string_view::npos))
    return false;
  return encodings == 0 || beast::iequals(header[http::field::transfer_encoding], "chunked");
}

// Beast's own limit holds only for a header that comes in pieces.
bool isTooLong(const http::request_header<>& header) {
  std::size_t bytes = 0;
  std::size_t count = 0;
  for (const auto& field : header) {
    bytes += field.name_string().size() + field.value().size() + 4;
    ++count;
  }
  return bytes > kMaxHeaderBytes || count > kMaxHeaders;
}

}  // namespace

Reply tooLongReply() {
  return errorReply(431, "UNSUPPORTED", "the header of this request is too long");
}

std::optional<Reply> checkHeader(const http::request_header<>& header) {
  if (isTooLong(header)) return tooLongReply();
  if (header.version() != 11) return errorReply(505, "UNSUPPORTED", "this server speaks HTTP/1.1");
  if (header.target().size() > kMaxTargetBytes) return errorReply(414, "UNSUPPORTED", "this address is too long");
  if (header.count(http::field::host) != 1) return errorReply(400, "UNSUPPORTED", "a request names one host");
  if (!hasPlainFraming(header)) return errorReply(400, "UNSUPPORTED", "the length of the body is ambiguous");
  for (const auto field : {http::field::authorization, http::field::range, http::field::content_range,
                           http::field::content_type, http::field::cookie, http::field::origin})
    if (header.count(field) > 1) return errorReply(400, "UNSUPPORTED", "a header is given twice");
  for (const char* name : {"X-Flotilla-CSRF", "Sec-Fetch-Site", "Connect-Protocol-Version", "Connect-Timeout-Ms"})
    if (header.count(name) > 1) return errorReply(400, "UNSUPPORTED", "a header is given twice");
  return std::nullopt;
}

}  // namespace flotilla::controlplane
