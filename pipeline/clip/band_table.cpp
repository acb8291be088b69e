#include "pipeline/clip/band_table.h"

#include "pipeline/clip/distinct_texts.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Returns a name that CF allows for a variable: letters, digits and underscores, a letter first.
std::string variable_name(const std::string& text)
{
    std::string name;
    for (const char letter : text) {
        name += std::isalnum(static_cast<unsigned char>(letter)) != 0 ? letter : '_';
    }
    return name.empty() || std::isalpha(static_cast<unsigned char>(name.front())) == 0 ? "v" + name
                                                                                       : name;
}

/// Returns the periods of bands, by the middle of the period.
std::vector<PeriodSpan> periods_of(const std::vector<SheetBand>& bands)
{
    std::set<PeriodSpan> distinct;
    for (const SheetBand& band : bands) {
        distinct.insert(band.period);
    }
    std::vector<PeriodSpan> periods(distinct.begin(), distinct.end());
    std::sort(periods.begin(), periods.end(), [](const PeriodSpan& a, const PeriodSpan& b) {
        return a.first_day() + a.end_day() < b.first_day() + b.end_day();
    });
    return periods;
}

std::size_t index_of(const SheetBand& band, const BandTable& table)
{
    const auto period = std::find(table.periods.begin(), table.periods.end(), band.period)
        - table.periods.begin();
    const auto sector = std::find(table.sectors.begin(), table.sectors.end(), band.series.sector)
        - table.sectors.begin();
    return static_cast<std::size_t>(period) * table.sectors.size()
        + static_cast<std::size_t>(sector);
}

/// Inventories and species of bands, in the order of first appearance.
struct SeriesList {
    std::vector<std::pair<std::string, std::string>> series; ///< inventory, species
    bool ambiguous = false; ///< two of them have a species of the same name
};

SeriesList series_of(const std::vector<SheetBand>& bands)
{
    SeriesList list;
    std::set<std::string> species;
    for (const SheetBand& band : bands) {
        const std::pair series(band.series.inventory, band.series.species);
        if (std::find(list.series.begin(), list.series.end(), series) == list.series.end()) {
            list.series.push_back(series);
            const bool added = species.insert(variable_name(band.series.species)).second;
            list.ambiguous = list.ambiguous || !added;
        }
    }
    return list;
}

/// Returns a name, with underscores if other variables have it.
std::string unique_name(std::string name, const std::vector<BandVariable>& variables)
{
    while (std::any_of(variables.begin(), variables.end(),
        [&](const BandVariable& one) { return one.name == name; })) {
        name += "_";
    }
    return name;
}

} // namespace

BandTable band_table(const MapSheet& sheet)
{
    BandTable table { periods_of(sheet.bands),
        distinct_texts(sheet.bands, [](const SheetBand& band) { return band.series.sector; }), {} };
    const SeriesList list = series_of(sheet.bands);
    for (const auto& [inventory, species] : list.series) {
        BandVariable variable;
        for (std::size_t b = 0; b < sheet.bands.size(); ++b) {
            const SheetBand& band = sheet.bands[b];
            if (band.series.inventory == inventory && band.series.species == species) {
                variable.bands[index_of(band, table)] = b;
            }
        }
        const std::string series
            = list.ambiguous ? fmt::format("{}_{}", species, inventory) : species;
        variable.name = unique_name(
            variable_name(fmt::format("{}_{}", series, name_of(sheet.quantity))), table.variables);
        table.variables.push_back(std::move(variable));
    }
    return table;
}

} // namespace cityflux
