#include "grids/layers/raster.h"

#include "grids/storage/chunk_coding.h"

#include "tests/grids/storage/geotiff.h"
#include "tests/netcdf_writer.h"
#include "tests/refusal.h"
#include "tests/shared_data.h"
#include "tests/temporary_folder.h"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;
using Values = std::vector<double>;
using Words = std::vector<std::string>;

constexpr double none = -777.0; ///< stands for NaN in what is compared
const Values nine { 1, 2, 3, 4, 5, 6, 7, 8, 9 };

class RasterTest : public testing::Test {
protected:
    /// Adds an inventory to the catalogue.
    void know(const std::string& name, const std::string& body)
    {
        std::filesystem::create_directories(folder_.path() / "inventories");
        folder_.write("inventories/" + name + ".toml",
            "name = '" + name
                + "'\ntitle = 't'\nfamily = 'f'\ncitation = 'c'\nlicence = 'l'\nurl = 'u'\n"
                + body);
        catalogue_ = Catalogue(folder_.path() / "inventories");
    }

    Raster open(const std::string& name = "a.nc") const
    {
        return Raster::open(folder_.file(name), catalogue_, std::nullopt, declared_);
    }
    std::string refusal(const std::string& name = "a.nc") const
    {
        return refusal_of([&] { open(name); });
    }

    /// A file with the axes of 3 x 3 cells, to which a test adds its variables.
    std::unique_ptr<NetcdfWriter> file(const std::string& name = "a.nc") const
    {
        auto writer = std::make_unique<NetcdfWriter>(folder_.file(name));
        writer->axis("lat", "degrees_north", { 50.5, 51.5, 52.5 })
            .axis("lon", "degrees_east", { 10.5, 11.5, 12.5 });
        return writer;
    }

    /// One variable "emi" of nine values; without a unit where `unit` is "".
    void write_emissions(const std::string& unit, const std::string& name = "a.nc") const
    {
        auto writer = file(name);
        writer->field("emi", { "lat", "lon" }, nine);
        if (!unit.empty()) {
            writer->attribute("emi", "units", unit);
        }
        writer->close();
    }

    static Values values_of(Raster& raster, std::size_t layer = 0)
    {
        RawBlock block;
        raster.read(raster.layers().at(layer),
            { 0, raster.grid().rows(), 0, raster.grid().columns() }, block);
        unpack(block, "the test's file");
        Values values(block.count());
        decode(block, raster.packing(raster.layers().at(layer)), values);
        for (double& value : values) {
            value = std::isnan(value) ? none : value;
        }
        return values;
    }

    /// Each layer as "CO2 power 2019-03".
    static Words layers_of(const Raster& raster)
    {
        Words out;
        for (const Layer& layer : raster.layers()) {
            out.push_back(layer.species() + " " + layer.sector + " " + layer.period().text());
        }
        return out;
    }

    TemporaryFolder folder_;
    Catalogue catalogue_;
    Assumptions declared_;
};

TEST_F(RasterTest, SelfDescribingFile_NeedsNoInventory)
{
    auto writer = file();
    writer->axis("time", "days since 2019-01-01", { 15.5, 45 })
        .field("co2", { "time", "lat", "lon" },
            { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30, 40, 50, 60, 70, 80, 90 })
        .attribute("co2", "units", "kg m-2 s-1")
        .close();
    Raster raster = open();
    EXPECT_EQ(raster.inventory_name(), "a");
    EXPECT_EQ(layers_of(raster), (Words { "CO2 total 2019-01", "CO2 total 2019-02" }));
    EXPECT_TRUE(raster.layers()[1].per_area);
    EXPECT_DOUBLE_EQ(raster.layers()[0].tonnes_per_unit, 31 * 86.4);
    EXPECT_DOUBLE_EQ(raster.layers()[1].tonnes_per_unit, 28 * 86.4);
    EXPECT_EQ(values_of(raster, 1), (Values { 10, 20, 30, 40, 50, 60, 70, 80, 90 }));
    EXPECT_TRUE(raster.assumed().empty());
    ASSERT_FALSE(raster.oddities().empty());
    EXPECT_EQ(raster.oddities().back().text(),
        "unknown inventory: the file is read by its own attributes; declare one that `cityflux "
        "inventories` lists, or a TOML file, e.g. inventory=mine.toml");
}

