#include "pipeline/clip/band_sum.h"

#include "grids/text/words.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr std::array words_for_total { "total", "totals", "sum", "all" };

bool overlap(const PeriodSpan& a, const PeriodSpan& b)
{
    return a.first_day() < b.end_day() && b.first_day() < a.end_day();
}

/// Returns the obstacle to summing two bands, or "" if there is none.
std::string obstacle_of(const SheetBand& a, const SheetBand& b)
{
    if (a.series.inventory != b.series.inventory) {
        return fmt::format("{} and {}", a.series.inventory, b.series.inventory);
    }
    if (a.series.species != b.series.species) {
        return fmt::format("{} and {}", a.series.species, b.series.species);
    }
    const bool twice = a.period != b.period && overlap(a.period, b.period);
    return twice ? fmt::format("{} and {}", a.period.text(), b.period.text()) : "";
}

/// Returns true if the mass of a band is also in a band of the total.
bool is_in_a_total(const SheetBand& band, const std::vector<SheetBand>& bands)
{
    return !is_total(band.series.sector)
        && std::any_of(bands.begin(), bands.end(), [&](const SheetBand& other) {
               return is_total(other.series.sector)
                   && other.series.inventory == band.series.inventory
                   && other.series.species == band.series.species
                   && overlap(other.period, band.period);
           });
}

} // namespace

bool is_total(const std::string& sector)
{
    return std::any_of(words_for_total.begin(), words_for_total.end(),
        [&](const char* word) { return same_word(sector, word); });
}

BandSum band_sum(const std::vector<SheetBand>& bands)
{
    BandSum sum;
    for (std::size_t b = 0; b < bands.size(); ++b) {
        if (is_in_a_total(bands[b], bands)) {
            continue;
        }
        for (const std::size_t other : sum.bands) {
            if (sum.obstacle.empty()) {
                sum.obstacle = obstacle_of(bands[other], bands[b]);
            }
        }
        sum.bands.push_back(b);
    }
    return sum;
}

} // namespace cityflux
