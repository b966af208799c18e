#include "services/runtime/pattern.h"

#include <re2/re2.h>

#include <memory>
#include <string>

namespace flotilla {
namespace {

constexpr std::size_t kMaxExpression = 256;   // bytes
constexpr std::int64_t kMaxMemory = 1 << 20;  // bytes of one compiled expression

Result<std::shared_ptr<const re2::RE2>> compiledFrom(std::string_view expression) {
  if (expression.size() > kMaxExpression)
    return invalid("bad_pattern", "the regular expression is longer than 256 bytes", {}, "shorten it");
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaxMemory);
  auto compiled = std::make_shared<const re2::RE2>(re2::StringPiece(expression.data(), expression.size()), options);
  if (!compiled->ok())
    return invalid("bad_pattern", "not a regular expression: " + compiled->error(), {},
                   "see https://github.com/google/re2/wiki/Syntax");
  return compiled;
}

}  // namespace

Result<std::function<bool(std::string_view)>> compilePattern(std::string_view expression) {
  FLOTILLA_TRY(const auto compiled, compiledFrom(expression));
  return std::function<bool(std::string_view)>([compiled](std::string_view text) {
    return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *compiled);
  });
}

Result<std::function<bool(std::string_view)>> compileWholePattern(std::string_view expression) {
  FLOTILLA_TRY(const auto compiled, compiledFrom(expression));
  return std::function<bool(std::string_view)>([compiled](std::string_view text) {
    return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), *compiled);
  });
}

Result<std::function<std::size_t(std::string&)>> compileReplacing(std::string_view expression, std::string_view with) {
  FLOTILLA_TRY(const auto compiled, compiledFrom(expression));
  return std::function<std::size_t(std::string&)>([compiled, with = std::string(with)](std::string& text) {
    return static_cast<std::size_t>(re2::RE2::GlobalReplace(&text, *compiled, with));
  });
}

}  // namespace flotilla
