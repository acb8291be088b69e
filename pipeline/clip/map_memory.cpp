#include "pipeline/clip/map_memory.h"

#include "grids/text/error.h"
#include "pipeline/clip/map_netcdf.h"
#include "pipeline/program/memory_budget.h"
#include "pipeline/totals/shortcomings.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Returns the largest number of rows that can be computed in `memory_bytes`, or 1.
std::size_t most_rows_in(const CityMapSource& maps, std::size_t memory_bytes)
{
    std::size_t rows = 1;
    for (std::size_t too_many = maps.grid().rows() + 1; too_many - rows > 1;) {
        const std::size_t middle = std::midpoint(rows, too_many);
        (maps.bytes_of(middle) <= memory_bytes ? rows : too_many) = middle;
    }
    return rows;
}

} // namespace

std::size_t left_for_maps(const ClipRequest& request)
{
    return left_for_tiles(request.memory_bytes, resident_bytes());
}

void check_netcdf_memory(
    const City& city, const NetcdfMap& map, std::size_t other_bytes, std::size_t memory_bytes)
{
    const std::size_t needed
        = other_bytes + bytes_of_map_netcdf(map.grid, map.bands, map.in_double);
    if (needed > std::max(memory_bytes, always_allowed_bytes)) {
        throw InputError(ProblemCode::insufficient, title_of(city),
            fmt::format("insufficient memory: a netCDF map of {} x {} cells in {} bands requires "
                        "{}, available: {}",
                map.grid.rows(), map.grid.columns(), map.bands, text_of_bytes(needed),
                text_of_bytes(memory_bytes)),
            { "raise ", named(Setting::memory), ", write GeoTIFF (", named(Setting::format, "tif"),
                "), or select fewer sectors or periods" });
    }
}

RowPlan plan_rows(const ClipRequest& request, const City& city, const CityMapSource& maps,
    std::size_t bands, std::size_t memory_bytes)
{
    const std::size_t all = maps.grid().rows();
    if (request.format == MapFormat::netcdf) {
        check_netcdf_memory(
            city, { maps.grid(), bands, request.in_double }, maps.bytes_of(all), memory_bytes);
        return { all, 0 };
    }
    std::size_t rows = all;
    if (maps.by_rows() && maps.bytes_of(all) > memory_bytes / 2) {
        const std::size_t for_rows = std::max(memory_bytes / 2, always_allowed_bytes);
        if (maps.bytes_of(1) > for_rows) {
            throw InputError(ProblemCode::insufficient, title_of(city),
                fmt::format("insufficient memory: one row of the map, of {} columns, requires {}, "
                            "available: half of {}",
                    maps.grid().columns(), text_of_bytes(maps.bytes_of(1)),
                    text_of_bytes(memory_bytes)),
                { "raise ", named(Setting::memory), ", or choose larger cells" });
        }
        rows = most_rows_in(maps, for_rows);
    }
    return { rows, memory_bytes - std::min(memory_bytes, maps.bytes_of(rows)) };
}

} // namespace cityflux