TEST_F(RasterTest, UserDeclarations_AreUsedAndNoted)
{
    write_emissions("");
    declared_ = { "gC m-2 d-1", "EPSG:4326", Period { 2019, 2 }, "co2" };
    const Raster raster = open();
    EXPECT_EQ(layers_of(raster), (Words { "CO2 total 2019-02" }));
    EXPECT_DOUBLE_EQ(raster.layers()[0].tonnes_per_unit, 28 * 1e-6 * 44 / 12);
    EXPECT_EQ(raster.assumed(),
        (Words { "crs = EPSG:4326", "unit = gC m-2 d-1", "period = 2019-02", "species = co2" }));
}

TEST_F(RasterTest, MissingDeclaration_NamesItsOption)
{
    write_emissions("");
    const std::string path = folder_.file("a.nc");
    EXPECT_EQ(refusal(),
        path
            + ", variable 'emi': missing unit; declare it, e.g. assume_unit=t or assume_unit=kg "
              "m-2 s-1");
    declared_.unit = "t";
    EXPECT_EQ(
        refusal(), path + ", layer 'emi': missing species; declare it, e.g. assume_species=CO2");
    declared_.species = "CO2";
    EXPECT_EQ(refusal(),
        path
            + ", layer 'emi': missing period; declare the period, e.g. assume_period=2019 or "
              "assume_period=2019-03");
    declared_.period = Period { 2019, 0 };
    EXPECT_EQ(refusal(), "accepted");
}

TEST_F(RasterTest, UnknownUnit_NamesItsOption)
{
    write_emissions("ton substance/0.1degree x 0.1degree/year");
    EXPECT_EQ(refusal(),
        folder_.file("a.nc")
            + ", variable 'emi': unknown unit 'ton substance/0.1degree x 0.1degree/year'; declare "
              "it, e.g. assume_unit=t or assume_unit=kg m-2 s-1");
}

TEST_F(RasterTest, MissingCrs_IsRefusedUntilDeclared)
{
    GeoTiff tiff;
    tiff.epsg = 0;
    tiff.unit = "t";
    tiff.names = { "co2" };
    tiff.bands = { nine };
    tiff.write(folder_.file("a.tif"));
    declared_.period = Period { 2019, 0 };
    EXPECT_EQ(refusal("a.tif"),
        folder_.file("a.tif") + ": missing CRS; declare it, e.g. assume_crs=EPSG:4326");
    declared_.crs = "EPSG:4326";
    EXPECT_EQ(open("a.tif").grid().crs, Crs());
}

TEST_F(RasterTest, CrsEqualInEffect_IsNoContradiction)
{
    write_emissions("t");
    declared_ = { std::nullopt, "EPSG:4490", Period { 2019, 0 }, "CO2" };
    const Raster raster = open();
    EXPECT_EQ(raster.grid().crs->definition, "EPSG:4490");
    EXPECT_EQ(raster.oddities().size(), 1); // the inventory is unknown
}

TEST_F(RasterTest, MissingCrs_IsTakenFromInventory)
{
    GeoTiff tiff;
    tiff.epsg = 0;
    tiff.transform = { 500000, 1000, 0, 3002000, 0, -1000 };
    tiff.bands = { nine };
    tiff.write(folder_.file("my_EPSG32650_2015.tif"));
    know("mine", R"([recognise]
files = ["my_EPSG{epsg}_{year}.tif"]
[species]
value = "CO2"
[year]
from = ["file"]
[quantity]
unit = "t"
[grid]
crs = "EPSG:{epsg}"
)");
    const Raster raster = open("my_EPSG32650_2015.tif");
    EXPECT_EQ(raster.grid().crs, Crs::parse("EPSG:32650", "a"));
    EXPECT_EQ(layers_of(raster), (Words { "CO2 total 2015" }));
    EXPECT_EQ(raster.oddities().at(0).text(),
        "the file declares no CRS; WGS 84 / UTM zone 50N, that of the inventory mine, is used");
}

TEST_F(RasterTest, CarbonOfTheInventoryBecomesCarbonDioxide)
{
    GeoTiff tiff;
    tiff.bands = { nine };
    tiff.write(folder_.file("odi_1902.tif"));
    know("odi", R"([recognise]
files = ["odi_{yy}{month}.tif"]
[species]
value = "CO2"
[year]
from = ["file"]
[month]
from = ["file"]
[period]
step = "month"
[quantity]
unit = "t"
basis = "carbon"
)");
    const Raster raster = open("odi_1902.tif");
    EXPECT_EQ(raster.inventory_name(), "odi");
    EXPECT_EQ(layers_of(raster), (Words { "CO2 total 2019-02" })) << "two digits of the year";
    EXPECT_DOUBLE_EQ(raster.layers()[0].tonnes_per_unit, 44.0 / 12.0);
    EXPECT_FALSE(raster.layers()[0].per_area);

    tiff.write(folder_.file("odi_9902.tif"));
    EXPECT_EQ(layers_of(open("odi_9902.tif")), (Words { "CO2 total 1999-02" }));
}

