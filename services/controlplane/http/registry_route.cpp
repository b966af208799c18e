#include "services/controlplane/http/registry_route.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <vector>

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kMaxRepositoryLength = 255;

bool isLowerAlnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}
bool isPathCharacter(char c) {
  return isLowerAlnum(c) || (c >= 'A' && c <= 'Z') || c == '/' || c == '.' || c == '_' || c == '-' || c == ':';
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

// [a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*
bool isRepositorySegment(std::string_view segment) {
  if (segment.empty() || !isLowerAlnum(segment.front()) || !isLowerAlnum(segment.back())) return false;
  while (!segment.empty()) {
    const auto word = std::find_if_not(segment.begin(), segment.end(), isLowerAlnum);
    const auto next = std::find_if(word, segment.end(), isLowerAlnum);
    const std::string_view separator(word, next);
    const bool dashes = separator.find_first_not_of('-') == std::string_view::npos;
    if (!dashes && separator != "." && separator != "_" && separator != "__") return false;
    segment = std::string_view(next, segment.end());
  }
  return true;
}

Result<std::string> joinRepository(const std::vector<std::string_view>& segments, std::size_t count) {
  std::string name;
  for (std::size_t i = 0; i < count; ++i) {
    if (!isRepositorySegment(segments[i])) return invalid("bad_repository", "this is not a repository name", "name");
    name.append(i == 0 ? "" : "/").append(segments[i]);
  }
  if (name.empty() || name.size() > kMaxRepositoryLength)
    return invalid("bad_repository", "a repository name has 1 to 255 characters", "name");
  return name;
}

Result<std::string> percentDecode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const std::string_view digits = text.substr(i + 1, 2);
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (digits.size() != 2 || parsed.ptr != digits.data() + 2) return invalid("bad_target", "bad percent-encoding");
    out += static_cast<char>(value);
    i += 2;
  }
  return out;
}

Result<std::optional<std::string>> digestOfQuery(std::string_view query) {
  constexpr std::string_view kKey = "digest=";
  std::optional<std::string> digest;
  for (const std::string_view pair : split(query, '&')) {
    if (!pair.starts_with(kKey)) continue;
    if (digest) return invalid("bad_target", "two digests in one request", "digest");
    FLOTILLA_TRY(digest, percentDecode(pair.substr(kKey.size())));
  }
  return digest;
}

Result<RegistryRoute> routeOf(const std::vector<std::string_view>& segments) {
  const std::size_t n = segments.size();
  const auto at = [&](std::size_t fromEnd) { return fromEnd <= n ? segments[n - fromEnd] : std::string_view(); };
  RegistryRoute route;
  std::size_t tail = 2;
  route.reference = at(1);
  if (at(3) == "blobs" && at(2) == "uploads") {
    route.call = route.reference.empty() ? RegistryCall::StartUpload : RegistryCall::Upload;
    tail = 3;
  } else if (at(2) == "blobs") {
    route.call = route.reference == "uploads" ? RegistryCall::StartUpload : RegistryCall::Blob;
  } else if (at(2) == "manifests") {
    route.call = RegistryCall::Manifest;
  } else {
    return notFound("no_route", "there is nothing at this address");
  }
  FLOTILLA_TRY(route.repository, joinRepository(segments, n - tail));
  return route;
}

// Digits only; more than fit read as the largest number, which is beyond any content.
std::optional<std::uint64_t> parseOffset(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  std::uint64_t value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  return parsed.ec == std::errc() ? value : std::numeric_limits<std::uint64_t>::max();
}

}  // namespace

Result<RegistryRoute> parseRoute(std::string_view target) {
  const std::string_view path = target.substr(0, target.find('?'));
  const std::string_view query = path.size() < target.size() ? target.substr(path.size() + 1) : std::string_view();
  if (!path.starts_with('/') || !std::all_of(path.begin(), path.end(), isPathCharacter))
    return invalid("bad_target", "an address is a plain path without percent-encoding");
  if (path == "/v2" || path == "/v2/") return RegistryRoute{};
  if (!path.starts_with("/v2/")) return notFound("no_route", "there is nothing at this address");
  FLOTILLA_TRY(RegistryRoute route, routeOf(split(path.substr(4), '/')));
  FLOTILLA_TRY(route.digest, digestOfQuery(query));
  return route;
}

Result<std::optional<ByteRange>> parseRange(std::string_view header, std::uint64_t size) {
  constexpr std::string_view kUnit = "bytes=";
  const std::optional<ByteRange> whole;
  if (!header.starts_with(kUnit)) return whole;
  header.remove_prefix(kUnit.size());
  const auto dash = header.find('-');
  if (dash == std::string_view::npos) return whole;
  const auto first = parseOffset(header.substr(0, dash));
  const auto last = parseOffset(header.substr(dash + 1));
  const bool openEnd = dash + 1 == header.size();
  const bool suffix = dash == 0;
  if ((!first && !suffix) || (!last && !openEnd) || (suffix && openEnd) || (first && last && *last < *first))
    return whole;
  const std::uint64_t begin = suffix ? size - std::min(size, *last) : *first;
  if (begin >= size) return invalid("range_unsatisfiable", "the content has " + std::to_string(size) + " bytes");
  const std::uint64_t end = suffix || openEnd ? size : std::min(size - 1, *last) + 1;
  return std::optional(ByteRange{begin, end - begin});
}

}  // namespace flotilla::controlplane
