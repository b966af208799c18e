// Chance from one seed: the same seed gives the same draws on every machine. Every actor has dice of its own, so that
// another draw of one changes nothing for the others. Thread: values.
#pragma once

#include <array>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "models/domain/time.h"
#include "services/runtime/random.h"

namespace flotilla::simulation {

// xoshiro256** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021), seeded by splitmix64
// (Steele, Lea and Flood, 2014).
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : seed_(seed) {
    std::uint64_t at = seed;
    for (std::uint64_t& word : words_) word = mix(at += kStep);
  }

  // Dice of an actor: they depend on the seed of these and on the name, not on what was drawn before.
  Dice fork(std::string_view name) const {
    std::uint64_t hash = 0xCBF29CE484222325;  // FNV-1a
    for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
    return Dice(mix(seed_ + kStep) ^ mix(hash));
  }
  Dice fork(std::string_view name, std::uint64_t number) const {
    const Dice named = fork(name);
    return Dice(mix(named.seed_ ^ mix(number + kStep)));
  }

  std::uint64_t next() {
    const std::uint64_t out = std::rotl(words_[1] * 5, 7) * 9;
    const std::uint64_t shifted = words_[1] << 17;
    words_[2] ^= words_[0];
    words_[3] ^= words_[1];
    words_[1] ^= words_[2];
    words_[0] ^= words_[3];
    words_[2] ^= shifted;
    words_[3] = std::rotl(words_[3], 45);
    return out;
  }

  double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }  // in [0, 1)
  // What never or always happens draws nothing.
  bool chance(double p) { return p > 0 && (p >= 1 || unit() < p); }
  // In [0, n), and 0 for 0. Lemire's multiplication; the bias is below n / 2^64.
  std::uint64_t below(std::uint64_t n) {
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint64_t>((static_cast<Wide>(next()) * n) >> 64);
  }
  // Both ends count. Precondition: least <= most.
  std::int64_t between(std::int64_t least, std::int64_t most) {
    const std::uint64_t span = static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least);
    const std::uint64_t by = span == UINT64_MAX ? next() : below(span + 1);
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(least) + by);
  }
  Duration between(Duration least, Duration most) { return Duration(between(least.count(), most.count())); }
  double exponential(double mean) { return -mean * std::log1p(-unit()); }
  Duration exponential(Duration mean) {
    return Duration(static_cast<std::int64_t>(exponential(static_cast<double>(mean.count()))));
  }

 private:
  static constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15;
  static std::uint64_t mix(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
    return x ^ (x >> 31);
  }

  std::uint64_t seed_;
  std::array<std::uint64_t, 4> words_{};
};

// What the production code draws its ids and delays from.
class SimRandom final : public Random {
 public:
  explicit SimRandom(Dice dice) : dice_(dice) {}
  std::string bytes(std::size_t count) override {
    std::string out(count, '\0');
    for (std::size_t at = 0; at < count;) {
      std::uint64_t word = dice_.next();
      for (int i = 0; i < 8 && at < count; ++i, word >>= 8) out[at++] = static_cast<char>(word & 0xFF);
    }
    return out;
  }

 private:
  Dice dice_;
};

}  // namespace flotilla::simulation
