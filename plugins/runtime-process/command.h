// What is executed, prepared before fork, because between fork and exec only async-signal-safe calls are allowed.
// Thread: values. Lifetime: the pointers are into the texts, so a Command is neither copied nor moved.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace flotilla::process {

class Command {
 public:
  // `arguments[0]` is a file of `bundle`; `folder` is where it runs.
  Command(const std::string& bundle, std::vector<std::string> arguments,
          const std::map<std::string, std::string>& variables, std::string folder);
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;

  // In a child, between fork and exec. Ends with `output` as standard output and error, nothing else inherited, a
  // process group of its own, no way to more privileges, no core dumps, killed when `parent` ends. Does not return;
  // exit code 127 and a line on `output` if it cannot be run.
  [[noreturn]] void becomeIt(int output, int parent) const;

 private:
  std::string program_;
  std::string folder_;
  std::string failure_;  // what is written if it cannot be run
  std::vector<std::string> arguments_;
  std::vector<std::string> environment_;
  std::vector<char*> argumentPointers_;
  std::vector<char*> environmentPointers_;
};

}  // namespace flotilla::process
