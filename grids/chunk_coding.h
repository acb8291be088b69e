#pragma once

#include "grids/raw_block.h"

namespace cityflux {

/// Undoes how a chunk is coded in its file - inflates it (libdeflate), puts the bytes of each number together again - so that
/// block.bytes are plain numbers. Nothing happens to a block that is plain already. Safe from any thread. Throws InputError
/// beginning with `subject` where the bytes do not inflate to what the chunk must hold.
void unpack(RawBlock& block, const char* subject);

/// Puts the bytes of numbers together that the shuffle filter of HDF5 has parted: all first bytes, all second bytes ...
/// `size` is that of a number; `shuffled` and `plain` have the same length.
void unshuffle(std::span<const std::byte> shuffled, std::size_t size, std::span<std::byte> plain);

} // namespace cityflux
