#include "services/runtime/bytes.h"

#include <bit>
#include <cstring>

namespace flotilla {
namespace {

using Table = std::array<std::uint32_t, 256>;

// The first is that of one byte; each further one has a byte more behind it.
constexpr std::array<Table, 8> makeTables() {
  std::array<Table, 8> tables{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ ((value & 1U) != 0 ? 0x82F63B78U : 0U);
    tables[0][i] = value;
  }
  for (std::size_t behind = 1; behind < tables.size(); ++behind)
    for (std::size_t i = 0; i < 256; ++i) {
      const std::uint32_t before = tables[behind - 1][i];
      tables[behind][i] = (before >> 8) ^ tables[0][before & 0xFFU];
    }
  return tables;
}

constexpr auto kTables = makeTables();

// The first four bytes of `from`, the lowest first.
std::uint32_t wordAt(const char* from) {
  static_assert(std::endian::native == std::endian::little);
  std::uint32_t word = 0;
  std::memcpy(&word, from, sizeof word);
  return word;
}

}  // namespace

// Eight bytes at a time: Kounavis and Berry, "A systematic approach to building high performance software-based CRC
// generators" (ISCC 2005).
std::uint32_t crc32c(std::string_view bytes, std::uint32_t before) {
  std::uint32_t value = ~before;
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  for (; end - at >= 8; at += 8) {
    const std::uint32_t low = value ^ wordAt(at), high = wordAt(at + 4);
    value = kTables[7][low & 0xFFU] ^ kTables[6][(low >> 8) & 0xFFU] ^ kTables[5][(low >> 16) & 0xFFU] ^
            kTables[4][low >> 24] ^ kTables[3][high & 0xFFU] ^ kTables[2][(high >> 8) & 0xFFU] ^
            kTables[1][(high >> 16) & 0xFFU] ^ kTables[0][high >> 24];
  }
  for (; at != end; ++at) value = (value >> 8) ^ kTables[0][(value ^ static_cast<unsigned char>(*at)) & 0xFFU];
  return ~value;
}

}  // namespace flotilla
