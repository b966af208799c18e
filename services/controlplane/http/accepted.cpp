#include "services/controlplane/http/accepted.h"

#include <zlib.h>

namespace flotilla::controlplane {
namespace {

constexpr int kGzipWindow = 15 + 16;  // zlib: the largest window, and gzip's header
constexpr int kMemory = 8;            // zlib's default
constexpr int kQuick = 4;             // a third of the time of the default for a few per cent of the size

std::string_view withoutBlanks(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

// "q=0", "q=0.0" and so on.
bool isZero(std::string_view weight) {
  return weight.starts_with("q=0") && weight.find_first_not_of("0.", 2) == std::string_view::npos;
}

}  // namespace

bool accepts(std::string_view header, std::string_view coding) {
  while (!header.empty()) {
    const auto comma = header.find(',');
    const std::string_view item = header.substr(0, comma);
    header.remove_prefix(comma == std::string_view::npos ? header.size() : comma + 1);
    const auto semicolon = item.find(';');
    if (withoutBlanks(item.substr(0, semicolon)) != coding) continue;
    return semicolon == std::string_view::npos || !isZero(withoutBlanks(item.substr(semicolon + 1)));
  }
  return false;
}

std::string gzipped(std::string_view content) {
  z_stream stream{};
  if (deflateInit2(&stream, kQuick, Z_DEFLATED, kGzipWindow, kMemory, Z_DEFAULT_STRATEGY) != Z_OK) return {};
  std::string out(deflateBound(&stream, content.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  out.resize(done ? stream.total_out : 0);
  deflateEnd(&stream);
  return out;
}

}  // namespace flotilla::controlplane
