#include "grids/storage/memory_grid_file.h"

#include <cstring>
#include <utility>

namespace cityflux {

MemoryGridFile::MemoryGridFile(
    std::string path, GridContents contents, std::vector<std::vector<double>> values)
    : GridFile(std::move(path), std::move(contents))
    , values_(std::move(values))
{
}

void MemoryGridFile::read(const GridVariable& variable, std::span<const std::size_t>,
    const CellWindow& window, RawBlock& block)
{
    const std::vector<double>& values = values_.at(index_of(variable));
    block.resize(ElementType::float64, window.cells());
    for (std::size_t r = 0; r < window.rows; ++r) {
        std::memcpy(block.bytes.data() + r * window.columns * sizeof(double),
            values.data() + (window.row + r) * grid().columns() + window.column,
            window.columns * sizeof(double));
    }
}

} // namespace cityflux
