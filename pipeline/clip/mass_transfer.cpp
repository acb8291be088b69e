#include "pipeline/clip/mass_transfer.h"

#include "boundaries/coverage/coverage_window.h"
#include "boundaries/coverage/regridding.h"
#include "boundaries/coverage/target_grid.h"
#include "grids/text/error.h"
#include "pipeline/program/memory_budget.h"
#include "pipeline/proxy/proxy_spread.h"
#include "pipeline/totals/shortcomings.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <tbb/task_arena.h>

namespace cityflux {
namespace {

/// Bytes for each cell in bytes_of_map().
constexpr std::size_t bytes_of_cell = 12 * sizeof(double);
/// Bytes for a cell of another grid, in addition to its links: while it is cut, and in work.
constexpr std::size_t bytes_of_regridded_cell = 2 * sizeof(Regridding::Cell);
constexpr std::size_t bytes_of_link = 3 * sizeof(Regridding::Link);
/// Number of links of a cell that is small compared with those of the inventory.
constexpr double links_of_small_cell = 1.5;
/// Bytes for a cell while its row is cut. Measured; mostly lists of parts.
constexpr std::size_t bytes_of_cut_cell = 600;
constexpr std::size_t rows_cut_by_a_thread = 8;
/// Bytes for an intersecting cell of the inventory's grid: a source, its number, its
/// mass, weight and placed part.
constexpr std::size_t bytes_of_source = 2 * sizeof(Regridding::Source) + 5 * sizeof(double);
/// Bytes for a pixel of a proxy in the city, and for each pixel of the window around it. Measured.
constexpr std::size_t bytes_of_pixel = 120;
constexpr std::size_t bytes_of_window_pixel = 5 * sizeof(double);

/// Transfer to the same cells of the inventory.
class OwnCellTransfer : public MassTransfer {
public:
    explicit OwnCellTransfer(const CityCells& cells)
        : cells_(cells)
    {
    }

    const Grid& grid() const override { return cells_.window(); }
    std::size_t bytes_of(std::size_t rows) const override
    {
        return rows * grid().columns() * bytes_of_cell;
    }

    CityMap advance_to_rows(std::size_t first, std::size_t count) override
    {
        rows_.emplace(cells_.rows(first, count));
        required_ = { cells_.count_before(first), rows_->count() };
        return city_map(grid(), first, count, rows_->spread(rows_->fractions(), 0.0));
    }

    CellRange required_cells() const override { return required_; }
    std::vector<double> transfer(std::span<const double> tonnes) const override
    {
        return rows_->spread(tonnes, std::numeric_limits<double>::quiet_NaN());
    }
    double lost_t(std::span<const double>) const override { return 0.0; }
    bool can_lose_mass() const override { return false; }

private:
    const CityCells& cells_;
    std::optional<CityCells> rows_;
    CellRange required_;
};

/// Returns the numbers of the sources among the intersecting cells. Throws
/// std::logic_error if the counts differ.
std::vector<std::size_t> numbers_of(
    const std::vector<Regridding::Source>& sources, const CityCells& cells, const City& city)
{
    if (sources.size() != cells.count()) {
        throw std::logic_error(
            fmt::format("{} touches {} cells, and {} of them are to be placed on a map", city.name,
                cells.count(), sources.size()));
    }
    std::vector<std::size_t> numbers;
    numbers.reserve(sources.size());
    for (const Regridding::Source& source : sources) {
        numbers.push_back(cells.number_of(source.row, source.column));
    }
    return numbers;
}

std::vector<double> by_source(
    std::span<const double> tonnes, const std::vector<std::size_t>& numbers)
{
    std::vector<double> sources;
    sources.reserve(numbers.size());
    for (const std::size_t number : numbers) {
        sources.push_back(tonnes[number]);
    }
    return sources;
}

/// Transfer to the cells of another grid by regridding.
class RegriddingTransfer : public MassTransfer {
public:
    RegriddingTransfer(
        const CityCells& cells, const Grid& source, const City& city, const Grid& target)
        : regridding_(city.shape, source, target)
        , numbers_(numbers_of(regridding_.sources(), cells, city))
        , placed_(numbers_.size(), 0.0)
    {
    }

    const Grid& grid() const override { return regridding_.grid(); }

    std::size_t bytes_of(std::size_t rows) const override
    {
        const auto cells = static_cast<double>(std::max<std::size_t>(grid().cells(), 1));
        const double links = links_of_small_cell + static_cast<double>(numbers_.size()) / cells;
        const std::size_t of_cell = bytes_of_cell + bytes_of_regridded_cell
            + static_cast<std::size_t>(links * static_cast<double>(bytes_of_link));
        const auto threads = static_cast<std::size_t>(tbb::this_task_arena::max_concurrency());
        const std::size_t cut = std::min(threads, regridding_.bands(rows)) * rows_cut_by_a_thread;
        return numbers_.size() * bytes_of_source
            + grid().columns() * (rows * of_cell + cut * bytes_of_cut_cell);
    }

    CityMap advance_to_rows(std::size_t first, std::size_t count) override
    {
        rows_ = {};
        rows_ = regridding_.rows(first, count);
        add_placed_parts(placed_, rows_);
        return city_map(grid(), first, count, in_window(rows_, &Regridding::Cell::fraction, 0.0));
    }

