#include "pipeline/proxy/proxy_weights.h"

#include "boundaries/cell_parts.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <unordered_map>
#include <utility>
#include <vector>

#include <tbb/parallel_for.h>

namespace cityflux {
namespace {

/// Cities whose cells are held at once: their pixels take memory.
constexpr std::size_t cities_at_once = 32;
/// A cell of which more than this is off the proxy's grid is not known to the proxy.
constexpr double rounding = 1e-6;
/// Of covered fractions that add up to a whole cell.
constexpr double rounding_of_area = 1e-9;

std::uint64_t key_of(std::uint32_t row, std::uint32_t column)
{
    return (static_cast<std::uint64_t>(row) << 32) | column;
}

/// The cut cells of one city, in the order of rows and columns of the plane.
std::vector<CellPart> cut_cells(const City& city, const Grid& grid, const ProxyRaster& proxy)
{
    std::vector<std::vector<CellPart>> bands(bands_of(grid));
    cut_by_cells(city.shape, proxy.grid(), grid, PartsWanted::partly_covered,
        [&](std::size_t band, std::vector<CellPart>&& parts) { bands[band] = std::move(parts); });
    std::vector<CellPart> all;
    for (std::vector<CellPart>& band : bands) {
        std::move(band.begin(), band.end(), std::back_inserter(all));
    }
    return all;
}

/// What is known of a cell of the grid.
struct Cell {
    double amount = 0.0; ///< of the proxy
    bool on_proxy = false;
};

class Weighing {
public:
    Weighing(Coverage& coverage, const CitySelection& cities, const Grid& grid, const ProxyRaster& proxy)
        : coverage_(coverage)
        , cities_(cities)
        , grid_(grid)
        , proxy_(proxy)
    {
    }

    ProxyUse run()
    {
        for (std::size_t first = 0; first < cities_.size(); first += cities_at_once) {
            add(first, std::min(first + cities_at_once, cities_.size()));
        }
        settle();
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
        tbb::parallel_for(std::size_t { 0 }, cut.size(), [&](std::size_t i) {
            // A city that has no place on the grid covers nothing of it; it need not have one on the proxy's either.
            if (!coverage_.cities[first + i].cells.empty()) {
                cut[i] = cut_cells(cities_[first + i], grid_, proxy_);
            }
        });
        std::vector<const CityCoverage*> zones;
        std::vector<std::uint64_t> of_cell; // its key, for zones that are whole cells
        for (const std::vector<CellPart>& parts : cut) {
            for (const CellPart& part : parts) {
                zones.push_back(&part.part);
            }
        }
        const std::size_t parts_end = zones.size();
        for (const std::vector<CellPart>& parts : cut) {
            for (const CellPart& part : parts) {
                const std::uint64_t key = key_of(part.row, part.column);
                if (cells_.try_emplace(key, Cell { 0.0, part.cell.share_on_grid > 1.0 - rounding }).second) {
                    zones.push_back(&part.cell);
                    of_cell.push_back(key);
                }
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
                    continue; // covered by rounding alone
                }
                const Cell& cell = cells_.at(key);
                if (cell.on_proxy && cell.amount > 0.0) {
                    covered.weight = std::clamp(amount->second / cell.amount, 0.0, 1.0);
                }
            }
        }
    }

    /// Cities that cover a cell between them share it out to the last digit, and those that do not overlap never get more than
    /// it has: borders that are cut in a bent plane are right to less than that.
    void settle()
    {
        struct Sums {
            double fraction = 0.0;
            double weight = 0.0;
        };
        std::unordered_map<std::uint64_t, Sums> sums;
        for (const CityCoverage& city : coverage_.cities) {
            for (const CoveredCell& cell : city.cells) {
                Sums& sum = sums[key_of(cell.row, cell.column)];
                sum.fraction += cell.fraction;
                sum.weight += cell.weight;
            }
        }
        for (CityCoverage& city : coverage_.cities) {
            for (CoveredCell& cell : city.cells) {
                const Sums& sum = sums.at(key_of(cell.row, cell.column));
                const bool tiled = std::abs(sum.fraction - 1.0) < rounding_of_area;
                if ((tiled && sum.weight > 0.0) || (sum.fraction < 1.0 && sum.weight > 1.0)) {
                    cell.weight /= sum.weight;
                }
            }
        }
    }

    Coverage& coverage_;
    const CitySelection& cities_;
    const Grid& grid_;
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

ProxyUse weigh_by_proxy(Coverage& coverage, const CitySelection& cities, const Grid& grid, const ProxyRaster& proxy)
{
    return Weighing(coverage, cities, grid, proxy).run();
}

} // namespace cityflux
