#include "models/domain/version.h"

#include <algorithm>
#include <charconv>
#include <tuple>

#include "models/domain/utf8.h"

namespace flotilla {
namespace {

// Reads one number without leading zeros from the front of `text`; false if there is none.
bool takeNumber(std::string_view& text, std::uint32_t& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  const auto length = static_cast<std::size_t>(end - text.data());
  if (error != std::errc{} || length == 0 || (length > 1 && text.front() == '0')) return false;
  text.remove_prefix(length);
  return true;
}

bool takeDot(std::string_view& text) {
  if (!text.starts_with('.')) return false;
  text.remove_prefix(1);
  return true;
}

bool isPre(std::string_view text) {
  return !text.empty() && text.size() <= 32 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
  });
}

}  // namespace

std::string Version::toString() const {
  std::string text = std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
  return pre.empty() ? text : text + "-" + pre;
}

std::strong_ordering operator<=>(const Version& a, const Version& b) {
  const auto numbers = std::tie(a.major, a.minor, a.patch) <=> std::tie(b.major, b.minor, b.patch);
  if (numbers != 0 || a.pre == b.pre) return numbers;
  if (a.pre.empty()) return std::strong_ordering::greater;
  if (b.pre.empty()) return std::strong_ordering::less;
  return a.pre <=> b.pre;
}

Result<Version> parseVersion(std::string_view text) {
  Version version;
  std::string_view rest = text;
  bool good = takeNumber(rest, version.major) && takeDot(rest) && takeNumber(rest, version.minor) && takeDot(rest) &&
              takeNumber(rest, version.patch);
  if (good && rest.starts_with('-')) {
    version.pre = rest.substr(1);
    good = isPre(version.pre);
    rest = {};
  }
  if (good && rest.empty()) return version;
  return invalid("bad_version", "\"" + excerpt(text, 40) + "\" is not a version", {},
                 "write MAJOR.MINOR.PATCH, for example 2.0.0");
}

}  // namespace flotilla
