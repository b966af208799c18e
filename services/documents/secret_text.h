// What looks like a secret in a text, whoever wrote it: found where it should not be, and taken out of what is kept for
// ever. By patterns, so it misses what looks like nothing. Thread: pure functions.
#pragma once

#include <cstddef>
#include <string>

namespace flotilla {

// "a private key"; empty if there is none.
std::string secretIn(const std::string& text);

// Writes [redacted] over each of them and gives how many there were.
std::size_t redactSecrets(std::string& text);

}  // namespace flotilla
