#include "pipeline/table/totals_geopackage.h"

#include "pipeline/output/geopackage.h"

#include <string>

namespace cityflux {

void write_totals_geopackage(
    const TotalsTable& table, const CityList& cities, const OutputFile& file)
{
    using Field = Geopackage::Field;
    Geopackage package(cities, file, "totals",
        { { "city_id", Field::text }, { "city", Field::text }, { "inventory", Field::text },
            { "species", Field::text }, { "sector", Field::text }, { "period", Field::text },
            { "value", Field::number }, { "unit", Field::text }, { "lower", Field::number },
            { "upper", Field::number }, { "edge_share", Field::number },
            { "valid_share", Field::number }, { "flag", Field::text } });
    for (const TotalsRow& row : table.rows) {
        const TotalsCity& city = table.city_of(row);
        const TotalsSeries& series = table.series_of(row);
        const std::string period = row.period.text();
        const std::string flag = row.flag();
        package.add(city.index, city.id,
            { city.id, city.name, series.inventory, series.species, series.sector, period,
                row.value, table.unit, row.lower, row.upper, row.edge_share, row.valid_share,
                flag });
    }
    package.close();
}

} // namespace cityflux