TEST_F(RasterTest, CarbonUnit_IsConvertedOnce)
{
    write_emissions("tC");
    know("mine",
        "[recognise]\nvariables = ['emi']\n[species]\nvalue = 'CO2'\n[year]\nvalue = "
        "2019\n[quantity]\nbasis = 'carbon'\n");
    EXPECT_DOUBLE_EQ(open().layers()[0].tonnes_per_unit, 44.0 / 12.0);
}

TEST_F(RasterTest, Declared365Days_OverrideLeapYear)
{
    const std::string body
        = "[recognise]\nvariables = ['emi']\n[species]\nvalue = 'CO2'\n[year]\nvalue = 2020\n";
    write_emissions("kg m-2 s-1");
    know("plain", body);
    EXPECT_DOUBLE_EQ(open().layers()[0].tonnes_per_unit, 366 * 86.4);
    know("plain", body + "[period]\nyear_days = 365\n");
    EXPECT_DOUBLE_EQ(open().layers()[0].tonnes_per_unit, 365 * 86.4);

    auto writer = file();
    writer->field("emi", { "lat", "lon" }, nine)
        .attribute("emi", "units", "kg m-2 s-1")
        .attribute("emi", "cell_method", "time: mean (year of 365 days)")
        .close();
    know("plain", body);
    EXPECT_DOUBLE_EQ(open().layers()[0].tonnes_per_unit, 365 * 86.4) << "as the file says";
}

TEST_F(RasterTest, TwelveMonthsOfGramsPerSquareKilometre)
{
    auto writer = file();
    Values months(12 * 9, 1.0);
    writer->dimension("month", 12)
        .field("co2", { "month", "lat", "lon" }, months)
        .attribute("co2", "units", "g km-2 month-1")
        .close();
    know("pku",
        "[recognise]\nvariables = ['co2']\n[species]\nvalue = 'CO2'\n[year]\nvalue = "
        "2012\n[month]\nfrom = "
        "['index:month']\n[period]\nstep = 'month'\n");
    const Raster raster = open();
    ASSERT_EQ(raster.layers().size(), 12u);
    EXPECT_EQ(raster.layers()[1].period(), (Period { 2012, 2 }));
    EXPECT_EQ(raster.layers()[11].period(), (Period { 2012, 12 }));
    for (const Layer& layer : raster.layers()) {
        EXPECT_TRUE(layer.per_area);
        EXPECT_DOUBLE_EQ(layer.tonnes_per_unit, 1e-12)
            << "tonnes per m2, whatever the length of the month";
    }
}

TEST_F(RasterTest, IndexAmongTwo_IsNoMonth)
{
    auto writer = file();
    writer->dimension("month", 2)
        .field("co2", { "month", "lat", "lon" }, Values(18, 1.0))
        .attribute("co2", "units", "t")
        .close();
    know("pku",
        "[recognise]\nvariables = ['co2']\n[species]\nvalue = 'CO2'\n[year]\nvalue = "
        "2012\n[month]\nfrom = "
        "['index:month']\n[period]\nstep = 'month'\n");
    EXPECT_THAT(refusal(),
        testing::EndsWith(": missing month: layers of pku are months; declare the period, e.g. "
                          "assume_period=2019-03"));
}

TEST_F(RasterTest, YearlyTimeAxis_GivesYears)
{
    auto writer = file();
    writer->axis("time", "days since 2010-07-01", { 0, 365 })
        .field("co2", { "time", "lat", "lon" }, Values(18, 1.0))
        .attribute("co2", "units", "t")
        .close();
    know("mine",
        "[recognise]\nvariables = ['co2']\n[species]\nvalue = 'CO2'\n[year]\nfrom = "
        "['time']\n[month]\nfrom = ['time']\n");
    EXPECT_EQ(layers_of(open()), (Words { "CO2 total 2010", "CO2 total 2011" }));
}

