#include "tests/pipeline/table/totals_writer_fixture.h"

#include "pipeline/table/totals_writer.h"
#include "tests/box_outline.h"
#include "tests/folder_content.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace cityflux {

CityList two_cities()
{
    City with_shape;
    with_shape.id = "110";
    with_shape.name = "甲市";
    Ring hole = box_ring({ 101, 31, 103, 33 });
    std::reverse(hole.begin(), hole.end());
    with_shape.shape
        = { { box_ring({ 100, 30, 104, 34 }), { hole } }, { box_ring({ 110, 30, 111, 31 }), {} } };
    City without_shape;
    without_shape.id = "120";
    without_shape.name = "乙市";
    CityList list;
    list.cities = { with_shape, without_shape };
    return list;
}

TotalsRow row_of(std::uint32_t city, std::uint32_t series, Period period, double value)
{
    TotalsRow row;
    row.city = city;
    row.series = series;
    row.period = period;
    row.value = value;
    row.lower = value - 1.0;
    row.upper = value + 1.0;
    row.edge_share = 0.25;
    row.valid_share = 1.0;
    return row;
}

TotalsTable table_of(std::vector<TotalsRow> rows)
{
    TotalsTable table;
    for (const City& city : two_cities().cities) {
        table.cities.push_back({ city.id, city.name, table.cities.size() });
    }
    table.series = { { "edgar_v8", "CO2", "ENE" }, { "edgar_v8", "CO2", "TRO" } };
    table.rows = std::move(rows);
    return table;
}

TotalsTable small_table()
{
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    TotalsRow empty = row_of(1, ene, { 2019, 0 }, nan);
    empty.edge_share = nan;
    empty.valid_share = nan;
    empty.flags = { "no-geometry" };
    TotalsRow march = row_of(0, ene, { 2019, 3 }, 0.1);
    march.flags = { "incomplete", "repaired-geometry" };
    return table_of(
        { row_of(0, ene, { 2019, 0 }, 1234.5), empty, march, row_of(0, tro, { 2018, 0 }, 20.0) });
}

std::filesystem::path TotalsWriterTest::written(
    const std::string& name, const TotalsTable& table) const
{
    OutputFile file(folder_.path() / name);
    write_totals(table, two_cities(), file);
    file.commit();
    return folder_.path() / name;
}

TotalsWriterTest::Names TotalsWriterTest::names() const
{
    return names_in(folder_.path());
}

} // namespace cityflux
