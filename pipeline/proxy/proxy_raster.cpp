#include "pipeline/proxy/proxy_raster.h"

#include "grids/layers/open.h"
#include "grids/storage/chunk_coding.h"
#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/words.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>

#include <fmt/format.h>
#include <tbb/parallel_for.h>

namespace cityflux {
namespace {

/// Parts of an argument FILE or FILE:VARIABLE.
struct Argument {
    std::string file;
    std::string variable;
};

Argument parsed(const std::string& argument)
{
    std::error_code error;
    const auto colon = argument.rfind(':');
    if (!std::filesystem::exists(argument, error) && colon != std::string::npos
        && std::filesystem::exists(argument.substr(0, colon), error)) {
        return { argument.substr(0, colon), argument.substr(colon + 1) };
    }
    return { argument, "" };
}

std::vector<std::string> names_of(const std::vector<GridVariable>& variables)
{
    std::vector<std::string> names;
    for (const GridVariable& variable : variables) {
        names.push_back(variable.name);
    }
    return names;
}

const GridVariable& chosen_variable(const GridFile& file, const std::string& name)
{
    const std::vector<GridVariable>& variables = file.variables();
    if (!name.empty()) {
        for (const GridVariable& variable : variables) {
            if (same_word(variable.name, name)) {
                return variable;
            }
        }
        throw InputError(ProblemCode::unknown, file.path(),
            fmt::format("unknown variable '{}' (the proxy contains {})", name,
                joined(names_of(variables), ", ")));
    }
    if (variables.size() != 1) {
        throw InputError(ProblemCode::ambiguous, file.path(),
            fmt::format("ambiguous proxy: {} variables ({})", variables.size(),
                joined(names_of(variables), ", ")),
            { "name one, e.g. ",
                named(Setting::proxy,
                    fmt::format("{}:{}", file.path(),
                        variables.empty() ? "VARIABLE" : variables.front().name)) });
    }
    return variables.front();
}

/// Piece of one row of a zone within a tile: a run of fully covered pixels (fraction 1) or
/// one partly covered pixel.
struct ZonePiece {
    std::size_t tile = 0;
    std::size_t zone = 0;
    std::uint32_t row = 0;
    std::uint32_t column = 0;
    std::uint32_t length = 0;
    double fraction = 1.0;
};

std::vector<ZonePiece> pieces_of(
    std::span<const CityCoverage* const> zones, const Grid& grid, const Tiling& tiling)
{
    const std::size_t across = tiling.across(grid);
    const auto tile_of = [&](std::uint32_t row, std::uint32_t column) {
        return row / tiling.rows * across + column / tiling.columns;
    };
    std::vector<ZonePiece> pieces;
    for (std::size_t z = 0; z < zones.size(); ++z) {
        for (const CoveredRun& run : zones[z]->runs) {
            const std::uint32_t end = run.column + run.length;
            for (std::uint32_t column = run.column; column < end;) {
                const auto tile_end
                    = static_cast<std::uint32_t>((column / tiling.columns + 1) * tiling.columns);
                const std::uint32_t stop = std::min(end, tile_end);
                pieces.push_back(
                    { tile_of(run.row, column), z, run.row, column, stop - column, 1.0 });
                column = stop;
            }
        }
        for (const CoveredCell& cell : zones[z]->cells) {
            if (cell.fraction > 0.0) {
                pieces.push_back(
                    { tile_of(cell.row, cell.column), z, cell.row, cell.column, 1, cell.fraction });
            }
        }
    }
    std::stable_sort(pieces.begin(), pieces.end(),
        [](const ZonePiece& a, const ZonePiece& b) { return a.tile < b.tile; });
    return pieces;
}

} // namespace

ProxyRaster ProxyRaster::open(const std::string& argument, const Catalogue& catalogue)
{
    const Argument parts = parsed(argument);
    std::error_code error;
    if (!std::filesystem::exists(parts.file, error)) {
        throw InputError(ProblemCode::missing, named(Setting::proxy, parts.file), "missing file");
    }
    ProxyRaster proxy;
    proxy.negative_pixels_ = std::make_unique<std::atomic<std::size_t>>(0);
    proxy.file_ = open_grid_file(parts.file, catalogue, nullptr);
    proxy.variable_ = &chosen_variable(*proxy.file_, parts.variable);
    for (const SliceDimension& dimension : proxy.variable_->dimensions) {
        if (dimension.size != 1) {
            throw InputError(ProblemCode::ambiguous, parts.file,
                fmt::format("ambiguous proxy: '{}' has {} maps along {}", proxy.variable_->name,
                    dimension.size, dimension.name),
                "extract one map first, e.g. with cdo seltimestep");
        }
        proxy.slice_.push_back(0);
    }
    proxy.grid_ = grid_in_place(*proxy.file_, "the proxy");
    return proxy;
}

std::string ProxyRaster::file_of(const std::string& argument)
{
    return parsed(argument).file;
}

std::vector<double> ProxyRaster::read(const CellWindow& window) const
{
    RawBlock block;
    file_->read(*variable_, slice_, window, block);
    unpack(block, path().c_str());
    std::vector<double> stored(block.count());
    decode(block, variable_->packing, stored);
    // A chunk may extend beyond the window, to the right and downwards.
    const std::size_t stride = block.stride == 0 ? window.columns : block.stride;
    std::vector<double> values;
    values.reserve(window.cells());
    std::size_t negative = 0;
    for (std::size_t r = 0; r < window.rows; ++r) {
        for (std::size_t c = 0; c < window.columns; ++c) {
            const double value = stored[r * stride + c];
            negative += value < 0.0 ? 1 : 0;
            values.push_back(value > 0.0 && std::isfinite(value) ? value : 0.0);
        }
    }
    *negative_pixels_ += negative;
    return values;
}

std::vector<double> ProxyRaster::values(const CellWindow& window) const
{
    if (window.column + window.columns <= grid_.columns()) {
        return read(window);
    }
    const std::size_t left = grid_.columns() - window.column;
    const std::vector<double> before = read({ window.row, window.rows, window.column, left });
    const std::vector<double> after = read({ window.row, window.rows, 0, window.columns - left });
    std::vector<double> values;
    values.reserve(window.cells());
    for (std::size_t r = 0; r < window.rows; ++r) {
        const auto add = [&](const std::vector<double>& part, std::size_t columns) {
            const auto row = part.begin() + static_cast<std::ptrdiff_t>(r * columns);
            values.insert(values.end(), row, row + static_cast<std::ptrdiff_t>(columns));
        };
        add(before, left);
        add(after, window.columns - left);
    }
    return values;
}

std::vector<double> ProxyRaster::sums(std::span<const CityCoverage* const> zones) const
{
    const Tiling tiling = file_->tiling(*variable_);
    const std::vector<ZonePiece> pieces = pieces_of(zones, grid_, tiling);
    // Position in `pieces` of the first piece of each tile, and the end.
    std::vector<std::size_t> begins;
    for (std::size_t p = 0; p < pieces.size(); ++p) {
        if (p == 0 || pieces[p].tile != pieces[p - 1].tile) {
            begins.push_back(p);
        }
    }
    begins.push_back(pieces.size());
    std::vector<double> amounts(pieces.size(), 0.0);
    tbb::parallel_for(std::size_t { 0 }, begins.size() - 1, [&](std::size_t t) {
        const CellWindow window = tiling.window(pieces[begins[t]].tile, grid_);
        const std::vector<double> tile = read(window);
        for (std::size_t p = begins[t]; p < begins[t + 1]; ++p) {
            const ZonePiece& piece = pieces[p];
            const double* pixel = tile.data() + (piece.row - window.row) * window.columns
                + (piece.column - window.column);
            for (std::uint32_t c = 0; c < piece.length; ++c) {
                amounts[p] += pixel[c];
            }
            amounts[p] *= piece.fraction;
        }
    });
    std::vector<double> sums(zones.size(), 0.0);
    for (std::size_t p = 0; p < pieces.size(); ++p) {
        sums[pieces[p].zone] += amounts[p];
    }
    return sums;
}

} // namespace cityflux
