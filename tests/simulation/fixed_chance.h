// Keys and signatures from a seed: what OpenSSL takes for chance comes from these dice, in this process, until the next
// call. Never in a program that keeps a real key. Thread: the caller's; nobody else may use OpenSSL meanwhile.
#pragma once

#include <cstdint>

namespace flotilla::simulation {

void fixChanceOfKeys(std::uint64_t seed);

}  // namespace flotilla::simulation
