#pragma once

#include "grids/storage/raw_block.h"

#include <cstddef>
#include <span>

namespace cityflux {

/// Puts the numbers of each slice of a plain block together, one slice after the other, each row by row (SliceLayout with
/// all its extents before the rows). Nothing happens to a block of one slice.
void part_slices(RawBlock& block);

/// Copies the first `rows` rows of one slice of a block that part_slices() has been through; `index` counts from the first
/// slice of the block along each further dimension.
void take_slice(const RawBlock& block, std::span<const std::size_t> index, std::size_t rows, RawBlock& slice);

} // namespace cityflux
