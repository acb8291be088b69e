#include "pipeline/table/totals_netcdf.h"

#include "pipeline/output/netcdf_time.h"
#include "pipeline/output/netcdf_writer.h"
#include "pipeline/tables/statistic_unit.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <limits>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr const char* coordinates = "time period_label city_id city_name inventory species sector";

std::vector<Period> periods_of(const TotalsTable& table)
{
    std::set<Period> periods;
    for (const TotalsRow& row : table.rows) {
        periods.insert(row.period);
    }
    return { periods.begin(), periods.end() };
}

/// Returns the position of each row in the cube (series, period, city), where the city varies
/// fastest. Refuses two rows at one position.
std::vector<std::size_t> places_of(
    const TotalsTable& table, const std::vector<Period>& periods, const OutputFile& file)
{
    std::vector<std::size_t> places;
    places.reserve(table.rows.size());
    std::vector<bool> taken(table.series.size() * periods.size() * table.cities.size());
    for (const TotalsRow& row : table.rows) {
        const auto period = static_cast<std::size_t>(
            std::lower_bound(periods.begin(), periods.end(), row.period) - periods.begin());
        const std::size_t place
            = (row.series * periods.size() + period) * table.cities.size() + row.city;
        if (taken[place]) {
            const TotalsSeries& series = table.series_of(row);
            const TotalsCity& city = table.city_of(row);
            file.refuse(fmt::format("there are two totals of {} {} {} in {} for city {} ({}), and "
                                    "netCDF has room for one",
                series.inventory, series.species, series.sector, row.period.text(), city.id,
                city.name));
        }
        taken[place] = true;
        places.push_back(place);
    }
    return places;
}

/// Returns the value of a member, or of a member function, of each item.
template <typename Value, typename Item, typename Member>
std::vector<Value> values_of(const std::vector<Item>& items, Member member)
{
    std::vector<Value> values;
    values.reserve(items.size());
    for (const Item& item : items) {
        values.push_back(std::invoke(member, item));
    }
    return values;
}

/// Returns an array of `size` values with one value for each row at its
/// position, and `fill` elsewhere.
template <typename Value>
std::vector<Value> spread(std::span<const Value> values, std::span<const std::size_t> places,
    std::size_t size, const Value& fill)
{
    std::vector<Value> spread_values(size, fill);
    for (std::size_t i = 0; i < values.size(); ++i) {
        spread_values[places[i]] = values[i];
    }
    return spread_values;
}

} // namespace

void write_totals_netcdf(const TotalsTable& table, const OutputFile& file)
{
    const std::vector<Period> periods = periods_of(table);
    const std::vector<std::size_t> places = places_of(table, periods, file);
    const std::size_t size = table.series.size() * periods.size() * table.cities.size();
    NetcdfWriter writer(file);
    writer.add_attributes({ { "Conventions", "CF-1.8" }, { "title", "City totals of emissions" },
        { "source", "cityflux" } });

    const std::array series { writer.add_dimension("series", table.series.size()) };
    const std::array period { writer.add_dimension("period", periods.size()) };
    const std::array city { writer.add_dimension("city", table.cities.size()) };
    const std::array whole { series[0], period[0], city[0] };

    writer.add_texts("city_id", city, values_of<std::string>(table.cities, &TotalsCity::id),
        { { "long_name", "identifier of the city" } });
    writer.add_texts("city_name", city, values_of<std::string>(table.cities, &TotalsCity::name),
        { { "long_name", "name of the city" } });
    writer.add_texts("inventory", series,
        values_of<std::string>(table.series, &TotalsSeries::inventory),
        { { "long_name", "emission inventory" } });
    writer.add_texts("species", series,
        values_of<std::string>(table.series, &TotalsSeries::species),
        { { "long_name", "emitted substance" } });
    writer.add_texts("sector", series, values_of<std::string>(table.series, &TotalsSeries::sector),
        { { "long_name", "sector of the emission inventory" } });
    writer.add_texts("period_label", period, values_of<std::string>(periods, &Period::text),
        { { "long_name", "year or month by ISO 8601" } });
    add_time(writer, std::vector<PeriodSpan>(periods.begin(), periods.end()), period[0]);

    const std::string unit = udunits_text(table.unit);
    const auto add_numbers = [&](const char* name, double TotalsRow::*column,
                                 NetcdfWriter::Attributes attributes) {
        const std::vector<double> values = values_of<double>(table.rows, column);
        attributes.push_back({ "coordinates", coordinates });
        writer.add_numbers(name, whole, spread<double>(values, places, size, missing), attributes);
    };
    add_numbers("total", &TotalsRow::value,
        { { "long_name", "mass emitted by the city in the period" }, { "units", unit },
            { "cell_methods", "time: sum" },
            { "ancillary_variables", "lower upper edge_share valid_share flag" } });
    add_numbers("lower", &TotalsRow::lower,
        { { "long_name", "mass in the cells wholly inside the city" }, { "units", unit },
            { "cell_methods", "time: sum" } });
    add_numbers("upper", &TotalsRow::upper,
        { { "long_name", "mass in every cell that the city touches" }, { "units", unit },
            { "cell_methods", "time: sum" } });
    add_numbers("edge_share", &TotalsRow::edge_share,
        { { "long_name", "share of the total that comes from partly covered cells" },
            { "units", "1" } });
    add_numbers("valid_share", &TotalsRow::valid_share,
        { { "long_name", "share of the city's area whose cells carry data" }, { "units", "1" } });

    const std::vector<std::string> flags = values_of<std::string>(table.rows, &TotalsRow::flag);
    writer.add_texts("flag", whole, spread<std::string>(flags, places, size, ""),
        { { "long_name", "reasons to look twice, separated by blanks" },
            { "coordinates", coordinates } });
    file.write(writer.close());
}

} // namespace cityflux