TEST_F(RasterTest, BrokenTimeAxis_YieldsToName)
{
    const std::string layout
        = "[recognise]\nfiles = ['mine_{year}.nc']\n[species]\nvalue = 'CO2'\n[year]\n";
    for (const char* name : { "mine_2015.nc", "b.nc" }) {
        auto writer = file(name);
        writer->axis("time", "days since 2016-01-01", { 138500 })
            .field("co2", { "time", "lat", "lon" }, nine)
            .attribute("co2", "units", "t")
            .close();
    }
    know("mine", layout + "from = ['file', 'time']\n");
    EXPECT_EQ(layers_of(open("mine_2015.nc")), (Words { "CO2 total 2015" }));
    EXPECT_THAT(refused([&] { open("b.nc"); }),
        IsProblem(ProblemCode::out_of_range, "b.nc: time axis 'time'"));
}

TEST_F(RasterTest, SingleTimeWithoutLength_IsRefused)
{
    auto writer = file();
    writer->axis("time", "days since 2019-01-01", { 0 })
        .field("co2", { "time", "lat", "lon" }, nine)
        .attribute("co2", "units", "t")
        .close();
    EXPECT_THAT(refusal(),
        HasSubstr("a.nc, layer 'co2' time 1: ambiguous time axis: its one time, 2019-01, may be a "
                  "month or a year; declare the period, e.g. assume_period=2019"));
    declared_.period = Period { 2019, 0 };
    EXPECT_EQ(layers_of(open()), (Words { "CO2 total 2019" }));
    declared_.period.reset();
    know("yearly", "[recognise]\nvariables = ['co2']\n[period]\nstep = 'year'\n");
    EXPECT_EQ(layers_of(open()), (Words { "CO2 total 2019" }));
    know("yearly", "[recognise]\nvariables = ['co2']\n[period]\nstep = 'month'\n");
    EXPECT_EQ(layers_of(open()), (Words { "CO2 total 2019-01" }));
}

TEST_F(RasterTest, CellAreasThatTheFileProvides)
{
    auto writer = file();
    writer->field("co2", { "lat", "lon" }, nine)
        .attribute("co2", "units", "kg m-2 s-1")
        .field("cell_area", { "lat", "lon" }, { 1, 2, 3, 4, 5, 6, 7, 8, 9 })
        .attribute("cell_area", "units", "km2")
        .close();
    const std::string body = "[recognise]\nvariables = ['co2']\n[year]\nvalue = "
                             "2019\n[area]\nconvention = 'provided'\nvariable = ";
    know("mine", body + "'cell_area'\n");
    Raster raster = open();
    EXPECT_EQ(layers_of(raster), (Words { "CO2 total 2019" })) << "the areas are no layer";
    const CellAreas areas = raster.provider_areas();
    EXPECT_EQ(areas.of(0, 0), 1e6);
    EXPECT_EQ(areas.of(2, 1), 8e6);
    EXPECT_EQ(raster.area_convention().description(), "provided by the file in 'cell_area'");

    know("mine", body + "'areas'\n");
    Raster without = open();
    EXPECT_EQ(refusal_of([&] { without.provider_areas(); }),
        folder_.file("a.nc")
            + ": missing variable 'areas' with the cell areas of the inventory mine; use an "
              "inventory TOML with [area] convention = \"wgs84\" if true areas suffice");
}

TEST_F(RasterTest, CellAreasOfASphere)
{
    write_emissions("kg m-2 s-1");
    know("mine",
        "[recognise]\nvariables = ['emi']\n[species]\nvalue = 'CO2'\n[year]\nvalue = "
        "2019\n[area]\nconvention = "
        "'sphere'\nradius_m = 6371000\n");
    Raster raster = open();
    EXPECT_EQ(raster.provider_areas().of(1, 1),
        CellAreas(raster.grid(), { AreaConvention::Kind::sphere, 6371000.0, "" }).of(1, 1));
}

TEST_F(RasterTest, DeclaredNegative_IsNodata)
{
    const std::string body
        = "[recognise]\nvariables = ['emi']\n[species]\nvalue = 'CO2'\n[year]\nvalue = 2019\n";
    auto writer = file();
    writer->field("emi", { "lat", "lon" }, { 1, -1, 0, 4, -9999, 6, 7, 999, 9 })
        .attribute("emi", "units", "t")
        .close();
    know("mine", body);
    Raster plain = open();
    EXPECT_EQ(values_of(plain), (Values { 1, -1, 0, 4, -9999, 6, 7, 999, 9 }))
        << "an uptake may be negative";
    know("mine", body + "[quantity]\nnegative_is_nodata = true\nnodata = [999]\n");
    Raster raster = open();
    EXPECT_EQ(values_of(raster), (Values { 1, none, 0, 4, none, 6, 7, none, 9 }));
}

