// A hash that is the same in every process, on every machine and in every version of this program, for decisions that
// must come out alike wherever they are made. Not for secrets. Thread: pure functions.
#pragma once

#include <cstdint>
#include <string_view>

namespace flotilla {

// SipHash-2-4 (J.-P. Aumasson, D. J. Bernstein, 2012): 64 bits of `text` under a key of 128 bits.
std::uint64_t sipHash(std::uint64_t k0, std::uint64_t k1, std::string_view text);

// Where `key` falls among 10,000 places, each as likely as the others: sipHash of it, under the two hashes of the salt
// with the keys (0, 0) and (1, 0), mod 10,000. Another salt deals them out anew.
std::uint32_t placeOf(std::string_view salt, std::string_view key);
inline constexpr std::uint32_t kPlaces = 10'000;

}  // namespace flotilla
