#pragma once

#include "grids/storage/grid_file.h"

#include <vector>

namespace cityflux {

/// Grid that must be read as a whole, such as a text. Its values are held as float64 in grid order.
class MemoryGridFile : public GridFile {
public:
    void read(const GridVariable& variable, std::span<const std::size_t> slice,
        const CellWindow& window, RawBlock& block) override;

protected:
    using GridFile::GridFile;

    /// Values of each of variables(): arrays of grid().cells() values.
    std::vector<std::vector<double>> values_;
};

} // namespace cityflux
