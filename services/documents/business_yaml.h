// The document that declares business indicators, and points of them as lines of text; resources/business/shop.yaml
// shows every key. Thread: pure functions.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "models/domain/business.h"

namespace flotilla {

inline constexpr std::size_t kMaxBusinessBytes = 64 * 1024;
inline constexpr std::size_t kMaxBusinessCsvBytes = 8 * 1024 * 1024;

// Errors: Invalid with the line: those of YAML, and of keys and values.
Result<std::vector<BusinessIndicator>> parseBusinessYaml(std::string_view yaml);

// One point a line: indicator,region,site,at,value, with that line first; region, site and at may be empty. Errors:
// Invalid/"csv_syntax" with the line.
Result<std::vector<BusinessPoint>> parseBusinessCsv(std::string_view csv);

}  // namespace flotilla
