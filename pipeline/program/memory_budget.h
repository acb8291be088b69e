#pragma once

#include <cstddef>
#include <string>

namespace cityflux {

/// "512MB", "2GB", "300 MiB" or plain bytes. Throws UsageError.
std::size_t memory_bytes_of(const std::string& text);

/// "38 kB", "512 MB", "2.1 GB".
std::string text_of_bytes(std::size_t bytes);

/// What the program and its libraries may take besides --memory: 150 MB.
inline constexpr std::size_t memory_of_program = 150'000'000;

/// Bytes of this process that are in memory now, and that were at most; 0 where the system does not tell.
std::size_t resident_bytes();
std::size_t most_resident_bytes();

/// What is left for tiles in work of the memory that --memory allows when `resident` bytes are in memory already: never more
/// than is allowed, 0 where it is used up.
std::size_t left_for_tiles(std::size_t allowed, std::size_t resident);

} // namespace cityflux
