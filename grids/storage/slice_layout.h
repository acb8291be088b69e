#pragma once

#include "grids/storage/raw_block.h"

#include <cstddef>
#include <span>

namespace cityflux {

/// Reorders an unpacked block so that slices follow one another, each row by row (SliceLayout with
/// all extents before the rows). Does nothing to a block without layout.
void part_slices(RawBlock& block);

/// Copies the first `rows` rows of one slice of a block. `index` counts from the first slice of the
/// block along each further dimension. Requires: part_slices() has reordered the block.
void take_slice(
    const RawBlock& block, std::span<const std::size_t> index, std::size_t rows, RawBlock& slice);

} // namespace cityflux
