#include "tests/pipeline/totals/field_totals.h"

#include "pipeline/program/data_folder.h"
#include "pipeline/table/totals_writer.h"

#include <numeric>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <tbb/global_control.h>

namespace cityflux::stored_field {
namespace {

Polygon polygon(Ring outer, std::vector<Ring> holes = {})
{
    return { std::move(outer), std::move(holes) };
}

} // namespace

const CityList& cities()
{
    static const CityList list = [] {
        const std::vector<std::pair<std::string, MultiPolygon>> shapes {
            { "slanted",
                { polygon(
                    { { 100.1, 20.2 }, { 129.7, 25.1 }, { 124.9, 49.8 }, { 95.3, 45.4 } }) } },
            { "overlapping", { polygon({ { 110, 30 }, { 140, 31 }, { 120, 55 } }) } },
            { "ring",
                { polygon({ { 60, 10 }, { 90, 10 }, { 90, 40 }, { 60, 40 } },
                    { { { 70.1, 20.1 }, { 70.1, 30.3 }, { 80.7, 30.3 }, { 80.7, 20.1 } } }) } },
            { "in a cell", { polygon({ { 116.26, 39.76 }, { 116.4, 39.8 }, { 116.3, 39.9 } }) } },
            { "parts",
                { polygon({ { 10, 50 }, { 12, 50 }, { 12, 52 }, { 10, 52 } }),
                    polygon({ { 13.1, 50.1 }, { 13.2, 50.1 }, { 13.15, 54.9 } }) } },
            { "across", { polygon({ { 170, -20 }, { 190, -18 }, { 185, -5 }, { 172, -8 } }) } },
            { "small",
                { polygon(
                    { { 121.3, 31.0 }, { 121.9, 31.05 }, { 121.7, 31.5 }, { 121.2, 31.4 } }) } },
        };
        CityList made;
        made.source = "cities";
        for (const auto& [name, shape] : shapes) {
            City city;
            city.id = name;
            city.name = name;
            city.shape = shape;
            made.cities.push_back(std::move(city));
        }
        return made;
    }();
    return list;
}

const Catalogue& catalogue()
{
    static const Catalogue known(inventories_folder());
    return known;
}

TotalsRequest request_for(const std::string& file)
{
    TotalsRequest request;
    request.rasters = { file };
    if (file.ends_with(".tif")) {
        request.assumptions.species = "CO2";
        request.assumptions.period = Period { 2019, 1 };
    }
    return request;
}

TotalsResult totals(const TotalsRequest& request, std::size_t threads)
{
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    std::vector<std::size_t> all(cities().cities.size());
    std::iota(all.begin(), all.end(), std::size_t { 0 });
    return make_totals(request, catalogue(), { cities(), all }, [](double) {});
}

std::string bytes_of(const TotalsResult& result)
{
    std::string text = to_csv(result.table);
    for (const LayerReport& layer : result.layers) {
        const Closure& c = layer.closure;
        text += fmt::format("{} {} {} {} {} {} {} {}\n", layer.period.text(), c.grid_t, c.outside_t,
            c.overlap_t, c.cities_t, c.cells_without_data, c.tiles_read, c.tiles);
    }
    return text;
}

} // namespace cityflux::stored_field
