#include "services/controlplane/core/summary/addresses.h"

namespace flotilla::controlplane {
namespace {

constexpr std::string_view kPlain = "-._~:/()|<>=*";
constexpr std::string_view kHex = "0123456789ABCDEF";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool isWord = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (isWord || kPlain.find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4U];
    out += kHex[byte & 15U];
  }
  return out;
}

}  // namespace

std::string listAddress(std::string_view page, const std::vector<std::string>& terms) {
  std::string filter;
  for (const std::string& term : terms)
    if (!term.empty()) filter += (filter.empty() ? "" : " ") + term;
  std::string out = "/" + std::string(page);
  if (!filter.empty()) out += "?q=" + escaped(filter);
  return out;
}

std::string thingAddress(std::string_view page, std::string_view selection) {
  return "/" + std::string(page) + "?sel=" + escaped(selection);
}

std::string regionTerm(const std::vector<RegionName>& regions) {
  if (regions.empty()) return {};
  if (regions.size() == 1) return "region:" + regions.front().value;
  std::string out;
  for (const RegionName& region : regions) out += (out.empty() ? "region:(" : "|") + region.value;
  return out + ")";
}

std::string sinceTerm(std::string_view field, TimePoint from) {
  return std::string(field) + ">=" + toRfc3339(from).substr(0, 19) + "Z";
}

}  // namespace flotilla::controlplane
