#include "grids/layers/raster.h"

#include "tests/netcdf_writer.h"
#include "tests/refusal.h"
#include "tests/temporary_folder.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;
using Values = std::vector<double>;
using Words = std::vector<std::string>;

class LayerPeriodTest : public testing::Test {
protected:
    /// A file with the axes of 2 x 2 cells.
    std::unique_ptr<NetcdfWriter> file() const
    {
        auto writer = std::make_unique<NetcdfWriter>(path_);
        writer->axis("lat", "degrees_north", { 50.5, 51.5 })
            .axis("lon", "degrees_east", { 10.5, 11.5 })
            .dimension("nv", 2);
        return writer;
    }

    /// Adds a variable of co2 in t, with `slices` slices along `dimensions`.
    static NetcdfWriter& emissions(
        NetcdfWriter& writer, std::vector<std::string> dimensions, std::size_t slices)
    {
        dimensions.insert(dimensions.end(), { "lat", "lon" });
        return writer.field("co2", dimensions, Values(4 * slices, 1.0))
            .attribute("co2", "units", "t");
    }

    /// A scalar time in days since 2019-01-01.
    static NetcdfWriter& scalar(NetcdfWriter& writer, const std::string& name, double time)
    {
        return writer.field(name, {}, { time }, NC_DOUBLE)
            .attribute(name, "units", "days since 2019-01-01");
    }

    /// Each layer as "2019-01 total".
    Words layers() const
    {
        std::filesystem::create_directories(folder_.path() / "inventories");
        const Raster raster = Raster::open(
            path_, Catalogue(folder_.path() / "inventories"), std::nullopt, declared_);
        Words words;
        for (const Layer& layer : raster.layers()) {
            words.push_back(layer.period().text() + " " + layer.sector);
        }
        return words;
    }

    TemporaryFolder folder_;
    const std::string path_ = folder_.file("a.nc");
    Assumptions declared_;
};

TEST_F(LayerPeriodTest, ScalarTimeOfAMonth_IsTheMonth)
{
    auto writer = file();
    scalar(*writer, "time", 45).attribute("time", "bounds", "time_bnds");
    writer->field("time_bnds", { "nv" }, { 31, 59 }, NC_DOUBLE);
    emissions(*writer, {}, 1).attribute("co2", "coordinates", "time").close();
    EXPECT_EQ(layers(), (Words { "2019-02 total" }));
}

TEST_F(LayerPeriodTest, ScalarTimeOfAYear_IsTheYear)
{
    auto writer = file();
    scalar(*writer, "time", 182).attribute("time", "bounds", "time_bnds");
    writer->field("time_bnds", { "nv" }, { 0, 365 }, NC_DOUBLE);
    emissions(*writer, {}, 1).close();
    EXPECT_EQ(layers(), (Words { "2019 total" }));
}

TEST_F(LayerPeriodTest, ScalarTimeOfTwo_IsTheNamedOne)
{
    auto writer = file();
    scalar(*writer, "reference_time", 0);
    scalar(*writer, "time", 45).attribute("time", "bounds", "time_bnds");
    writer->field("time_bnds", { "nv" }, { 31, 59 }, NC_DOUBLE);
    emissions(*writer, {}, 1).attribute("co2", "coordinates", "time").close();
    EXPECT_EQ(layers(), (Words { "2019-02 total" }));
}

TEST_F(LayerPeriodTest, ScalarTimeOfAFiscalYear_IsRefused)
{
    auto writer = file();
    scalar(*writer, "time", 272).attribute("time", "bounds", "time_bnds");
    writer->field("time_bnds", { "nv" }, { 90, 455 }, NC_DOUBLE);
    emissions(*writer, {}, 1).close();
    EXPECT_THAT(refusal_of([&] { layers(); }), HasSubstr("2019-04-01 to 2020-03-31"));
}

TEST_F(LayerPeriodTest, ScalarTimeWithoutBounds_IsAmbiguous)
{
    auto writer = file();
    scalar(*writer, "time", 45);
    emissions(*writer, {}, 1).close();
    EXPECT_THAT(refusal_of([&] { layers(); }), HasSubstr("may be a month or a year"));
}

TEST_F(LayerPeriodTest, ScalarYear_IsTheYear)
{
    auto writer = file();
    writer->field("year", {}, { 2017 }, NC_INT);
    emissions(*writer, {}, 1).close();
    EXPECT_EQ(layers(), (Words { "2017 total" }));
}

TEST_F(LayerPeriodTest, DeclaredYearOfMonths_GivesMonths)
{
    declared_.period = Period { 2017, 0 };
    auto writer = file();
    writer->axis("month", "", { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 }, NC_INT);
    emissions(*writer, { "month" }, 12).close();
    const Words months = layers();
    ASSERT_EQ(months.size(), 12u);
    EXPECT_EQ(months.front(), "2017-01 total");
    EXPECT_EQ(months.back(), "2017-12 total");
}

TEST_F(LayerPeriodTest, MonthsWithoutNumbers_AreCounted)
{
    declared_.period = Period { 2017, 0 };
    auto writer = file();
    writer->dimension("months", 12);
    emissions(*writer, { "months" }, 12).close();
    EXPECT_EQ(layers().at(1), "2017-02 total");
}

