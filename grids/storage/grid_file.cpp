#include "grids/storage/grid_file.h"

#include "grids/storage/chunk_coding.h"

#include <algorithm>

namespace cityflux {
namespace {

/// Number of cells in a band of rows if the format has no tiling of its own.
constexpr std::size_t cells_of_a_band = 128 * 1024;

} // namespace

Tiling GridFile::tiling(const GridVariable&) const
{
    return { std::clamp<std::size_t>(cells_of_a_band / grid().columns(), 1, grid().rows()),
        grid().columns() };
}

std::vector<std::size_t> GridFile::slices_together(const GridVariable& variable) const
{
    return std::vector<std::size_t>(variable.dimensions.size(), 1);
}

void GridFile::read_together(const GridVariable& variable, std::span<const std::size_t> slice,
    const CellWindow& window, RawBlock& block)
{
    read(variable, slice, window, block);
}

const GridVariable* GridFile::find(const std::string& name) const
{
    for (const GridVariable& variable : variables()) {
        if (variable.name == name) {
            return &variable;
        }
    }
    return nullptr;
}

std::vector<double> GridFile::values(
    const GridVariable& variable, std::span<const std::size_t> slice, RowWindow window)
{
    RawBlock block;
    read(variable, slice, { window.first, window.count, 0, grid().columns() }, block);
    unpack(block, path().c_str());
    std::vector<double> stored(block.count());
    decode(block, variable.packing, stored);
    const std::size_t stride = block.stride == 0 ? grid().columns() : block.stride;
    if (stride == grid().columns() && stored.size() == window.count * stride) {
        return stored;
    }
    // Remove the parts of a chunk that extend beyond the window, to the right and downwards.
    std::vector<double> values;
    for (std::size_t r = 0; r < window.count; ++r) {
        const auto row = stored.begin() + static_cast<std::ptrdiff_t>(r * stride);
        values.insert(values.end(), row, row + static_cast<std::ptrdiff_t>(grid().columns()));
    }
    return values;
}

} // namespace cityflux
