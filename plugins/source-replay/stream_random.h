// Chance that is the same on every machine and with every standard library: the stream of a source is decided by its
// seed. Thread: values.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <string_view>

namespace flotilla::replay {

// FNV-1a, 64 bits.
constexpr std::uint64_t hashOf(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

class StreamRandom {
 public:
  explicit StreamRandom(std::uint64_t seed) : state_(seed) {}

  // SplitMix64.
  std::uint64_t number() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  // Standard normal, by Box and Muller; the first uniform number is never 0.
  double normal() {
    const double u = (static_cast<double>(number() >> 11) + 1) * 0x1p-53;
    const double v = static_cast<double>(number() >> 11) * 0x1p-53;
    return std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * v);
  }

 private:
  std::uint64_t state_;
};

}  // namespace flotilla::replay
