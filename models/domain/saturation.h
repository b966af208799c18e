// How much of a machine was in use, and for what share of time it was more than it should be. Thread: values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace flotilla {

enum class Resource { Cpu, Memory, Disk };
inline constexpr std::array<std::string_view, 3> kResourceNames{"cpu", "memory", "disk"};
constexpr std::string_view toText(Resource r) {
  return kResourceNames[static_cast<std::size_t>(r)];
}

// Slots of about a second; those of a resource are the ones in which it could be measured.
struct SlotCounts {
  std::uint64_t total = 0;
  std::uint64_t over = 0;  // its threshold

  SlotCounts& operator+=(const SlotCounts& other) {
    total += other.total;
    over += other.over;
    return *this;
  }
  friend bool operator==(const SlotCounts&, const SlotCounts&) = default;
};

// By Resource.
template <class T>
using PerResource = std::array<T, kResourceNames.size()>;

struct Saturation {
  SlotCounts any;  // slots in which something was measured, and in which something was over
  PerResource<SlotCounts> each = {};
  PerResource<std::optional<std::uint32_t>> permille = {};  // in use, as measured last; nothing: nobody knows

  // Counts add up; what was measured last is the newer one's.
  void add(const Saturation& newer) {
    any += newer.any;
    for (std::size_t i = 0; i < each.size(); ++i) each[i] += newer.each[i];
    permille = newer.permille;
  }
  friend bool operator==(const Saturation&, const Saturation&) = default;
};

}  // namespace flotilla
