#pragma once

#include "grids/storage/grid_file.h"

#include <string>
#include <vector>

namespace cityflux {

/// Grid that must be read as a whole, such as a text. Its values are held as float64 in grid order.
class MemoryGridFile final : public GridFile {
public:
    /// `values` has an array of contents.grid.cells() values for each of contents.variables.
    MemoryGridFile(
        std::string path, GridContents contents, std::vector<std::vector<double>> values);

    void read(const GridVariable& variable, std::span<const std::size_t> slice,
        const CellWindow& window, RawBlock& block) override;

private:
    std::vector<std::vector<double>> values_;
};

} // namespace cityflux
