// A document that is made from facts, not written: a post-mortem, a report. What it says is here; how it looks as
// Markdown, HTML or JSON is services/documents/paper_text.h. Thread: values.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "models/domain/time.h"

namespace flotilla {

enum class PaperFormat { Markdown, Html, Json };
inline constexpr std::array<std::string_view, 3> kPaperFormatNames{"markdown", "html", "json"};
constexpr std::string_view toText(PaperFormat format) {
  return kPaperFormatNames[static_cast<std::size_t>(format)];
}

struct Share {
  double value = 0;  // 0.25 = 25 %
  friend bool operator==(const Share&, const Share&) = default;
};

// Nothing: it is not known.
using PaperCell = std::variant<std::monostate, std::string, std::uint64_t, Share, TimePoint, Duration>;

// Keys are for programs; they stay as they are when titles change.
struct PaperFact {
  std::string key, title;
  PaperCell value;
};

struct PaperColumn {
  std::string key, title;
};
struct PaperTable {
  std::string key;
  std::vector<PaperColumn> columns;
  std::vector<std::vector<PaperCell>> rows = {};
  std::string none = {};   // what is said if there are no rows
  std::uint64_t left = 0;  // rows that there is no room for
};

struct PaperSection {
  std::string key, title;
  std::vector<std::string> sentences = {};
  std::vector<PaperFact> facts = {};
  std::vector<std::string> points = {};  // a list
  std::vector<PaperTable> tables = {};
};

struct Paper {
  std::string kind;  // "post-mortem"
  std::string name;  // "INC-2"; files are called kind-name
  std::string title;
  std::string banner = {};  // what has to be known before anything else; empty = nothing
  TimePoint made{};
  std::vector<PaperSection> sections = {};
};

// A paper in one of its formats.
struct PaperText {
  std::string text;
  std::string mediaType;  // "text/markdown; charset=utf-8"
  std::string fileName;   // "post-mortem-INC-2.md"
  friend bool operator==(const PaperText&, const PaperText&) = default;
};

}  // namespace flotilla
