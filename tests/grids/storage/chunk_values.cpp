#include "tests/grids/storage/chunk_values.h"

#include "grids/storage/chunk_coding.h"
#include "tests/netcdf_status.h"

#include <functional>
#include <numeric>

#include <netcdf.h>

namespace cityflux {

std::vector<double> unpacked_values(RawBlock& block, const std::string& path)
{
    unpack(block, path.c_str());
    std::vector<double> values(block.count());
    decode(block, {}, values);
    return values;
}

std::vector<double> values_by_library(
    const std::string& path, const Shape& start, const Shape& count)
{
    int id = -1;
    int variable = -1;
    check_netcdf(nc_open(path.c_str(), NC_NOWRITE, &id));
    check_netcdf(nc_inq_varid(id, "emi", &variable));
    std::vector<double> values(
        std::accumulate(count.begin(), count.end(), std::size_t { 1 }, std::multiplies<>()));
    check_netcdf(nc_get_vara_double(id, variable, start.data(), count.data(), values.data()));
    check_netcdf(nc_close(id));
    return values;
}

TiledValues values_by_tiles(const std::string& path, GridFile& file, const Shape& slice)
{
    const GridVariable& variable = file.variables().at(0);
    const Grid& grid = file.grid();
    const Tiling tiling = file.tiling(variable);
    TiledValues all { std::vector<double>(grid.cells(), -777.0) };
    RawBlock block;
    for (std::size_t tile = 0; tile < tiling.across(grid) * tiling.down(grid); ++tile) {
        const CellWindow window = tiling.window(tile, grid);
        file.read(variable, slice, window, block);
        all.coded += block.coding ? 1 : 0;
        const auto values = unpacked_values(block, path);
        const std::size_t stride = block.stride == 0 ? window.columns : block.stride;
        for (std::size_t r = 0; r < window.rows; ++r) {
            for (std::size_t c = 0; c < window.columns; ++c) {
                all.values[(window.row + r) * grid.columns() + window.column + c]
                    = values.at(r * stride + c);
            }
        }
    }
    return all;
}

} // namespace cityflux