TEST_F(RasterTest, NegativeIsNodataBehindAPacking)
{
    auto writer = file();
    writer->field("emi", { "lat", "lon" }, { 0, 99, 100, 101, 200, 300, 400, 500, 600 }, NC_SHORT)
        .attribute("emi", "units", "t")
        .attribute("emi", "scale_factor", 0.5)
        .attribute("emi", "add_offset", -50)
        .close();
    know("mine",
        "[recognise]\nvariables = ['emi']\n[species]\nvalue = 'CO2'\n[year]\nvalue = "
        "2019\n[quantity]\nnegative_is_nodata = "
        "true\n");
    Raster raster = open();
    EXPECT_EQ(values_of(raster), (Values { none, none, 0, 0.5, 50, 100, 150, 200, 250 }));
}

TEST_F(RasterTest, SectorsOfADimensionAndOfVariables)
{
    auto writer = file();
    writer->dimension("sector", 2)
        .strings("sector_name", { "sector" }, { "power", "industry" })
        .field("co2", { "sector", "lat", "lon" }, Values(18, 1.0))
        .attribute("co2", "units", "t")
        .attribute("co2", "year", 2019)
        .close();
    EXPECT_EQ(layers_of(open()), (Words { "CO2 power 2019", "CO2 industry 2019" }));

    auto other = file();
    other->field("co2_ene", { "lat", "lon" }, nine)
        .attribute("co2_ene", "units", "t")
        .field("co2_ind", { "lat", "lon" }, nine)
        .attribute("co2_ind", "units", "t")
        .field("population", { "lat", "lon" }, nine)
        .attribute("population", "units", "person")
        .attribute("", "year", 2019)
        .close();
    EXPECT_EQ(layers_of(open()), (Words { "CO2 co2_ene 2019", "CO2 co2_ind 2019" }));
    know("mine",
        "[recognise]\nvariables = ['co2_*']\n[layers]\nvariables = "
        "['{species}_{sector}']\n[species]\nfrom = ['variable']\n"
        "[sector]\nfrom = ['variable']\nnames = { ENE = 'power' }\n");
    EXPECT_EQ(layers_of(open()), (Words { "CO2 power 2019", "CO2 ind 2019" }));
}

TEST_F(RasterTest, AmbiguousLayers_AreRefused)
{
    auto writer = file();
    writer->field("co2_ene", { "lat", "lon" }, nine)
        .attribute("co2_ene", "units", "t")
        .field("co2_ind", { "lat", "lon" }, nine)
        .attribute("co2_ind", "units", "t")
        .close();
    know("mine",
        "[recognise]\nvariables = ['co2_*']\n[year]\nvalue = 2019\n[sector]\nvalue = 'total'\n");
    EXPECT_EQ(refusal(),
        folder_.file("a.nc")
            + ": duplicate layers: layer 'co2_ene' and layer 'co2_ind' are both CO2, sector "
              "'total', 2019; distinguish them in an inventory, e.g. inventory=mine.toml");
}

TEST_F(RasterTest, OnePeriodForManyTimes_IsRefused)
{
    auto writer = file();
    writer->axis("time", "days since 2019-01-01", { 15.5, 45 })
        .field("co2", { "time", "lat", "lon" }, Values(18, 1.0))
        .attribute("co2", "units", "t")
        .close();
    declared_.period = Period { 2019, 0 };
    EXPECT_EQ(refusal(),
        folder_.file("a.nc")
            + ": conflicting with assume_period=2019, one period: 'co2' has several slices; leave "
              "it out, or describe the slices in an inventory, e.g. inventory=mine.toml");
}

TEST_F(RasterTest, DeclaredTotal_IsReadInTonnes)
{
    auto writer = file();
    writer->field("co2", { "lat", "lon" }, nine)
        .attribute("co2", "units", "kg m-2 s-1")
        .attribute("co2", "total_emi_co2", " 3.5e+013 kg/year")
        .close();
    const std::string body = "[recognise]\nvariables = ['co2']\n[year]\nvalue = 2019\n";
    know("mine", body);
    EXPECT_FALSE(open().layers()[0].declared_t);
    know("mine", body + "[declared_total]\nattributes = ['total_*']\n");
    ASSERT_TRUE(open().layers()[0].declared_t);
    EXPECT_DOUBLE_EQ(*open().layers()[0].declared_t, 3.5e10);

    auto number = file();
    number->field("co2", { "lat", "lon" }, nine)
        .attribute("co2", "units", "t")
        .attribute("co2", "total", 12.0)
        .close();
    know("mine", body + "[declared_total]\nattributes = ['total']\nunit = 'TgC'\n");
    EXPECT_DOUBLE_EQ(*open().layers()[0].declared_t, 12.0e6 * 44 / 12);
}

