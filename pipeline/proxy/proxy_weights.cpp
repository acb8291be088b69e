#include "pipeline/proxy/proxy_weights.h"

#include "boundaries/coverage/cell_parts.h"
#include "grids/text/error.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <tbb/parallel_for.h>

namespace cityflux {
namespace {

/// Number of cities whose cut cells are held in memory at once.
constexpr std::size_t cities_at_once = 32;
/// Tolerance: a cell counts as off the proxy if a larger part of it lies beyond the proxy's grid.
constexpr double rounding = 1e-6;

std::uint64_t key_of(std::uint32_t row, std::uint32_t column)
{
    return (static_cast<std::uint64_t>(row) << 32) | column;
}

/// Returns the cells that a city partly covers, cut, in the order of rows and columns of the plane.
/// Returns std::nullopt if the city cannot be represented in the proxy's map projection.
std::optional<std::vector<CellPart>> cut_cells(
    const City& city, const CityCoverage& coverage, const CellCutter& cutter)
{
    if (coverage.cells.empty()) {
        return std::vector<CellPart>();
    }
    std::unordered_set<std::uint64_t> partly_covered;
    for (const CoveredCell& cell : coverage.cells) {
        partly_covered.insert(key_of(cell.row, cell.column));
    }
    std::vector<std::vector<CellPart>> bands(cutter.bands());
    try {
        cutter.cut(city.shape, PartsWanted::partly_covered,
            [&](std::size_t band, std::vector<CellPart>&& parts) {
                bands[band] = std::move(parts);
            });
    } catch (const InputError&) {
        return std::nullopt;
    }
    std::vector<CellPart> all;
    for (std::vector<CellPart>& band : bands) {
        std::copy_if(std::move_iterator(band.begin()), std::move_iterator(band.end()),
            std::back_inserter(all), [&](const CellPart& part) {
                return partly_covered.contains(key_of(part.row, part.column));
            });
    }
    return all;
}

/// Proxy in one cell of the grid.
struct Cell {
    double amount = 0.0; ///< sum of the proxy in the whole cell
    bool on_proxy = false;
};

class Weighing {
public:
    Weighing(
        Coverage& coverage, const CitySelection& cities, const Grid& grid, const ProxyRaster& proxy)
        : coverage_(coverage)
        , cities_(cities)
        , cutter_(proxy.grid(), grid)
        , proxy_(proxy)
    {
    }

    ProxyUse run()
    {
        for (std::size_t first = 0; first < cities_.size(); first += cities_at_once) {
            add(first, std::min(first + cities_at_once, cities_.size()));
        }
        for (const auto& [key, cell] : cells_) {
            ++use_.cells;
            use_.off_proxy += cell.on_proxy ? 0 : 1;
            use_.without_proxy += cell.on_proxy && cell.amount <= 0.0 ? 1 : 0;
        }
        return use_;
    }

private:
    void add(std::size_t first, std::size_t end)
    {
        std::vector<std::vector<CellPart>> cut(end - first);
        // 1 for cities that cannot be represented in the proxy's projection.
        std::vector<char> nowhere(end - first, 0);
        tbb::parallel_for(std::size_t { 0 }, cut.size(), [&](std::size_t i) {
            auto parts = cut_cells(cities_[first + i], coverage_.cities[first + i], cutter_);
            nowhere[i] = parts ? 0 : 1;
            cut[i] = std::move(parts).value_or(std::vector<CellPart>());
        });
        std::vector<const CityCoverage*> zones;
        std::vector<std::uint64_t> of_cell; // keys of the cells of zones that are whole cells
        for (const std::vector<CellPart>& parts : cut) {
            for (const CellPart& part : parts) {
                zones.push_back(&part.part);
            }
        }
        const std::size_t parts_end = zones.size();
        for (const std::vector<CellPart>& parts : cut) {
            for (const CellPart& part : parts) {
                const std::uint64_t key = key_of(part.row, part.column);
                if (cells_.try_emplace(key, Cell { 0.0, part.cell.share_on_grid > 1.0 - rounding })
                        .second) {
                    zones.push_back(&part.cell);
                    of_cell.push_back(key);
                }
            }
        }
        for (std::size_t i = 0; i < cut.size(); ++i) {
            for (std::size_t c = 0; nowhere[i] != 0 && c < coverage_.cities[first + i].cells.size();
                 ++c) {
                const CoveredCell& covered = coverage_.cities[first + i].cells[c];
                cells_.try_emplace(key_of(covered.row, covered.column));
            }
        }
        const std::vector<double> sums = proxy_.sums(zones);
        for (std::size_t z = parts_end; z < zones.size(); ++z) {
            cells_[of_cell[z - parts_end]].amount = sums[z];
        }
        std::size_t zone = 0;
        for (std::size_t i = 0; i < cut.size(); ++i) {
            std::unordered_map<std::uint64_t, double> amounts;
            for (const CellPart& part : cut[i]) {
                amounts[key_of(part.row, part.column)] = sums[zone++];
            }
            for (CoveredCell& covered : coverage_.cities[first + i].cells) {
                const std::uint64_t key = key_of(covered.row, covered.column);
                const auto amount = amounts.find(key);
                if (amount == amounts.end()) {
                    continue; // covered only by rounding
                }
                const Cell& cell = cells_.at(key);
                if (cell.on_proxy && cell.amount > 0.0) {
                    covered.weight = std::clamp(amount->second / cell.amount, 0.0, 1.0);
                }
            }
        }
    }

    Coverage& coverage_;
    const CitySelection& cities_;
    const CellCutter cutter_;
    const ProxyRaster& proxy_;
    std::unordered_map<std::uint64_t, Cell> cells_;
    ProxyUse use_;
};

} // namespace

ProxyUse& ProxyUse::operator+=(const ProxyUse& other)
{
    cells += other.cells;
    without_proxy += other.without_proxy;
    off_proxy += other.off_proxy;
    return *this;
}

ProxyUse weigh_by_proxy(
    Coverage& coverage, const CitySelection& cities, const Grid& grid, const ProxyRaster& proxy)
{
    return Weighing(coverage, cities, grid, proxy).run();
}

} // namespace cityflux
