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
void check_found(const std::vector<Item>& asked, const std::set<Item>& found, Setting setting,
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
        throw InputError(ProblemCode::unknown, named(setting, text_of(item)),
            fmt::format("not in the files (they contain {})", joined(texts, ", ")));
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
            throw InputError(ProblemCode::duplicate, raster.path(),
                fmt::format("duplicate layer: {} of {}, sector '{}', {} is also in {}",
                    series.species, series.inventory, series.sector, layer.period().text(),
                    known->second),
                "leave one file out, or give each its own inventory TOML");
        }
        selected.push_back(layer);
    }
    return selected;
}

void LayerSelection::check_found() const
{
    cityflux::check_found(query_.sectors, sectors_, Setting::sectors, same_word);
    cityflux::check_found(query_.species, species_, Setting::species, same_word);
    cityflux::check_found(query_.periods, periods_, Setting::periods, lies_within);
    if (files_.empty()) {
        throw InputError(ProblemCode::missing, {},
            "missing layer: none has the selected sector, species and period together",
            "list the layers with cityflux inspect");
    }
}

} // namespace cityflux
