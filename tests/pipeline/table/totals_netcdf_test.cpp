#include "pipeline/table/totals_writer.h"

#include "tests/expect_values.h"
#include "tests/folder_content.h"
#include "tests/netcdf_reader.h"
#include "tests/pipeline/table/totals_writer_fixture.h"
#include "tests/refusal.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <netcdf.h>

namespace cityflux {
namespace {

using Texts = std::vector<std::string>;
using Numbers = std::vector<double>;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST_F(TotalsWriterTest, NetcdfHasItsAxes)
{
    const NetcdfReader read(written("totals.nc"));
    EXPECT_EQ(read.format(), NC_FORMAT_NETCDF4);
    EXPECT_EQ(read.dimension("series"), 2u);
    EXPECT_EQ(read.dimension("period"), 3u);
    EXPECT_EQ(read.dimension("city"), 2u);
    EXPECT_EQ(read.texts("city_id"), (Texts { "110", "120" }));
    EXPECT_EQ(read.texts("city_name"), (Texts { "甲市", "乙市" }));
    EXPECT_EQ(read.texts("inventory"), (Texts { "edgar_v8", "edgar_v8" }));
    EXPECT_EQ(read.texts("species"), (Texts { "CO2", "CO2" }));
    EXPECT_EQ(read.texts("sector"), (Texts { "ENE", "TRO" }));
    EXPECT_EQ(read.texts("period_label"), (Texts { "2018", "2019", "2019-03" }));
    EXPECT_EQ(read.shape("city_id"), "city");
    EXPECT_EQ(read.shape("sector"), "series");
    EXPECT_EQ(read.shape("period_label"), "period");
}

TEST_F(TotalsWriterTest, Netcdf_FillsMissingRows)
{
    const NetcdfReader read(written("totals.nc"));
    // clang-format off
    //                                    甲市    乙市
    expect_values(read.numbers("total"), {  nan,    nan,   // ENE 2018
                                          1234.5, nan,   //     2019
                                          0.1,    nan,   //     2019-03
                                          20.0,   nan,   // TRO 2018
                                          nan,    nan,
                                          nan,    nan });
    expect_values(read.numbers("lower"), {  nan,    nan,    1233.5, nan,  0.1 - 1.0, nan,  19.0, nan,  nan, nan,  nan, nan });
    expect_values(read.numbers("upper"), {  nan,    nan,    1235.5, nan,  0.1 + 1.0, nan,  21.0, nan,  nan, nan,  nan, nan });
    expect_values(read.numbers("edge_share"), { nan, nan,   0.25, nan,    0.25, nan,       0.25, nan,  nan, nan,  nan, nan });
    expect_values(read.numbers("valid_share"), { nan, nan,  1.0, nan,     1.0, nan,        1.0, nan,   nan, nan,  nan, nan });
    EXPECT_EQ(read.texts("flag"), (Texts { "", "",        "", "no-geometry",
                                           "incomplete repaired-geometry", "",
                                           "", "",        "", "",       "", "" }));
    // clang-format on
    for (const char* name : { "total", "lower", "upper", "edge_share", "valid_share", "flag" }) {
        EXPECT_EQ(read.shape(name), "series period city") << name;
    }
}

TEST_F(TotalsWriterTest, NetcdfTime_IsTheMiddle)
{
    const NetcdfReader read(written("totals.nc"));
    // 2018-01-01 is 168 years (41 of them leap) after 1850-01-01: 168 * 365 + 41 days.
    const double start_2018 = 61361;
    const double start_2019 = start_2018 + 365;
    const double march = start_2019 + 31 + 28;
    EXPECT_EQ(
        read.numbers("time"), (Numbers { start_2018 + 182.5, start_2019 + 182.5, march + 15.5 }));
    EXPECT_EQ(read.numbers("time_bnds"),
        (Numbers { start_2018, start_2019, start_2019, start_2019 + 365, march, march + 31 }));
    EXPECT_EQ(read.shape("time_bnds"), "period bnds");
    EXPECT_EQ(read.attribute("units", "time"), "days since 1850-01-01");
    EXPECT_EQ(read.attribute("calendar", "time"), "standard");
    EXPECT_EQ(read.attribute("bounds", "time"), "time_bnds");
}

TEST_F(TotalsWriterTest, NetcdfSaysWhatItHolds)
{
    TotalsTable table = small_table();
    table.unit = "kg";
    const NetcdfReader read(written("totals.nc", table));
    EXPECT_EQ(read.attribute("Conventions"), "CF-1.8");
    EXPECT_EQ(read.attribute("source"), "cityflux");
    EXPECT_EQ(read.attribute("title"), "City totals of emissions");
    EXPECT_EQ(read.attribute("units", "total"), "kg");
    EXPECT_EQ(read.attribute("units", "upper"), "kg");
    EXPECT_EQ(read.attribute("units", "edge_share"), "1");
    table.unit = "kt";
    EXPECT_EQ(NetcdfReader(written("kt.nc", table)).attribute("units", "total"), "Gg")
        << "kt is a knot for those who read it";
    for (const char* name : { "total", "lower", "upper", "edge_share", "valid_share" }) {
        EXPECT_TRUE(std::isnan(read.fill_value(name))) << name;
    }
}

TEST_F(TotalsWriterTest, NetcdfCities_KeepTheirOrder)
{
    const NetcdfReader read(written("totals.nc",
        table_of({ row_of(1, ene, { 2019, 0 }, 1.0), row_of(0, tro, { 2019, 0 }, 2.0) })));
    EXPECT_EQ(read.texts("city_id"), (Texts { "110", "120" }));
    EXPECT_EQ(read.texts("sector"), (Texts { "ENE", "TRO" }));
    expect_values(read.numbers("total"), { nan, 1.0, 2.0, nan });
}

TEST_F(TotalsWriterTest, NetcdfRefusesTwoRowsForOnePlace)
{
    TotalsTable table = small_table();
    table.rows.push_back(table.rows[2]);
    folder_.write("totals.nc", "old");
    EXPECT_THAT(refusal_of([&] { written("totals.nc", table); }),
        testing::HasSubstr("two totals of edgar_v8 CO2 ENE in 2019-03 for city 110 (甲市)"));
    EXPECT_EQ(content_of(folder_.path() / "totals.nc"), "old");
    EXPECT_EQ(names(), Names { "totals.nc" });
}

TEST_F(TotalsWriterTest, NetcdfWithoutRowsHasEmptyAxes)
{
    const NetcdfReader read(written("totals.nc", {}));
    EXPECT_EQ(read.dimension("city"), 0u);
    EXPECT_EQ(read.numbers("total"), Numbers {});
}

} // namespace
} // namespace cityflux
