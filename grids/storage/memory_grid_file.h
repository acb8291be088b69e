#pragma once

#include "grids/storage/grid_file.h"

#include <vector>

namespace cityflux {

/// A grid that had to be read as a whole, such as a text: its values are held as float64 in grid order.
class MemoryGridFile : public GridFile {
public:
    void read(
        const GridVariable& variable, std::span<const std::size_t> slice, const CellWindow& window, RawBlock& block) override;

protected:
    using GridFile::GridFile;

    /// One array of grid().cells() values for each of variables().
    std::vector<std::vector<double>> values_;
};

} // namespace cityflux
