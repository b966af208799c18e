// Papers as Markdown, as a page of HTML that needs nothing else, and as JSON. Whatever a text of somebody holds is
// text there as well, never markup. Pure. Thread: any.
#pragma once

#include <string>

#include "models/domain/paper.h"

namespace flotilla {

PaperText paperText(const Paper& paper, PaperFormat format);

// Of each format, without the name of a file.
std::string paperMarkdown(const Paper& paper);
std::string paperHtml(const Paper& paper);
std::string paperJson(const Paper& paper);

// "12,345", "14.2 %", "2026-11-27 07:02:11", "5m 3s", and a dash for what is not known.
std::string cellText(const PaperCell& cell);
bool isNumber(const PaperCell& cell);  // it stands at the right of its column
// "14 more are left out"
std::string leftText(std::uint64_t left);

}  // namespace flotilla
