#include "services/documents/paper_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "models/domain/brief_text.h"
#include "models/domain/overload.h"

namespace flotilla {
namespace {

std::string grouped(std::uint64_t number) {
  std::string out = std::to_string(number);
  for (std::size_t at = out.size(); at > 3; at -= 3) out.insert(at - 3, ",");
  return out;
}

// Two digits that say something: "14 %", "1.4 %", "0.014 %".
std::string shareText(double share) {
  const double percent = share * 100;
  const int decimals =
      percent == 0 ? 0 : std::clamp(1 - static_cast<int>(std::floor(std::log10(std::fabs(percent)))), 0, 6);
  std::array<char, 32> out{};
  std::snprintf(out.data(), out.size(), "%.*f %%", decimals, percent);
  return out.data();
}

std::string momentText(TimePoint at) {
  std::string out = at == TimePoint{} ? "–" : toRfc3339(at).substr(0, 19);
  if (at != TimePoint{}) out[10] = ' ';
  return out;
}

const char* endingOf(PaperFormat format) {
  return format == PaperFormat::Markdown ? ".md" : format == PaperFormat::Html ? ".html" : ".json";
}

}  // namespace

std::string cellText(const PaperCell& cell) {
  return std::visit(
      Overload{[](std::monostate) { return std::string("–"); },
               [](const std::string& text) { return text.empty() ? "–" : text; },
               [](std::uint64_t number) { return grouped(number); }, [](Share share) { return shareText(share.value); },
               [](TimePoint at) { return momentText(at); }, [](Duration length) { return briefText(length); }},
      cell);
}

bool isNumber(const PaperCell& cell) {
  return std::holds_alternative<std::uint64_t>(cell) || std::holds_alternative<Share>(cell) ||
         std::holds_alternative<Duration>(cell);
}

std::string leftText(std::uint64_t left) {
  return grouped(left) + (left == 1 ? " more is left out" : " more are left out");
}

PaperText paperText(const Paper& paper, PaperFormat format) {
  const std::string file = paper.kind + "-" + paper.name + endingOf(format);
  if (format == PaperFormat::Html) return {paperHtml(paper), "text/html; charset=utf-8", file};
  if (format == PaperFormat::Json) return {paperJson(paper), "application/json", file};
  return {paperMarkdown(paper), "text/markdown; charset=utf-8", file};
}

}  // namespace flotilla