    CellRange required_cells() const override { return { 0, numbers_.size() }; }
    std::vector<double> transfer(std::span<const double> tonnes) const override
    {
        return placed_mass(rows_, by_source(tonnes, numbers_));
    }
    double lost_t(std::span<const double> tonnes) const override
    {
        return lost_mass(by_source(tonnes, numbers_), placed_);
    }
    bool can_lose_mass() const override { return true; }

private:
    CityRegridding regridding_;
    std::vector<std::size_t> numbers_;
    std::vector<double> placed_; ///< part of each source that lies on the map so far
    Regridding rows_;
};

/// Transfer to the pixels of a proxy, or from them to the cells of another grid.
class ProxyTransfer : public MassTransfer {
public:
    /// Proxy, the grid of the map if it is not that of the proxy, and the total memory in bytes
    /// that the transfer needs.
    struct ProxyTarget {
        const ProxyRaster& proxy;
        const std::optional<Grid>& grid;
        std::size_t bytes = 0;
    };
    ProxyTransfer(
        const CityCells& cells, const Grid& source, const City& city, const ProxyTarget& target)
        : spread_(spread_by_proxy(city.shape, source, target.proxy))
        , numbers_(numbers_of(spread_.regridding.sources, cells, city))
        , pixel_columns_(target.proxy.grid().columns())
        , bytes_(target.bytes)
    {
        if (target.grid) {
            onwards_ = regrid(city.shape, target.proxy.grid(), *target.grid);
        }
    }

    const Grid& grid() const override { return last().grid; }
    std::size_t bytes_of(std::size_t) const override { return bytes_; }
    bool by_rows() const override { return false; }
    CityMap advance_to_rows(std::size_t first, std::size_t count) override
    {
        return city_map(grid(), first, count, in_window(last(), &Regridding::Cell::fraction, 0.0));
    }
    CellRange required_cells() const override { return { 0, numbers_.size() }; }
    std::vector<double> transfer(std::span<const double> tonnes) const override
    {
        return mass_of(tonnes).tonnes;
    }
    double lost_t(std::span<const double> tonnes) const override { return mass_of(tonnes).lost_t; }
    bool can_lose_mass() const override { return true; }

    std::string proxy_note() const override
    {
        if (spread_.without_proxy + spread_.off_proxy == 0) {
            return "";
        }
        return fmt::format("of {} cells, {} are allocated by area because the proxy is 0 in "
                           "their covered part, and {} extend beyond the proxy",
            spread_.cells, spread_.without_proxy, spread_.off_proxy);
    }

private:
    const Regridding& last() const { return onwards_ ? *onwards_ : spread_.regridding; }

    RegriddedMass mass_of(std::span<const double> tonnes) const
    {
        RegriddedMass mass = spread(spread_.regridding, by_source(tonnes, numbers_));
        if (!onwards_) {
            return mass;
        }
        RegriddedMass further
            = spread(*onwards_, spread_.regridding.window, pixel_columns_, mass.tonnes);
        further.lost_t += mass.lost_t;
        return further;
    }

    ProxySpread spread_;
    std::vector<std::size_t> numbers_;
    std::size_t pixel_columns_;
    std::size_t bytes_;
    std::optional<Regridding> onwards_;
};

/// Returns the memory in bytes that a map by a proxy needs, before the proxy is read. Throws
/// InputError if it exceeds `memory_bytes`.
std::size_t bytes_by_proxy(const City& city, const ProxyRaster& proxy,
    const std::optional<Grid>& wanted, std::size_t memory_bytes)
{
    const CityCoverage covered = cover_outline(city.shape, proxy.grid());
    const std::size_t pixels = count_touched(covered);
    const std::size_t cells
        = wanted ? window_around(cover_outline(city.shape, *wanted), *wanted).cells() : 0;
    const std::size_t bytes = pixels * bytes_of_pixel
        + window_around(covered, proxy.grid()).cells() * bytes_of_window_pixel
        + cells * (bytes_of_cell + bytes_of_regridded_cell);
    if (bytes > memory_bytes) {
        throw InputError(ProblemCode::insufficient, named(Setting::proxy, proxy.path()),
            fmt::format("insufficient memory: {} has {} pixels{}, which require about {}, "
                        "available: {}",
                title_of(city), pixels,
                cells > 0 ? fmt::format(" and {} cells of the map", cells) : "",
                text_of_bytes(bytes), text_of_bytes(memory_bytes)),
            { "raise ", named(Setting::memory), ", or use a coarser proxy" });
    }
    return bytes;
}

/// Returns the grid asked for; std::nullopt if there is only a proxy.
std::optional<Grid> grid_of(const MapTarget& target, const City& city)
{
    if (!target.crs) {
        return target.like;
    }
    try {
        return grid_of_resolution(*target.crs, target.resolution, city.shape);
    } catch (const InputError& error) {
        throw InputError(error.message().within(
            { named(Setting::resolution, fmt::format("{:.6g}", target.resolution)), " for ",
                title_of(city) }));
    }
}

} // namespace

std::size_t bytes_of_map(const Grid& grid)
{
    return grid.cells() * bytes_of_cell;
}

std::unique_ptr<MassTransfer> make_mass_transfer(const CityCells& cells, const Grid& source,
    const City& city, const MapTarget& target, std::size_t memory_bytes)
{
    if (target.is_own_grid()) {
        return std::make_unique<OwnCellTransfer>(cells);
    }
    const std::optional<Grid> wanted = grid_of(target, city);
    if (!target.proxy) {
        return std::make_unique<RegriddingTransfer>(cells, source, city, *wanted);
    }
    const std::size_t bytes = bytes_by_proxy(city, *target.proxy, wanted, memory_bytes);
    return std::make_unique<ProxyTransfer>(
        cells, source, city, ProxyTransfer::ProxyTarget { *target.proxy, wanted, bytes });
}

} // namespace cityflux
