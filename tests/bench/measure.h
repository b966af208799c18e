// What benches measure of their own process and how they print a figure: "what value unit", with a limit also whether
// it was met. Thread: any.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>

namespace flotilla::bench {

inline double cpuSeconds() {
  timespec used{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

inline double residentMb() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmRSS:")) return std::strtod(line.c_str() + 6, nullptr) / 1024;
  return 0;
}

// Handed to disks since it began.
inline double writtenMb() {
  std::ifstream io("/proc/self/io");
  for (std::string line; std::getline(io, line);)
    if (line.starts_with("write_bytes:")) return std::strtod(line.c_str() + 12, nullptr) / 1e6;
  return 0;
}

inline void print(const std::string& what, double value, const char* unit) {
  std::printf("%-62s %9.2f %s\n", what.c_str(), value, unit);
}
inline void printAtMost(const std::string& what, double value, const char* unit, double limit) {
  std::printf("%-62s %9.2f %s   at most %.2f  %s\n", what.c_str(), value, unit, limit,
              value <= limit ? "met" : "NOT MET");
}
inline void printAtLeast(const std::string& what, double value, const char* unit, double limit) {
  std::printf("%-62s %9.2f %s   at least %.2f  %s\n", what.c_str(), value, unit, limit,
              value >= limit ? "met" : "NOT MET");
}

}  // namespace flotilla::bench