TEST_F(RasterTest, InventoryUnit_StandsInOrOverrides)
{
    const std::string body = "[recognise]\nvariables = ['emi']\n[species]\nvalue = "
                             "'CO2'\n[year]\nvalue = 2019\n[quantity]\nunit = 'kt'\n";
    know("mine", body);
    write_emissions("");
    EXPECT_DOUBLE_EQ(open().layers()[0].tonnes_per_unit, 1000.0);
    write_emissions("t");
    EXPECT_DOUBLE_EQ(open().layers()[0].tonnes_per_unit, 1.0);
    know("mine", body + "unit_overrides = true\n");
    EXPECT_DOUBLE_EQ(open().layers()[0].tonnes_per_unit, 1000.0);
    declared_.unit = "Mt";
    EXPECT_DOUBLE_EQ(open().layers()[0].tonnes_per_unit, 1e6) << "the user goes before both";
}

TEST_F(RasterTest, InventoryDefault_YieldsAndIsNoted)
{
    know("mine",
        "[recognise]\nvariables = ['emi']\n[species]\nvalue = 'CO2'\n[year]\nvalue = 2019\n"
        "[quantity]\nunit = 'kt'\n");
    write_emissions("");
    declared_ = { "t", std::nullopt, Period { 2018, 0 }, "CH4" };
    const Raster raster = open();
    EXPECT_EQ(layers_of(raster), (Words { "CH4 total 2018" }));
    EXPECT_EQ(raster.assumed(),
        (Words { "unit = t", "period = 2018", "species = CH4",
            "species = CH4, overriding 'CO2' of the inventory",
            "unit = t, overriding 'kt' of the inventory",
            "period = 2018, overriding '2019' of the inventory" }));
}

TEST_F(RasterTest, RotatedLatitudes_AreNoLayers)
{
    NetcdfWriter(folder_.file("a.nc"))
        .axis("rlat", "degrees", { -0.5, 0.5 })
        .axis("rlon", "degrees", { -0.5, 0.5 })
        .field("pole", {}, { 0 }, NC_INT)
        .attribute("pole", "grid_mapping_name", "rotated_latitude_longitude")
        .attribute("pole", "grid_north_pole_latitude", 39.25)
        .attribute("pole", "grid_north_pole_longitude", -162.0)
        .field("lat", { "rlat", "rlon" }, { 50, 50, 51, 51 })
        .attribute("lat", "units", "degrees_north")
        .field("co2", { "rlat", "rlon" }, { 1, 2, 3, 4 })
        .close();
    declared_.unit = "t";
    declared_.period = Period { 2015, 0 };
    EXPECT_EQ(layers_of(open()), (Words { "CO2 total 2015" }));
}

TEST_F(RasterTest, GivenInventory_PrecedesCatalogue)
{
    write_emissions("t");
    know("first",
        "[recognise]\nvariables = ['emi']\n[species]\nvalue = 'CO2'\n[year]\nvalue = 2018\n");
    know("second", "[species]\nvalue = 'CH4'\n[year]\nvalue = 2019\n");
    EXPECT_EQ(layers_of(open()), (Words { "CO2 total 2018" }));
    EXPECT_EQ(
        layers_of(Raster::open(folder_.file("a.nc"), catalogue_, catalogue_.find("second"), {})),
        (Words { "CH4 total 2019" }));
}

TEST_F(RasterTest, EdgarFile_FindsItsInventory)
{
    const std::string path
        = shared_data("edgar/v6.0_CO2_excl_short-cycle_org_C_2015_TOTALS.5.3x5.1.nc");
    SKIP_WITHOUT(path);
    const Raster raster = Raster::open(
        path, Catalogue(CITYFLUX_SOURCE_DIR "/config/inventories"), std::nullopt, {});
    EXPECT_EQ(layers_of(raster), (Words { "CO2 total 2015" }));
    EXPECT_TRUE(raster.layers()[0].per_area);
}

} // namespace
} // namespace cityflux
