#include "pipeline/totals/totals_notes.h"

#include "pipeline/totals/shortcomings.h"

#include <cstddef>

#include <fmt/format.h>

namespace cityflux {

std::optional<Message> nodata_note(const std::vector<LayerTotals>& totals)
{
    NodataSuspects all;
    for (const LayerTotals& layer : totals) {
        all += layer.suspects;
    }
    return all.any() ? std::optional(all.warning()) : std::nullopt;
}

std::optional<Message> negative_totals_note(const std::vector<Layer>& layers,
    const std::vector<LayerTotals>& totals, const CoveredCities& cities)
{
    std::size_t number = 0;
    std::string least;
    double least_t = 0.0;
    for (std::size_t l = 0; l < layers.size(); ++l) {
        for (std::size_t c = 0; c < cities.cities.size(); ++c) {
            const double value_t = totals[l].cities[c].value_t;
            number += cities.table_index[c] && value_t < 0.0 ? 1 : 0;
            if (cities.table_index[c] && value_t < least_t) {
                least_t = value_t;
                least = fmt::format("{} has {:.6g} t of {}, sector '{}', {}",
                    title_of(cities.cities[c]), value_t, layers[l].species(), layers[l].sector,
                    layers[l].period().text());
            }
        }
    }
    if (number == 0) {
        return std::nullopt;
    }
    return Message { .code = ProblemCode::out_of_range,
        .subject = {},
        .problem = fmt::format("{} negative {} ({}{}): sinks, or undeclared nodata such as -9999",
            number, number == 1 ? "total" : "totals", number == 1 ? "" : "the lowest: ", least),
        .remedy = { "if they are nodata, declare [quantity] nodata in an inventory TOML, e.g. ",
            named(Setting::inventory, "my.toml") } };
}

} // namespace cityflux
