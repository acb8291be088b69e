#pragma once

#include <cstddef>
#include <string>

namespace cityflux {

/// Returns the bytes of a size such as "512MB", "2GB", "300 MiB" or "512000000". Throws UsageError
/// if it is not a size, not positive, or above 1e15 bytes.
std::size_t memory_bytes_of(const std::string& text);

/// Returns a size as text for messages: "38 kB", "512 MB", "2.1 GB".
std::string text_of_bytes(std::size_t bytes);

/// Memory in bytes for the program and its libraries, in addition to --memory.
inline constexpr std::size_t memory_of_program = 150'000'000;

/// Returns the present and the peak resident memory of this process in bytes. Returns 0 if the
/// system does not report it.
std::size_t resident_bytes();
std::size_t most_resident_bytes();

/// Returns the bytes left for tiles if `resident` bytes of the process are in memory. `allowed` is
/// the value of --memory and the upper limit. Returns 0 if the memory is used up.
std::size_t left_for_tiles(std::size_t allowed, std::size_t resident);

} // namespace cityflux
