#pragma once

#include "grids/storage/raw_block.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace cityflux {

/// Undoes how a chunk is coded in its file - inflates it (libdeflate), verifies its checksum, puts the bytes of each number
/// together again - so that block.bytes are plain numbers. Nothing happens to a block that is plain already. Safe from any
/// thread. Throws InputError, beginning with `subject` and naming the chunk, where the bytes do not inflate to what the chunk
/// must hold or do not have the checksum that follows them.
void unpack(RawBlock& block, const char* subject);

/// How many bytes, `most` at most, packed bytes of zlib inflate to; nothing where they do not, or do not have the checksum that
/// follows them (Adler-32, RFC 1950). Safe from any thread.
std::optional<std::size_t> inflated_size(std::span<const std::byte> packed, std::size_t most);

/// The checksum of HDF5's fletcher32 filter over `bytes`: words of two bytes, the first the higher one; an odd last byte counts
/// as the higher one of a word (H5_checksum_fletcher32, HDF5 File Format Specification, "Filter Pipeline").
std::uint32_t fletcher32(std::span<const std::byte> bytes);

/// Puts the bytes of numbers together that the shuffle filter of HDF5 has parted: all first bytes, all second bytes ...
/// `size` is that of a number; `shuffled` and `plain` have the same length.
void unshuffle(std::span<const std::byte> shuffled, std::size_t size, std::span<std::byte> plain);

} // namespace cityflux
