#include "pipeline/totals_netcdf.h"

#include "pipeline/netcdf_writer.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <compare>
#include <cstddef>
#include <functional>
#include <limits>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr const char* coordinates = "time period_label city_id city_name inventory species sector";

struct CityEntry {
    std::string id;
    std::string name;
    std::size_t index = 0;
};

struct Series {
    std::string inventory;
    std::string species;
    std::string sector;

    auto operator<=>(const Series&) const = default;
};

/// The axes of the cube (series, period, city) that the rows of a table fill.
struct Cube {
    std::vector<Series> series;
    std::vector<Period> periods;
    std::vector<CityEntry> cities;

    std::size_t size() const { return series.size() * periods.size() * cities.size(); }
};

Series series_of(const TotalsRow& row)
{
    return { row.inventory, row.species, row.sector };
}

Cube cube_of(const TotalsTable& table)
{
    Cube cube;
    std::set<Series> known_series;
    std::set<Period> known_periods;
    std::set<std::string> known_cities;
    for (const TotalsRow& row : table.rows) {
        known_periods.insert(row.period);
        if (known_series.insert(series_of(row)).second) {
            cube.series.push_back(series_of(row));
        }
        if (known_cities.insert(row.city_id).second) {
            cube.cities.push_back({ row.city_id, row.city, row.city_index });
        }
    }
    cube.periods.assign(known_periods.begin(), known_periods.end());
    std::stable_sort(
        cube.cities.begin(), cube.cities.end(), [](const CityEntry& a, const CityEntry& b) { return a.index < b.index; });
    return cube;
}

/// The place of each row in the cube, the city varying fastest.
std::vector<std::size_t> places_of(const TotalsTable& table, const Cube& cube, const OutputFile& file)
{
    std::map<Series, std::size_t> series_places;
    for (const Series& series : cube.series) {
        series_places.emplace(series, series_places.size());
    }
    std::map<std::string, std::size_t> city_places;
    for (const CityEntry& city : cube.cities) {
        city_places.emplace(city.id, city_places.size());
    }
    std::vector<std::size_t> places;
    std::vector<bool> taken(cube.size());
    for (const TotalsRow& row : table.rows) {
        const auto period = std::lower_bound(cube.periods.begin(), cube.periods.end(), row.period) - cube.periods.begin();
        const std::size_t slice = series_places.at(series_of(row)) * cube.periods.size() + static_cast<std::size_t>(period);
        const std::size_t place = slice * cube.cities.size() + city_places.at(row.city_id);
        if (taken[place]) {
            file.refuse(fmt::format("there are two totals of {} {} {} in {} for city {} ({}), and netCDF has room for one",
                row.inventory, row.species, row.sector, row.period.text(), row.city_id, row.city));
        }
        taken[place] = true;
        places.push_back(place);
    }
    return places;
}

struct Bounds {
    double begin;
    double end;
};

/// In days since 1850-01-01.
Bounds bounds_of(const Period& period)
{
    using namespace std::chrono;
    const year_month first { year(period.year), month(period.is_year() ? 1U : static_cast<unsigned>(period.month)) };
    const sys_days begin = first / day(1);
    const sys_days origin = year(1850) / January / day(1);
    const double start = static_cast<double>((begin - origin).count());
    return { start, start + period.days() };
}

/// A member, or what a member function gives, of every item.
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

/// Values, one a row, at their places among `size`; `fill` elsewhere.
template <typename Value>
std::vector<Value> spread(
    std::span<const Value> values, std::span<const std::size_t> places, std::size_t size, const Value& fill)
{
    std::vector<Value> spread_values(size, fill);
    for (std::size_t i = 0; i < values.size(); ++i) {
        spread_values[places[i]] = values[i];
    }
    return spread_values;
}

