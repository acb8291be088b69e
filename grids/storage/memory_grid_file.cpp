#include "grids/storage/memory_grid_file.h"

#include <cstring>

namespace cityflux {

void MemoryGridFile::read(const GridVariable& variable, std::span<const std::size_t>,
    const CellWindow& window, RawBlock& block)
{
    const std::vector<double>& values
        = values_.at(static_cast<std::size_t>(&variable - variables_.data()));
    block.resize(ElementType::float64, window.cells());
    for (std::size_t r = 0; r < window.rows; ++r) {
        std::memcpy(block.bytes.data() + r * window.columns * sizeof(double),
            values.data() + (window.row + r) * grid_.columns() + window.column,
            window.columns * sizeof(double));
    }
}

} // namespace cityflux
