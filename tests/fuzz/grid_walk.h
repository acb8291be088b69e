#pragma once

#include "grids/storage/chunk_coding.h"
#include "grids/storage/grid_file.h"
#include "grids/storage/slice_layout.h"
#include "tests/fuzz/fuzz_input.h"

#include <algorithm>
#include <vector>

namespace fuzz {

/// Reads the first tiles of the first slices of all variables, as totals do. Sizes that only make
/// the walk long are passed over.
inline void walk(cityflux::GridFile& file)
{
    using namespace cityflux;
    constexpr std::size_t most_cells = 1'000'000;
    const Grid& grid = file.grid();
    demand(grid.rows() > 0 && grid.columns() > 0, "a grid has cells");
    demand(grid.rows() <= most_cells_along_axis && grid.columns() <= most_cells_along_axis,
        "a grid is of a size to work with");
    RawBlock block;
    std::size_t variables = 0;
    for (const GridVariable& variable : file.variables()) {
        if (++variables > 4) {
            break;
        }
        const Tiling tiling = file.tiling(variable);
        demand(tiling.rows > 0 && tiling.columns > 0, "tiles have cells");
        if (std::any_of(variable.dimensions.begin(), variable.dimensions.end(),
                [](const auto& d) { return d.size == 0; })) {
            continue;
        }
        const std::vector<std::size_t> slice(variable.dimensions.size(), 0);
        const std::size_t tiles = std::min<std::size_t>(tiling.down(grid) * tiling.across(grid), 4);
        for (std::size_t t = 0; t < tiles; ++t) {
            const CellWindow window = tiling.window(t, grid);
            if (window.cells() > most_cells) {
                continue;
            }
            accept_or_refuse([&] {
                file.read(variable, slice, window, block);
                unpack(block, file.path().c_str());
                std::vector<double> values(block.count());
                decode(block, variable.packing, values);
            });
            accept_or_refuse([&] {
                file.read_together(variable, slice, window, block);
                unpack(block, file.path().c_str());
            });
        }
    }
}

} // namespace fuzz
