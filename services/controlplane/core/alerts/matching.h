// Matchers made ready to be asked often. A label that is missing is the empty string, so `region!=""` asks for one.
// Pure. Thread: any; what is compiled does not change.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/alert.h"
#include "models/domain/result.h"

namespace flotilla::controlplane {

inline constexpr std::size_t kMaxMatchers = 32;  // in one list
inline constexpr std::size_t kMaxLabelName = 128;
inline constexpr std::size_t kMaxLabelValue = 1024;  // bytes

// Errors name `<field>.name` or `<field>.value`: no_name, too_long, bad_text, bad_pattern.
Status checkMatcher(const Matcher& matcher, const std::string& field);

class Matchers {
 public:
  // Errors: those of checkMatcher for `<field>[i]`; too_many above kMaxMatchers.
  static Result<Matchers> compile(const std::vector<Matcher>& matchers, const std::string& field);

  // Whether all of them match; no matchers match everything.
  bool match(const Labels& labels) const;
  bool empty() const { return all_.empty(); }

 private:
  struct One {
    Matcher matcher;
    std::function<bool(std::string_view)> pattern;  // if it is one
  };
  std::vector<One> all_;
};

// A label that may be absent.
const std::string& valueOf(const Labels& labels, const std::string& name);

// "{region="eu-west", severity=~"page|ticket"}"
std::string toText(const std::vector<Matcher>& matchers);

// UTF-8 without control characters other than tab and line end.
bool isReadable(std::string_view text);

}  // namespace flotilla::controlplane
