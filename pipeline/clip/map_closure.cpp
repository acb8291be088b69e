#include "pipeline/clip/map_closure.h"

#include "grids/text/error.h"
#include "pipeline/clip/map_names.h"

#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Tolerances for the mass of a written band against the city total, relative to the sum of
/// absolute masses. They cover rounding in float32, in double, and in sums over parts of cells.
constexpr double tolerance_of_float32 = 1e-6;
constexpr double tolerance_of_double = 1e-12;
constexpr double tolerance_of_regridding = 1e-9;

double tolerance_of(const ClipRequest& request)
{
    if (!request.in_double) {
        return tolerance_of_float32;
    }
    return request.target.is_own_grid() ? tolerance_of_double : tolerance_of_regridding;
}

std::string title_of(const SheetBand& band, MapQuantity quantity)
{
    return band_title(band.series, band.period, unit_of(quantity));
}

} // namespace

void check_closure(const MapReport& map, const ClipRequest& request)
{
    if (request.mask != MapMask::fraction) {
        return;
    }
    const double tolerance = tolerance_of(request);
    for (std::size_t b = 0; b < map.bands.size(); ++b) {
        const WrittenBand& written = map.written[b];
        const double total_t = map.bands[b].total_t;
        if (std::abs(written.mass_t + written.lost_t - total_t)
            <= tolerance * (written.turnover_t + std::abs(written.lost_t))) {
            continue;
        }
        if (written.beyond_float > 0) {
            throw InputError(ProblemCode::out_of_range, map.file.string(),
                fmt::format("{} values of {} out of range of float32", written.beyond_float,
                    title_of(map.bands[b], request.quantity)),
                { "write double precision: ", named(Setting::type, "float64") });
        }
        throw std::logic_error(
            fmt::format("{}: band {} holds {} t, {} t are lost, and the city's total is {} t",
                map.file.string(), b + 1, written.mass_t, written.lost_t, total_t));
    }
}

std::vector<std::string> lost_mass_sentences(
    const MapReport& map, const City& city, MapQuantity quantity)
{
    std::vector<std::string> sentences;
    for (std::size_t b = 0; b < map.bands.size(); ++b) {
        const double lost = map.written[b].lost_t;
        if (std::abs(lost) > tolerance_of_regridding * map.written[b].turnover_t) {
            sentences.push_back(
                fmt::format("{}: {:.2f} t of the {:.2f} t of {} ({}) lie outside the grid "
                            "of the map and are excluded",
                    map.file.string(), lost, map.bands[b].total_t, city.name,
                    title_of(map.bands[b], quantity)));
        }
    }
    return sentences;
}

} // namespace cityflux
