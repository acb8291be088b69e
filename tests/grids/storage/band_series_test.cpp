#include "grids/storage/band_series.h"

#include "grids/storage/gdal_file.h"
#include "tests/grids/storage/geotiff.h"
#include "tests/refusal.h"
#include "tests/temporary_folder.h"

#include <limits>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using Values = std::vector<double>;
using Metadata = std::map<std::string, std::string>;

class BandSeriesTest : public testing::Test {
protected:
    /// Writes one band for each name; band b holds b in all cells.
    void write(const std::vector<std::string>& names) const
    {
        GeoTiff tiff;
        tiff.names = names;
        tiff.nodata = std::numeric_limits<double>::quiet_NaN();
        for (std::size_t b = 1; b <= names.size(); ++b) {
            tiff.bands.emplace_back(9, static_cast<double>(b));
        }
        tiff.write(path());
    }

    /// Writes bands whose metadata are those of GDAL's netCDF driver.
    void write_translated(const Metadata& file, const std::vector<Metadata>& bands) const
    {
        write(std::vector<std::string>(bands.size()));
        const std::unique_ptr<GDALDataset> dataset(
            GDALDataset::Open(path().c_str(), GDAL_OF_RASTER | GDAL_OF_UPDATE));
        for (const auto& [name, value] : file) {
            dataset->SetMetadataItem(name.c_str(), value.c_str());
        }
        for (std::size_t b = 0; b < bands.size(); ++b) {
            for (const auto& [name, value] : bands[b]) {
                dataset->GetRasterBand(static_cast<int>(b) + 1)
                    ->SetMetadataItem(name.c_str(), value.c_str());
            }
        }
    }

    std::unique_ptr<GridFile> open() const { return open_gdal(path()); }
    std::string path() const { return folder_.file("a.tif"); }

    TemporaryFolder folder_;
};

/// Months of the steps of a variable's only dimension.
std::vector<std::string> months_of(const GridFile& file)
{
    std::vector<std::string> months;
    for (const TimeStep& step : file.variables().at(0).dimensions.at(0).steps) {
        months.push_back(step.month.text());
    }
    return months;
}

double first_value(GridFile& file, std::size_t variable, const std::vector<std::size_t>& slice)
{
    return file.values(file.variables().at(variable), slice, { 0, 3 }).front();
}

TEST_F(BandSeriesTest, NamesOfMonths_MakeATimeAxis)
{
    write({ "co2_2019-01", "co2_2019-02", "co2_2019-04" });
    const auto file = open();
    ASSERT_EQ(file->variables().size(), 1u);
    EXPECT_EQ(file->variables()[0].name, "co2");
    EXPECT_EQ(months_of(*file), (std::vector<std::string> { "2019-01", "2019-02", "2019-04" }));
    EXPECT_EQ(first_value(*file, 0, { 2 }), 3.0);
}

TEST_F(BandSeriesTest, NamesOfTwoSeries_MakeTwoVariables)
{
    write({ "power 201901 [t]", "road 201901 [t]", "power 201902 [t]", "road 201902 [t]" });
    const auto file = open();
    ASSERT_EQ(file->variables().size(), 2u);
    EXPECT_EQ(file->variables()[1].name, "road");
    EXPECT_EQ(first_value(*file, 0, { 1 }), 3.0);
    EXPECT_EQ(first_value(*file, 1, { 0 }), 2.0);
}

TEST_F(BandSeriesTest, EnglishMonths_HaveNoYear)
{
    write({ "Jan", "February", "dec" });
    EXPECT_EQ(open()->variables().at(0).dimensions.at(0).months, (std::vector<int> { 1, 2, 12 }));
}

TEST_F(BandSeriesTest, OtherNames_StayVariables)
{
    for (const std::vector<std::string>& names :
        { std::vector<std::string> { "power", "road" }, { "power 2019", "road" },
            { "marine", "mayor" }, { "2019-01", "2019-01" }, { "co2 2019", "ch4 2019" } }) {
        write(names);
        EXPECT_EQ(open()->variables().size(), 2u) << names[0];
        EXPECT_TRUE(open()->variables()[0].dimensions.empty()) << names[0];
    }
}

