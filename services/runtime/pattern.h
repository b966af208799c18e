// Regular expressions that people write, as a predicate, so that nobody else sees the library behind them. Matching
// takes time linear in the text, whatever the expression is. Thread: any; a compiled pattern has no state that changes.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "models/domain/result.h"

namespace flotilla {

// Finds the expression anywhere in the text; ^ and $ bind it to the ends. The syntax is that of RE2.
// Errors: Invalid/"bad_pattern" for what is no expression, longer than 256 bytes, or too large when compiled.
Result<std::function<bool(std::string_view)>> compilePattern(std::string_view expression);
// The same, for an expression that has to match the whole text: `eu` does not match `eu-west`.
Result<std::function<bool(std::string_view)>> compileWholePattern(std::string_view expression);
// Writes `with` over every match in a text, and gives how many there were.
Result<std::function<std::size_t(std::string&)>> compileReplacing(std::string_view expression, std::string_view with);

}  // namespace flotilla
