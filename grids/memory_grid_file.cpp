#include "grids/memory_grid_file.h"

#include <cstring>

namespace cityflux {

void MemoryGridFile::read(const GridVariable& variable, std::span<const std::size_t>, RowWindow window, RawBlock& block)
{
    const std::vector<double>& values = values_.at(static_cast<std::size_t>(&variable - variables_.data()));
    const std::size_t count = window.count * grid_.columns();
    block.resize(ElementType::float64, count);
    std::memcpy(block.bytes.data(), values.data() + window.first * grid_.columns(), count * sizeof(double));
}

} // namespace cityflux
