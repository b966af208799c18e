#include "services/runtime/bytes.h"

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

}  // namespace

// Eight bytes at a time: Kounavis and Berry, "A systematic approach to building high performance software-based CRC
// generators" (ISCC 2005).
std::uint32_t crc32c(std::string_view bytes, std::uint32_t before) {
  std::uint32_t value = ~before;
  std::size_t at = 0;
  const auto byteAt = [&](std::size_t place) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[place]));
  };
  for (; at + 8 <= bytes.size(); at += 8) {
    const std::uint32_t low = value ^ (byteAt(at) | byteAt(at + 1) << 8 | byteAt(at + 2) << 16 | byteAt(at + 3) << 24);
    value = kTables[7][low & 0xFFU] ^ kTables[6][(low >> 8) & 0xFFU] ^ kTables[5][(low >> 16) & 0xFFU] ^
            kTables[4][low >> 24] ^ kTables[3][byteAt(at + 4)] ^ kTables[2][byteAt(at + 5)] ^
            kTables[1][byteAt(at + 6)] ^ kTables[0][byteAt(at + 7)];
  }
  for (; at < bytes.size(); ++at) value = (value >> 8) ^ kTables[0][(value ^ byteAt(at)) & 0xFFU];
  return ~value;
}

}  // namespace flotilla
