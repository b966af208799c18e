// Which compressions a far end takes, and compressing with gzip. Thread: any; pure. Private to this folder.
#pragma once

#include <string>
#include <string_view>

namespace flotilla::controlplane {

// Whether an Accept-Encoding header names `coding` and does not refuse it with q=0. "*" names none here: who wants it
// says so.
bool accepts(std::string_view header, std::string_view coding);

// Empty if it fails.
std::string gzipped(std::string_view content);

}  // namespace flotilla::controlplane
