#include "plugins/runtime-process/output_tail.h"

#include <algorithm>

namespace flotilla::process {
namespace {

bool isControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

std::string printable(std::string_view line) {
  std::string out;
  for (const char c : line) {
    if (isControl(c)) continue;
    out += static_cast<unsigned char>(c) < 0x80 ? c : '?';
    if (out.size() == OutputTail::kMaxLine) break;
  }
  out.erase(0, std::min(out.find_first_not_of(' '), out.size()));
  out.erase(out.find_last_not_of(' ') + 1);
  return out;
}

}  // namespace

void OutputTail::add(std::string_view bytes) {
  if (bytes.size() > kKept) bytes.remove_prefix(bytes.size() - kKept);
  kept_ += bytes;
  if (kept_.size() > kKept) kept_.erase(0, kept_.size() - kKept);
}

std::string OutputTail::lastLine() const {
  std::string_view rest = kept_;
  while (!rest.empty()) {
    const std::size_t end = rest.find_last_of("\r\n");
    const std::size_t begin = end == std::string_view::npos ? 0 : end + 1;
    const std::string line = printable(rest.substr(begin));
    if (!line.empty()) return line;
    rest = rest.substr(0, begin == 0 ? 0 : begin - 1);
  }
  return {};
}

}  // namespace flotilla::process
