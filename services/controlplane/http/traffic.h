// What the HTTP front counts of itself, as Prometheus reads it. Labels are few whatever is asked for: methods of the
// API by name, everything else by the address in the table. Thread: the HTTP thread only.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>

#include "services/controlplane/http/exchange.h"

namespace flotilla::controlplane {

class Traffic {
 public:
  void count(const Served& served);
  // In Prometheus' text format, version 0.0.4.
  std::string text() const;

 private:
  static constexpr std::array<double, 9> kBounds{0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30};  // seconds
  struct Latency {
    std::array<std::uint64_t, kBounds.size()> below{};
    std::uint64_t count = 0;
    double seconds = 0;
  };
  std::map<std::tuple<std::string, std::string, unsigned>, std::uint64_t> requests_;  // by route, method and code
  std::map<std::string, Latency> latencies_;                                          // by path in the table
};

}  // namespace flotilla::controlplane
