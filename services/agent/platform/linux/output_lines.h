// What a worker writes to its standard output and error, as lines: cut where they are too long, and no more in a second
// than a node can bear. What is too much is counted and told as a line of its own. Thread: values; time is an argument.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "services/runtime/clock.h"

namespace flotilla::agent {

inline constexpr std::size_t kMaxOutputLine = 2048;             // bytes
inline constexpr std::uint32_t kMaxOutputLinesPerSecond = 200;  // of one worker

class OutputLines {
 public:
  using Take = std::function<void(std::string_view line)>;

  void feed(std::string_view bytes, SteadyPoint now, const Take& take);
  // Something was left out that nobody knows of yet; endSecond() tells it once its second is over.
  bool hasGap() const { return leftOut_ > 0; }
  void endSecond(SteadyPoint now, const Take& take);
  // Nothing more comes: tells the line that has no end, and what was left out.
  void finish(const Take& take);

 private:
  void add(std::string_view part);
  void endLine(SteadyPoint now, const Take& take);
  void tellLeftOut(const Take& take);

  std::string line_;
  bool isCut_ = false;
  SteadyPoint second_{};
  std::uint32_t told_ = 0;
  std::uint64_t leftOut_ = 0;
};

}  // namespace flotilla::agent
