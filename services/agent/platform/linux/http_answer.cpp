#include "services/agent/platform/linux/http_answer.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

namespace flotilla::agent {
namespace {

std::string lowerCase(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Takes the digits at the front of `text` away; nullopt if there are none.
std::optional<std::uint64_t> takeNumber(std::string_view& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::invalid_argument) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return error == std::errc() ? value : std::numeric_limits<std::uint64_t>::max();
}

bool takePrefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// "HTTP/1.1 200 OK" or "HTTP/2 200"
int statusOf(std::string_view line) {
  line.remove_prefix(std::min(line.find(' '), line.size()));
  line = trimmed(line);
  const auto status = takeNumber(line);
  return status && *status < 1000 ? static_cast<int>(*status) : 0;
}

Error tooLong(std::uint64_t length) {
  return {ErrorCode::Invalid, "V29_too_long",
          "the source has more than the " + std::to_string(length) + " bytes that were signed"};
}
Error tooShort(std::uint64_t length) {
  return {ErrorCode::Invalid, "V32_too_short",
          "the source has fewer than the " + std::to_string(length) + " bytes that were signed"};
}

struct ContentRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::optional<std::uint64_t> total;
};

// "bytes 5-9/10" or "bytes 5-9/*"
std::optional<ContentRange> parseContentRange(std::string_view text) {
  if (!takePrefix(text, "bytes ")) return std::nullopt;
  const auto first = takeNumber(text);
  if (!first || !takePrefix(text, "-")) return std::nullopt;
  const auto last = takeNumber(text);
  if (!last || !takePrefix(text, "/")) return std::nullopt;
  if (text == "*") return ContentRange{*first, *last, std::nullopt};
  const auto total = takeNumber(text);
  if (!total || !text.empty()) return std::nullopt;
  return ContentRange{*first, *last, total};
}

Status checkBodyLength(const HttpHead& head, std::uint64_t wanted, std::uint64_t length) {
  if (!head.contentLength) return okStatus();
  if (*head.contentLength > wanted) return tooLong(length);
  if (*head.contentLength < wanted) return tooShort(length);
  return okStatus();
}

Result<std::uint64_t> partialOffset(const HttpHead& head, std::uint64_t have, std::uint64_t length) {
  const auto range = parseContentRange(head.contentRange);
  if (have == 0 || !range) return sourceUnavailable("the source sent a part that was not asked for");
  if (range->total && *range->total > length) return tooLong(length);
  if (range->total && *range->total < length) return tooShort(length);
  if (range->first != have || range->last != length - 1)
    return sourceUnavailable("the source sent bytes " + std::to_string(range->first) + " to " +
                             std::to_string(range->last) + " instead of " + std::to_string(have) + " to " +
                             std::to_string(length - 1));
  FLOTILLA_CHECK(checkBodyLength(head, length - have, length));
  return have;
}

Error statusError(int status, std::uint64_t length) {
  const std::string answer = "the source answered with status " + std::to_string(status);
  if (status == 404 || status == 410) return notFound("not_found", answer);
  if (status == 401 || status == 403) return {ErrorCode::Denied, "source_denied", answer};
  if (status == 416) return tooShort(length);
  return sourceUnavailable(answer);
}

}  // namespace

Error sourceUnavailable(std::string message) {
  return {ErrorCode::Unavailable, "source_unavailable", std::move(message)};
}

void readHeadLine(HttpHead& head, std::string_view line) {
  if (line.starts_with("HTTP/")) {
    head = HttpHead{};
    head.status = statusOf(line);
    return;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const std::string name = lowerCase(line.substr(0, colon));
  std::string_view value = trimmed(line.substr(colon + 1));
  if (name == "content-length") head.contentLength = takeNumber(value);
  if (name == "content-range") head.contentRange = std::string(value);
  if (name == "content-encoding") head.contentEncoding = lowerCase(value);
}

Result<std::uint64_t> bodyOffset(const HttpHead& head, std::uint64_t have, std::uint64_t length) {
  if (head.status != 200 && head.status != 206) return statusError(head.status, length);
  if (!head.contentEncoding.empty() && head.contentEncoding != "identity")
    return sourceUnavailable("the source sent content encoding " + head.contentEncoding + ", which was not asked for");
  if (head.status == 206) return partialOffset(head, have, length);
  FLOTILLA_CHECK(checkBodyLength(head, length, length));
  return std::uint64_t{0};
}

}  // namespace flotilla::agent