TEST_F(LayerPeriodTest, SomeMonths_KeepTheirNumbers)
{
    declared_.period = Period { 2017, 0 };
    auto writer = file();
    writer->axis("month", "1", { 6, 7, 8 });
    emissions(*writer, { "month" }, 3).close();
    EXPECT_EQ(layers(), (Words { "2017-06 total", "2017-07 total", "2017-08 total" }));
}

TEST_F(LayerPeriodTest, NamesOfMonths_AreMonths)
{
    declared_.period = Period { 2017, 0 };
    auto writer = file();
    writer->dimension("month", 2).strings("name", { "month" }, { "January", "Dec" });
    emissions(*writer, { "month" }, 2).close();
    EXPECT_EQ(layers(), (Words { "2017-01 total", "2017-12 total" }));
}

TEST_F(LayerPeriodTest, YearsAndMonths_AreMonthsOfYears)
{
    auto writer = file();
    writer->axis("year", "", { 2017, 2020 }, NC_INT).axis("month", "", { 1, 2 }, NC_INT);
    emissions(*writer, { "year", "month" }, 4).close();
    EXPECT_EQ(
        layers(), (Words { "2017-01 total", "2017-02 total", "2020-01 total", "2020-02 total" }));
}

TEST_F(LayerPeriodTest, MonthsWithoutYear_AreRefused)
{
    auto writer = file();
    writer->axis("month", "", { 1, 2 }, NC_INT);
    emissions(*writer, { "month" }, 2).close();
    EXPECT_THAT(refusal_of([&] { layers(); }), HasSubstr("assume_period=2019"));
}

TEST_F(LayerPeriodTest, MonthsBeyondTwelve_AreRefused)
{
    auto writer = file();
    writer->axis("month", "", { 12, 13 }, NC_INT);
    emissions(*writer, { "month" }, 2).close();
    EXPECT_THAT(refusal_of([&] { layers(); }), HasSubstr("not months"));
}

TEST_F(LayerPeriodTest, DatesWrittenAsTexts_AreMonths)
{
    for (const Words& dates : { Words { "2019-01", "2019-02" }, { "2019/01/15", "2019/02/15" },
             { "2019-01-01T00:00:00", "2019-02-01T00:00:00" },
             { "2019-01-16_12:00:00", "2019-02-15_00:00:00" } }) {
        auto writer = file();
        writer->dimension("Time", 2).strings("Times", { "Time" }, dates);
        emissions(*writer, { "Time" }, 2).close();
        EXPECT_EQ(layers(), (Words { "2019-01 total", "2019-02 total" })) << dates[0];
    }
}

TEST_F(LayerPeriodTest, YearsWrittenAsTexts_AreYears)
{
    auto writer = file();
    writer->dimension("year", 2).strings("name", { "year" }, { "2015", "2020" });
    emissions(*writer, { "year" }, 2).close();
    EXPECT_EQ(layers(), (Words { "2015 total", "2020 total" }));
}

TEST_F(LayerPeriodTest, DigitsOfSectors_AreNotDates)
{
    declared_.period = Period { 2019, 0 };
    auto writer = file();
    writer->dimension("sector", 2).strings("name", { "sector" }, { "2015", "2020" });
    emissions(*writer, { "sector" }, 2).close();
    EXPECT_EQ(layers(), (Words { "2019 2015", "2019 2020" }));
}

TEST_F(LayerPeriodTest, TimeWithoutDates_IsRefused)
{
    for (const auto& declared : { std::optional<Period>(), std::optional(Period { 2019, 0 }) }) {
        declared_.period = declared;
        auto writer = file();
        writer->dimension("time", 12);
        emissions(*writer, { "time" }, 12).close();
        EXPECT_THAT(refusal_of([&] { layers(); }),
            HasSubstr(declared ? "conflicting" : "'time': missing dates of its 12 steps"));
    }
}

TEST_F(LayerPeriodTest, OneTimeWithoutDate_IsDeclared)
{
    declared_.period = Period { 2019, 0 };
    auto writer = file();
    writer->dimension("time", 1);
    emissions(*writer, { "time" }, 1).close();
    EXPECT_EQ(layers(), (Words { "2019 total" }));
}

TEST_F(LayerPeriodTest, PartsOfTheYear_AreRefused)
{
    for (const char* name : { "dayofyear", "hour", "quarter", "week_of_year", "Hours" }) {
        auto writer = file();
        writer->axis(name, "", { 1, 2 }, NC_INT);
        emissions(*writer, { name }, 2).close();
        EXPECT_THAT(refusal_of([&] { layers(); }), HasSubstr("parts of a year")) << name;
    }
}

TEST_F(LayerPeriodTest, SeasonsByLabel_AreRefused)
{
    auto writer = file();
    writer->dimension("part", 2).strings("name", { "part" }, { "DJF", "JJA" });
    emissions(*writer, { "part" }, 2).close();
    EXPECT_THAT(refusal_of([&] { layers(); }), HasSubstr("data.sum('part')"));
}

} // namespace
} // namespace cityflux
