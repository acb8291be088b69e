#include "pipeline/totals/layer_selection.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/words.h"

#include <algorithm>

#include <fmt/format.h>

namespace cityflux {
namespace {

std::string text_of(const std::string& word)
{
    return word;
}

std::string text_of(const Period& period)
{
    return period.text();
}

/// Throws InputError for one of `asked` that matches none of `found`.
template <typename Item, typename Matches>
void check_found(const std::vector<Item>& asked, const std::set<Item>& found, const char* option,
    const Matches& matches)
{
    for (const Item& item : asked) {
        if (std::any_of(found.begin(), found.end(),
                [&](const Item& other) { return matches(other, item); })) {
            continue;
        }
        std::vector<std::string> texts;
        for (const Item& other : found) {
            texts.push_back(text_of(other));
        }
        throw InputError(fmt::format("{} {}: none of the files has it; they have {}", option,
            text_of(item), joined(texts, ", ")));
    }
}

} // namespace

TotalsSeries series_of(const Raster& raster, const Layer& layer)
{
    return { raster.inventory_name(), layer.species(), layer.sector };
}

std::vector<Layer> LayerSelection::select(const Raster& raster)
{
    std::vector<Layer> selected;
    for (const Layer& layer : raster.layers()) {
        const TotalsSeries series = series_of(raster, layer);
        sectors_.insert(series.sector);
        species_.insert(series.species);
        periods_.insert(layer.period());
        if (!query_.matches(series, layer.period())) {
            continue;
        }
        const auto [known, is_new] = files_.try_emplace({ series, layer.period() }, raster.path());
        if (!is_new) {
            throw InputError(fmt::format("{} and {} both give {} of {}, sector '{}', {}; leave one "
                                         "out, or tell them apart with "
                                         "an inventory TOML for each",
                known->second, raster.path(), series.species, series.inventory, series.sector,
                layer.period().text()));
        }
        selected.push_back(layer);
    }
    return selected;
}

void LayerSelection::check_found() const
{
    cityflux::check_found(query_.sectors, sectors_, "--sector", same_word);
    cityflux::check_found(query_.species, species_, "--species", same_word);
    cityflux::check_found(query_.periods, periods_, "--period", lies_within);
    if (files_.empty()) {
        throw InputError("no layer has the sector, species and period asked for together; "
                         "cityflux inspect shows what the "
                         "files have");
    }
}

} // namespace cityflux
