#pragma once

#include "grids/storage/raw_block.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace cityflux {

/// Decodes a chunk so that block.bytes are numbers: inflates it (libdeflate), verifies its
/// checksum, and unshuffles its bytes. Does nothing to a block without coding. Safe from any
/// thread. Throws InputError, beginning with `subject` and naming the chunk, if the inflated size
/// or the checksum is wrong.
void unpack(RawBlock& block, const char* subject);

/// Returns the number of bytes, `most` at most, to which zlib data inflate. Returns std::nullopt if
/// they do not inflate or their checksum (Adler-32, RFC 1950) is wrong. Safe from any thread.
std::optional<std::size_t> inflated_size(std::span<const std::byte> packed, std::size_t most);

/// Returns the checksum of HDF5's fletcher32 filter over `bytes`. Bytes form big-endian words of
/// two; an odd last byte is the higher one of a word. Source: H5_checksum_fletcher32, HDF5 File
/// Format Specification, "Filter Pipeline".
std::uint32_t fletcher32(std::span<const std::byte> bytes);

/// Reverses HDF5's shuffle filter, which stores all first bytes of the numbers, then all second
/// bytes ... `size` is the size of a number. Requires: `shuffled` and `plain` have the same length.
void unshuffle(std::span<const std::byte> shuffled, std::size_t size, std::span<std::byte> plain);

} // namespace cityflux