void add_time(NetcdfWriter& writer, const std::vector<Period>& periods, int period_dimension)
{
    std::vector<double> middles;
    std::vector<double> bounds;
    for (const Period& period : periods) {
        const auto [begin, end] = bounds_of(period);
        middles.push_back((begin + end) / 2.0);
        bounds.insert(bounds.end(), { begin, end });
    }
    const int bounds_dimension = writer.add_dimension("bnds", 2);
    writer.add_coordinate("time", std::array { period_dimension }, middles,
        { { "standard_name", "time" }, { "long_name", "middle of the period" }, { "units", "days since 1850-01-01" },
            { "calendar", "standard" }, { "bounds", "time_bnds" } });
    writer.add_coordinate("time_bnds", std::array { period_dimension, bounds_dimension }, bounds, {});
}

} // namespace

void write_totals_netcdf(const TotalsTable& table, const OutputFile& file)
{
    const Cube cube = cube_of(table);
    const std::vector<std::size_t> places = places_of(table, cube, file);
    NetcdfWriter writer(file);
    writer.add_attributes({ { "Conventions", "CF-1.8" }, { "title", "City totals of emissions" }, { "source", "cityflux" } });

    const std::array series { writer.add_dimension("series", cube.series.size()) };
    const std::array period { writer.add_dimension("period", cube.periods.size()) };
    const std::array city { writer.add_dimension("city", cube.cities.size()) };
    const std::array whole { series[0], period[0], city[0] };

    writer.add_texts(
        "city_id", city, values_of<std::string>(cube.cities, &CityEntry::id), { { "long_name", "identifier of the city" } });
    writer.add_texts(
        "city_name", city, values_of<std::string>(cube.cities, &CityEntry::name), { { "long_name", "name of the city" } });
    writer.add_texts("inventory", series, values_of<std::string>(cube.series, &Series::inventory),
        { { "long_name", "emission inventory" } });
    writer.add_texts(
        "species", series, values_of<std::string>(cube.series, &Series::species), { { "long_name", "emitted substance" } });
    writer.add_texts("sector", series, values_of<std::string>(cube.series, &Series::sector),
        { { "long_name", "sector of the emission inventory" } });
    writer.add_texts("period_label", period, values_of<std::string>(cube.periods, &Period::text),
        { { "long_name", "year or month by ISO 8601" } });
    add_time(writer, cube.periods, period[0]);

    const auto add_numbers = [&](const char* name, double TotalsRow::*column, NetcdfWriter::Attributes attributes) {
        const std::vector<double> values = values_of<double>(table.rows, column);
        attributes.push_back({ "coordinates", coordinates });
        writer.add_numbers(name, whole, spread<double>(values, places, cube.size(), missing), attributes);
    };
    add_numbers("total", &TotalsRow::value,
        { { "long_name", "mass emitted by the city in the period" }, { "units", table.unit }, { "cell_methods", "time: sum" },
            { "ancillary_variables", "lower upper edge_share valid_share flag" } });
    add_numbers("lower", &TotalsRow::lower,
        { { "long_name", "mass in the cells wholly inside the city" }, { "units", table.unit },
            { "cell_methods", "time: sum" } });
    add_numbers("upper", &TotalsRow::upper,
        { { "long_name", "mass in every cell that the city touches" }, { "units", table.unit },
            { "cell_methods", "time: sum" } });
    add_numbers("edge_share", &TotalsRow::edge_share,
        { { "long_name", "share of the total that comes from partly covered cells" }, { "units", "1" } });
    add_numbers("valid_share", &TotalsRow::valid_share,
        { { "long_name", "share of the city's area whose cells carry data" }, { "units", "1" } });

    const std::vector<std::string> flags = values_of<std::string>(table.rows, &TotalsRow::flag);
    writer.add_texts("flag", whole, spread<std::string>(flags, places, cube.size(), ""),
        { { "long_name", "reasons to look twice, separated by blanks" }, { "coordinates", coordinates } });
    file.write(writer.close());
}

} // namespace cityflux
