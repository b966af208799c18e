// The last lines of what a service wrote, in bounded memory. Thread: values.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace flotilla::process {

class OutputTail {
 public:
  void add(std::string_view bytes);
  // The last line that is not empty, printable ASCII only, at most kMaxLine bytes: it is shown to people, and whoever
  // wrote it may have meant to move their cursor.
  std::string lastLine() const;

  static constexpr std::size_t kKept = 4096;
  static constexpr std::size_t kMaxLine = 240;

 private:
  std::string kept_;
};

}  // namespace flotilla::process