TEST_F(BandSeriesTest, NetcdfDimensions_AreRestored)
{
    const Metadata file { { "NETCDF_DIM_EXTRA", "{time,sector}" },
        { "NETCDF_DIM_time_VALUES", "{0,31}" }, { "time#units", "days since 2019-01-01" },
        { "time#calendar", "standard" } };
    std::vector<Metadata> bands;
    for (const char* time : { "0", "31" }) {
        for (const char* sector : { "1", "2", "5" }) {
            bands.push_back({ { "NETCDF_DIM_time", time }, { "NETCDF_DIM_sector", sector },
                { "NETCDF_VARNAME", "co2" } });
        }
    }
    write_translated(file, bands);
    const auto opened = open();
    ASSERT_EQ(opened->variables().size(), 1u);
    EXPECT_EQ(opened->variables()[0].name, "co2");
    EXPECT_EQ(months_of(*opened), (std::vector<std::string> { "2019-01", "2019-02" }));
    EXPECT_EQ(
        opened->variables()[0].dimensions[1].labels, (std::vector<std::string> { "1", "2", "5" }));
    EXPECT_EQ(first_value(*opened, 0, { 1, 2 }), 6.0);
    EXPECT_EQ(first_value(*opened, 0, { 0, 1 }), 2.0);
}

TEST_F(BandSeriesTest, OneBandOfMonths_KeepsItsMonth)
{
    write_translated({ { "NETCDF_DIM_EXTRA", "{time}" }, { "NETCDF_DIM_time_VALUES", "{0,31,59}" },
                         { "time#units", "days since 2019-01-01" } },
        { { { "NETCDF_DIM_time", "59" }, { "NETCDF_VARNAME", "co2" } } });
    const auto file = open();
    EXPECT_EQ(months_of(*file), (std::vector<std::string> { "2019-03" }));
    EXPECT_EQ(file->variables()[0].dimensions[0].steps[0].length, TimeStep::Length::month);
}

TEST_F(BandSeriesTest, IncompleteTable_IsRefused)
{
    write_translated(
        { { "NETCDF_DIM_EXTRA", "{time,sector}" }, { "time#units", "days since 2019-01-01" } },
        { { { "NETCDF_DIM_time", "0" }, { "NETCDF_DIM_sector", "1" } },
            { { "NETCDF_DIM_time", "31" }, { "NETCDF_DIM_sector", "1" } },
            { { "NETCDF_DIM_time", "31" }, { "NETCDF_DIM_sector", "2" } } });
    // Without NETCDF_VARNAME each band is a variable of its own.
    EXPECT_EQ(open()->variables().size(), 3u);
    write_translated(
        { { "NETCDF_DIM_EXTRA", "{time,sector}" }, { "time#units", "days since 2019-01-01" } },
        { { { "NETCDF_DIM_time", "0" }, { "NETCDF_DIM_sector", "1" }, { "NETCDF_VARNAME", "a" } },
            { { "NETCDF_DIM_time", "31" }, { "NETCDF_DIM_sector", "1" },
                { "NETCDF_VARNAME", "a" } },
            { { "NETCDF_DIM_time", "31" }, { "NETCDF_DIM_sector", "2" },
                { "NETCDF_VARNAME", "a" } } });
    EXPECT_THAT(refused([&] { open(); }), IsProblem(ProblemCode::inconsistent, path()));
}

TEST_F(BandSeriesTest, HoursInBands_AreRefusedAsSuch)
{
    write_translated(
        { { "NETCDF_DIM_EXTRA", "{time}" }, { "time#units", "hours since 2019-01-01" } },
        { { { "NETCDF_DIM_time", "0" }, { "NETCDF_VARNAME", "co2" } },
            { { "NETCDF_DIM_time", "6" }, { "NETCDF_VARNAME", "co2" } } });
    EXPECT_TRUE(open()->variables().at(0).dimensions.at(0).time_error.has_value());
}

} // namespace
} // namespace cityflux
