#include "pipeline/compare/compare_geopackage.h"

#include "pipeline/compare/compare_tables.h"
#include "pipeline/output/geopackage.h"

#include <optional>
#include <string>
#include <string_view>

namespace cityflux {

void write_compare_geopackage(const CompareResult& result, const CityList& cities,
    const std::vector<std::size_t>& chosen, const OutputFile& file)
{
    using Field = Geopackage::Field;
    Geopackage package(cities, file, "compare",
        { { "city_id", Field::text }, { "city", Field::text }, { "species", Field::text },
            { "sector", Field::text }, { "period", Field::text }, { "n", Field::number },
            { "median", Field::number }, { "min", Field::number }, { "max", Field::number },
            { "unit", Field::text }, { "max_over_min", Field::number }, { "sd_log", Field::number },
            { "lowest", Field::text }, { "highest", Field::text }, { "furthest", Field::text },
            { "suspect", Field::text }, { "reason", Field::text }, { "flag", Field::text } });
    for (const ComparedTable& compared : result.tables) {
        const EstimateTable& table = compared.table;
        const auto name = [&](const std::optional<std::size_t>& inventory) {
            return inventory ? std::string_view(table.inventories[*inventory]) : std::string_view();
        };
        for (std::size_t c = 0; c < table.cities.size(); ++c) {
            const CityAgreement& city = compared.cities[c];
            const EstimateStanding furthest
                = city.furthest ? city.standings[*city.furthest] : EstimateStanding {};
            const std::string period = std::to_string(table.year);
            const std::string flags = city_flags(city);
            package.add(chosen[c], table.cities[c].id,
                { table.cities[c].id, table.cities[c].name, table.species, table.sector, period,
                    static_cast<double>(city.n), city.median, city.min, city.max, "t", city.factor,
                    city.deviation, name(city.lowest), name(city.highest), name(city.furthest),
                    name_of(furthest.suspicion), furthest.reason, flags });
        }
    }
    package.close();
}

} // namespace cityflux
