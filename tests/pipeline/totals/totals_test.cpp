#include "pipeline/totals/totals.h"

#include "tests/pipeline/totals/ellipsoid_zone.h"
#include "tests/pipeline/totals/native_netcdf.h"

#include "boundaries/outlines/boundary_file.h"
#include "grids/text/error.h"
#include "pipeline/program/data_folder.h"
#include "pipeline/table/totals_writer.h"
#include "tests/box_outline.h"
#include "tests/netcdf_writer.h"
#include "tests/shared_data.h"
#include "tests/temporary_folder.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <numeric>

#include <gtest/gtest.h>
#include <tbb/global_control.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double nodata = -1.0;

/// Three rows of three cells of 1 degree, 100-103 E 30-33 N, the northern row first, as on a map.
using Picture = std::vector<double>;
const Picture one_to_nine {
    7, 8, 9, //
    4, 5, 6, //
    1, 2, 3, //
};

struct MapLayer {
    std::string variable;
    Picture picture;
};

/// Writes a netCDF of tonnes with one variable for each layer, named by species; returns its path.
std::string write_map(const fs::path& path, const std::vector<MapLayer>& layers,
    const std::string& year = "2019", const std::string& month = "")
{
    NetcdfWriter file(path.string());
    file.axis("lat", "degrees_north", { 32.5, 31.5, 30.5 })
        .axis("lon", "degrees_east", { 100.5, 101.5, 102.5 });
    file.attribute("", "year", year);
    if (!month.empty()) {
        file.attribute("", "month", month);
    }
    for (const MapLayer& layer : layers) {
        file.field(layer.variable, { "lat", "lon" }, layer.picture, NC_DOUBLE)
            .attribute(layer.variable, "units", "t")
            .attribute(layer.variable, "_FillValue", nodata);
    }
    file.close();
    return path.string();
}

CityList list_of(std::vector<City> cities)
{
    CityList list;
    list.source = "cities";
    list.cities = std::move(cities);
    return list;
}

class Totals : public ::testing::Test {
protected:
    /// Totals of 1..9 as a map of 2019 unless other files are named.
    TotalsResult totals(const CityList& cities, std::vector<std::size_t> chosen = {})
    {
        if (request.rasters.empty()) {
            request.rasters = { write_map(folder.path() / "map.nc", { { "co2", one_to_nine } }) };
        }
        if (chosen.empty()) {
            chosen.resize(cities.cities.size());
            std::iota(chosen.begin(), chosen.end(), std::size_t { 0 });
        }
        return make_totals(request, catalogue, { cities, chosen }, [](double) {});
    }

    /// The only row, for a list of one city.
    TotalsRow total(const City& one)
    {
        const TotalsResult result = totals(list_of({ one }));
        EXPECT_EQ(result.table.rows.size(), 1u);
        return result.table.rows.at(0);
    }

    std::string refusal(const CityList& cities = list_of({ box_city({ 100, 30, 103, 33 }, "A") }))
    {
        try {
            totals(cities);
        } catch (const InputError& error) {
            return error.what();
        } catch (const UsageError& error) {
            return error.what();
        }
        ADD_FAILURE() << "not refused";
        return "";
    }

    TemporaryFolder folder;
    Catalogue catalogue { inventories_folder() };
    TotalsRequest request;
};

TEST_F(Totals, WholeCells_GiveTheirSum)
{
    const TotalsRow row = total(box_city({ 100, 30, 102, 33 }, "A"));
    EXPECT_DOUBLE_EQ(row.value, 1 + 2 + 4 + 5 + 7 + 8);
    EXPECT_DOUBLE_EQ(row.lower, row.value);
    EXPECT_DOUBLE_EQ(row.upper, row.value);
    EXPECT_EQ(row.edge_share, 0.0);
    EXPECT_DOUBLE_EQ(row.valid_share, 1.0);
    EXPECT_EQ(row.flag(), "");
    EXPECT_EQ(row.period, (Period { 2019, 0 }));
}

TEST_F(Totals, HalfACellHasHalfItsMass)
{
    // The first column wholly and half of the second: 12 + 15 / 2.
    const TotalsRow row = total(box_city({ 100, 30, 101.5, 33 }, "A"));
    EXPECT_NEAR(row.value, 19.5, 1e-12);
    EXPECT_NEAR(row.lower, 12.0, 1e-12);
    EXPECT_NEAR(row.upper, 27.0, 1e-12);
    EXPECT_NEAR(row.edge_share, 7.5 / 19.5, 1e-12);
    EXPECT_NEAR(row.valid_share, 1.0, 1e-12);
}

TEST_F(Totals, Fractions_AreOfTrueArea)
{
    // The southern half of the cell of 2 t between 30 and 31 N is larger than the northern one.
    const double south = zone_area_m2(30.0, 30.5, 1.0);
    const double north = zone_area_m2(30.5, 31.0, 1.0);
    const TotalsRow row = total(box_city({ 101, 30, 102, 30.5 }, "A"));
    EXPECT_NEAR(row.value, 2.0 * south / (south + north), 1e-12);
    EXPECT_GT(row.value, 1.002);
    EXPECT_EQ(row.lower, 0.0);
    EXPECT_NEAR(row.edge_share, 1.0, 1e-12);
}

TEST_F(Totals, CityInsideCell_HasItsFraction)
{
    const TotalsRow row = total(box_city({ 101.25, 31, 101.75, 32 }, "A"));
    EXPECT_NEAR(row.value, 2.5, 1e-12);
    EXPECT_EQ(row.lower, 0.0);
    EXPECT_NEAR(row.upper, 5.0, 1e-12);
    EXPECT_NEAR(row.edge_share, 1.0, 1e-12);
}

TEST_F(Totals, Hole_IsNotCounted)
{
    City ring = box_city({ 100, 30, 103, 33 }, "A");
    ring.shape[0].holes = { { { 101, 31 }, { 101, 32 }, { 102, 32 }, { 102, 31 } } };
    EXPECT_NEAR(total(ring).value, 45.0 - 5.0, 1e-12);
}

TEST_F(Totals, CitiesThatTileTheGridLoseNothing)
{
    const TotalsResult result = totals(list_of({ box_city({ 100, 30, 101.3, 33 }, "A"),
        box_city({ 101.3, 30, 103, 31.7 }, "B"), box_city({ 101.3, 31.7, 103, 33 }, "C") }));
    const Closure& closure = result.layers.at(0).closure;
    EXPECT_NEAR(closure.grid_t, 45.0, 1e-12);
    EXPECT_NEAR(closure.cities_t, 45.0, 1e-12);
    EXPECT_NEAR(closure.outside_t, 0.0, 1e-12);
    EXPECT_NEAR(closure.overlap_t, 0.0, 1e-12);
    EXPECT_LT(std::abs(closure.residual()), 1e-14);
    EXPECT_TRUE(result.shortcomings.empty());
}

TEST_F(Totals, OutsideIsWhatNoCityClaims)
{
    const Closure closure
        = totals(list_of({ box_city({ 100, 30, 101.5, 33 }, "A") })).layers.at(0).closure;
    EXPECT_NEAR(closure.cities_t, 19.5, 1e-12);
    EXPECT_NEAR(closure.outside_t, 25.5, 1e-12);
    EXPECT_NEAR(closure.overlap_t, 0.0, 1e-12);
}

TEST_F(Totals, OverlappingCitiesAreCountedInTheClosure)
{
    // Both have the middle column of 15; the western one half of the last column as well.
    const TotalsResult result = totals(
        list_of({ box_city({ 100, 30, 102.5, 33 }, "A"), box_city({ 101, 30, 103, 33 }, "B") }));
    const Closure& closure = result.layers.at(0).closure;
    EXPECT_NEAR(result.table.rows.at(0).value, 12 + 15 + 9, 1e-12);
    EXPECT_NEAR(result.table.rows.at(1).value, 15 + 18, 1e-12);
    EXPECT_NEAR(closure.cities_t, 69.0, 1e-12);
    EXPECT_NEAR(closure.overlap_t, 15.0 + 9.0, 1e-12);
    EXPECT_NEAR(closure.outside_t, 0.0, 1e-12);
    EXPECT_LT(std::abs(closure.residual()), 1e-14);
}

TEST_F(Totals, FillOnCoast_GivesWholeCell)
{
    request.edge = EdgeRule::fill;
    const CityList cities = list_of({ box_city({ 100, 30, 101.25, 33 }, "A") });
    const TotalsResult result = totals(cities);
    const TotalsRow& row = result.table.rows.at(0);
    EXPECT_NEAR(row.value, 12 + 15, 1e-12);
    EXPECT_NEAR(row.lower, 12.0, 1e-12);
    EXPECT_NEAR(row.upper, 27.0, 1e-12);
    EXPECT_NEAR(row.edge_share, 15.0 / 27.0, 1e-12);
    EXPECT_NEAR(result.moved_by_fill_t, 0.75 * 15.0, 1e-12);
    EXPECT_NEAR(result.layers.at(0).closure.outside_t, 18.0, 1e-12);
}

TEST_F(Totals, Fill_SplitsCellByCoveredArea)
{
    // A covers a quarter of each cell of the middle column, B a half: they get a third and two
    // thirds of its mass.
    request.edge = EdgeRule::fill;
    const TotalsResult result = totals(
        list_of({ box_city({ 100, 30, 101.25, 33 }, "A"), box_city({ 101.5, 30, 103, 33 }, "B") }));
    EXPECT_NEAR(result.table.rows.at(0).value, 12 + 5, 1e-12);
    EXPECT_NEAR(result.table.rows.at(1).value, 18 + 10, 1e-12);
    EXPECT_NEAR(result.layers.at(0).closure.cities_t, 45.0, 1e-12);
}

TEST_F(Totals, FillWithUnlistedNeighbour_SplitsCell)
{
    request.edge = EdgeRule::fill;
    const CityList cities = list_of(
        { box_city({ 100, 30, 101.25, 33 }, "A"), box_city({ 101.5, 30, 103, 33 }, "B") });
    const TotalsResult result = totals(cities, { 1 });
    ASSERT_EQ(result.table.rows.size(), 1u);
    EXPECT_EQ(result.table.city_of(result.table.rows[0]).id, "B");
    EXPECT_EQ(result.table.city_of(result.table.rows[0]).index, 1u);
    EXPECT_NEAR(result.table.rows[0].value, 18 + 10, 1e-12);
}

TEST_F(Totals, CellsWithoutData_LowerValidShare)
{
    Picture holed = one_to_nine;
    holed[4] = nodata;
    holed[3] = nan;
    request.rasters = { write_map(folder.path() / "holed.nc", { { "co2", holed } }) };
    const TotalsResult result = totals(
        list_of({ box_city({ 100, 30, 101.5, 33 }, "A"), box_city({ 102, 30, 103, 33 }, "B") }));
    const double rows[] { zone_area_m2(30, 31, 1), zone_area_m2(31, 32, 1),
        zone_area_m2(32, 33, 1) };
    const double whole = 1.5 * (rows[0] + rows[1] + rows[2]);
    const TotalsRow& a = result.table.rows.at(0);
    EXPECT_NEAR(a.value, 1 + 7 + (2 + 8) / 2.0, 1e-12);
    EXPECT_NEAR(a.valid_share, 1.0 - 1.5 * rows[1] / whole, 1e-12);
    EXPECT_EQ(a.flag(), "incomplete");
    EXPECT_EQ(result.table.rows.at(1).flag(), "");
    EXPECT_EQ(result.layers.at(0).closure.cells_without_data, 2u);
    ASSERT_EQ(result.shortcomings.size(), 1u);
    EXPECT_NE(result.shortcomings[0].find("A"), std::string::npos);
    EXPECT_NE(result.shortcomings[0].find("holed.nc"), std::string::npos);
}

TEST_F(Totals, FewMissingCells_AreNotFlagged)
{
    Picture holed = one_to_nine;
    holed[4] = nodata;
    request.rasters = { write_map(folder.path() / "holed.nc", { { "co2", holed } }) };
    request.least_valid_share = 0.8;
    EXPECT_EQ(total(box_city({ 100, 30, 103, 33 }, "A")).flag(), "");
}

TEST_F(Totals, CityWithoutData_HasNoTotal)
{
    Picture holed = one_to_nine;
    holed[4] = nodata;
    request.rasters = { write_map(folder.path() / "holed.nc", { { "co2", holed } }) };
    const TotalsRow row = total(box_city({ 101.1, 31.1, 101.9, 31.9 }, "A"));
    EXPECT_TRUE(std::isnan(row.value));
    EXPECT_TRUE(std::isnan(row.lower));
    EXPECT_TRUE(std::isnan(row.upper));
    EXPECT_TRUE(std::isnan(row.edge_share));
    EXPECT_EQ(row.valid_share, 0.0);
    EXPECT_EQ(row.flag(), "incomplete");
}

TEST_F(Totals, CityPartlyOffGrid_IsFlagged)
{
    const TotalsResult result = totals(list_of({ box_city({ 99, 30, 101, 33 }, "A") }));
    const TotalsRow& row = result.table.rows.at(0);
    EXPECT_NEAR(row.value, 12.0, 1e-12);
    EXPECT_NEAR(row.valid_share, 0.5, 1e-12);
    EXPECT_EQ(row.flag(), "outside-grid incomplete");
    EXPECT_NE(result.shortcomings.at(0).find("50 %"), std::string::npos)
        << result.shortcomings.at(0);
}

TEST_F(Totals, CityOffGrid_HasNoTotal)
{
    const TotalsRow row = total(box_city({ 10, 30, 11, 33 }, "A"));
    EXPECT_TRUE(std::isnan(row.value));
    EXPECT_TRUE(std::isnan(row.lower));
    EXPECT_TRUE(std::isnan(row.upper));
    EXPECT_EQ(row.valid_share, 0.0);
    EXPECT_EQ(row.flag(), "outside-grid incomplete");
}

TEST_F(Totals, CityWithoutGeometry_HasARow)
{
    City shapeless;
    shapeless.id = "B";
    shapeless.name = "乙市";
    shapeless.flags = { "no-geometry" };
    shapeless.repair = "the feature has no polygon";
    const TotalsResult result = totals(list_of({ box_city({ 100, 30, 101, 33 }, "A"), shapeless }));
    ASSERT_EQ(result.table.rows.size(), 2u);
    EXPECT_NEAR(result.table.rows[0].value, 12.0, 1e-12);
    EXPECT_TRUE(std::isnan(result.table.rows[1].value));
    EXPECT_EQ(result.table.rows[1].flag(), "no-geometry");
    ASSERT_EQ(result.shortcomings.size(), 1u);
    EXPECT_NE(result.shortcomings[0].find("乙市"), std::string::npos);
}

TEST_F(Totals, CityWithoutMass_HasTotalZero)
{
    request.rasters = { write_map(folder.path() / "zero.nc", { { "co2", Picture(9, 0.0) } }) };
    const TotalsRow row = total(box_city({ 100, 30, 101.5, 33 }, "A"));
    EXPECT_EQ(row.value, 0.0);
    EXPECT_EQ(row.edge_share, 0.0);
    EXPECT_NEAR(row.valid_share, 1.0, 1e-12);
    EXPECT_EQ(row.flag(), "");
}

TEST_F(Totals, Series_HasInventorySpeciesAndSector)
{
    const TotalsResult result = totals(list_of({ box_city({ 100, 30, 102, 33 }, "A") }));
    EXPECT_EQ(result.table.series, (std::vector<TotalsSeries> { { "map", "CO2", "total" } }));
}

TEST_F(Totals, Rows_SortByLayerThenCity)
{
    request.rasters = { write_map(folder.path() / "b.nc", { { "co2", one_to_nine } }, "2020"),
        write_map(folder.path() / "a.nc", { { "co2", one_to_nine } }, "2019") };
    const TotalsResult result = totals(list_of({ box_city({ 100, 30, 101, 33 }, "C"),
        box_city({ 101, 30, 102, 33 }, "A"), box_city({ 102, 30, 103, 33 }, "B") }));
    std::string order;
    for (const TotalsRow& row : result.table.rows) {
        order += result.table.series_of(row).inventory + result.table.city_of(row).id + " ";
    }
    EXPECT_EQ(order, "bC bA bB aC aA aB ");
}

TEST_F(Totals, OtherUnitsOfMassAreConverted)
{
    request.unit = "kg";
    const TotalsResult result = totals(list_of({ box_city({ 100, 30, 101.5, 33 }, "A") }));
    EXPECT_EQ(result.table.unit, "kg");
    EXPECT_NEAR(result.table.rows.at(0).value, 19500.0, 1e-9);
    EXPECT_NEAR(result.table.rows.at(0).lower, 12000.0, 1e-9);
    EXPECT_NEAR(result.table.rows.at(0).upper, 27000.0, 1e-9);
}

TEST(TonneIn, AnyUnitOfMass)
{
    const std::pair<const char*, double> units[]
        = { { "t", 1.0 }, { "kt", 1e-3 }, { "Mt", 1e-6 }, { "Gt", 1e-9 }, { "kg", 1e3 },
              { "g", 1e6 }, { "Gg", 1e-3 }, { "tons", 1.0 }, { "ktCO2", 1e-3 }, { "万吨", 1e-4 } };
    for (const auto& [unit, factor] : units) {
        // A few roundings of UDUNITS.
        EXPECT_NEAR(tonne_in(unit, "--unit") / factor, 1.0, 1e-14) << unit;
    }
}

TEST_F(Totals, UnitWithoutMass_IsRefused)
{
    for (const char* unit : { "km2", "furlong per fortnight", "tce", "tC", "" }) {
        request.unit = unit;
        EXPECT_NE(refusal().find("unit: "), std::string::npos) << unit;
    }
    request.unit = "km2";
    EXPECT_NE(refusal().find("'t' (a mass) cannot be converted to 'km2'; use a mass, e.g. kt"),
        std::string::npos);
}

TEST_F(Totals, TwoFilesOfOneLayerAreRefused)
{
    fs::create_directories(folder.path() / "other");
    request.rasters = { write_map(folder.path() / "map.nc", { { "co2", one_to_nine } }),
        write_map(folder.path() / "other" / "map.nc", { { "co2", one_to_nine } }) };
    const std::string message = refusal();
    EXPECT_NE(message.find((folder.path() / "map.nc").string()), std::string::npos) << message;
    EXPECT_NE(message.find((folder.path() / "other" / "map.nc").string()), std::string::npos)
        << message;
}

class TotalsOfManyLayers : public Totals {
protected:
    void SetUp() override
    {
        const Picture ones(9, 1.0);
        request.rasters = { write_map(folder.path() / "2018-11.nc",
                                { { "co2", ones }, { "ch4", Picture(9, 10.0) } }, "2018", "11"),
            write_map(folder.path() / "2018-12.nc", { { "co2", ones } }, "2018", "12"),
            write_map(folder.path() / "2019.nc", { { "co2", ones } }, "2019") };
    }

    /// species and period of each row
    std::string rows()
    {
        std::string text;
        const TotalsTable table = totals(list_of({ box_city({ 100, 30, 103, 33 }, "A") })).table;
        for (const TotalsRow& row : table.rows) {
            text += table.series_of(row).species + " " + row.period.text() + "; ";
        }
        return text;
    }
};

TEST_F(TotalsOfManyLayers, AllAreTakenWhereNothingIsAsked)
{
    EXPECT_EQ(rows(), "CO2 2018-11; CH4 2018-11; CO2 2018-12; CO2 2019; ");
}

TEST_F(TotalsOfManyLayers, SpeciesInAnyCase_IsTaken)
{
    request.layers.species = { "ch4" };
    EXPECT_EQ(rows(), "CH4 2018-11; ");
}

TEST_F(TotalsOfManyLayers, Year_TakesItsMonths)
{
    request.layers.periods = { { 2018, 0 } };
    request.layers.species = { "CO2" };
    EXPECT_EQ(rows(), "CO2 2018-11; CO2 2018-12; ");
}

TEST_F(TotalsOfManyLayers, Month_IsTakenAlone)
{
    request.layers.periods = { { 2018, 12 } };
    EXPECT_EQ(rows(), "CO2 2018-12; ");
}

TEST_F(TotalsOfManyLayers, MissingLayer_IsRefusedWithChoices)
{
    request.layers.species = { "N2O" };
    std::string message = refusal();
    EXPECT_NE(message.find("species=N2O: not in the files"), std::string::npos) << message;
    EXPECT_NE(message.find("CH4"), std::string::npos) << message;

    request.layers.species = {};
    request.layers.periods = { { 2017, 0 } };
    message = refusal();
    EXPECT_NE(message.find("periods=2017: not in the files"), std::string::npos) << message;
    EXPECT_NE(message.find("2018-11"), std::string::npos) << message;

    request.layers.periods = {};
    request.layers.sectors = { "transport" };
    message = refusal();
    EXPECT_NE(message.find("sectors=transport: not in the files"), std::string::npos) << message;
}

TEST_F(TotalsOfManyLayers, OneMissingOfTwo_IsRefused)
{
    request.layers.periods = { { 2018, 0 }, { 2017, 0 } };
    EXPECT_NE(refusal().find("periods=2017: not in the files"), std::string::npos);
}

TEST_F(TotalsOfManyLayers, MonthOfYearlyLayer_IsRefused)
{
    request.layers.periods = { { 2019, 3 } };
    EXPECT_NE(refusal().find("periods=2019-03: not in the files"), std::string::npos);
}

TEST_F(TotalsOfManyLayers, UnmatchedCombination_IsRefused)
{
    request.layers.species = { "CH4" };
    request.layers.periods = { { 2019, 0 } };
    EXPECT_NE(refusal().find("together"), std::string::npos);
}

TEST_F(TotalsOfManyLayers, MissingMonths_AreReported)
{
    // One file is an inventory of its own name here: months of one inventory need a name that the
    // catalogue knows.
    request.by_year = true;
    request.layers.species = { "CO2" };
    const TotalsResult result = totals(list_of({ box_city({ 100, 30, 103, 33 }, "A") }));
    EXPECT_EQ(result.table.rows.at(0).period, (Period { 2018, 0 }));
    EXPECT_EQ(result.table.rows.at(0).flag(), "incomplete");
    EXPECT_FALSE(result.shortcomings.empty());
}

/// The table of a run on so many threads.
std::string table_on(std::size_t threads, const TotalsRequest& request, const Catalogue& catalogue,
    const CityList& cities)
{
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    std::vector<std::size_t> all(cities.cities.size());
    std::iota(all.begin(), all.end(), std::size_t { 0 });
    return to_csv(make_totals(request, catalogue, { cities, all }, [](double) {}).table);
}

void expect_same_on_any_threads(const TotalsRequest& request, const CityList& cities)
{
    const Catalogue catalogue(inventories_folder());
    const std::string one = table_on(1, request, catalogue, cities);
    EXPECT_GT(std::count(one.begin(), one.end(), '\n'), 1);
    for (const std::size_t threads : { 2u, 3u, 8u }) {
        EXPECT_EQ(table_on(threads, request, catalogue, cities), one) << threads << " threads";
    }
}

CityList builtin_cities()
{
    BoundaryRequest boundaries;
    boundaries.file = builtin_cities_file().string();
    boundaries.id_field = "adcode";
    boundaries.name_field = "name_en";
    return read_boundaries(boundaries);
}

TEST(TotalsOnThreads, Sample_GivesSameBytes)
{
    TotalsRequest request;
    request.rasters
        = { (data_folder() / "grids" / "data" / "china35_illustration_2010.nc").string() };
    expect_same_on_any_threads(request, builtin_cities());
}

TEST(TotalsOnThreads, Counties_GiveSameBytes)
{
    SKIP_WITHOUT(shared_data("county/county_co2_2010.nc"));
    BoundaryRequest boundaries;
    boundaries.file = shared_data("boundaries/china_prefectures_tianditu.geojson");
    SKIP_WITHOUT(boundaries.file);
    const CityList cities = read_boundaries(boundaries);
    for (const EdgeRule rule : { EdgeRule::area, EdgeRule::fill }) {
        TotalsRequest request;
        request.rasters = { shared_data("county/county_co2_2010.nc") };
        request.assumptions.period = Period { 2010, 0 };
        request.edge = rule;
        expect_same_on_any_threads(request, cities);
    }
}

TEST(TotalsOnThreads, ManyLayers_GiveSameBytes)
{
    // 1/100 degree over 80-130 E 18-53 N in two layers: 17.5 million cells each, more than are read
    // at once.
    constexpr std::size_t columns = 5000;
    constexpr std::size_t rows = 3500;
    const TemporaryFolder folder;
    {
        NativeNetcdf file(folder.path() / "fine.nc");
        const int lat = file.dimension("lat", rows);
        const int lon = file.dimension("lon", columns);
        const int latitudes = file.variable("lat", NativeNetcdf::Type::float64, { lat });
        const int longitudes = file.variable("lon", NativeNetcdf::Type::float64, { lon });
        const int co2 = file.variable("co2", NativeNetcdf::Type::uint8, { lat, lon });
        const int ch4 = file.variable("ch4", NativeNetcdf::Type::uint8, { lat, lon });
        file.attribute(latitudes, "units", "degrees_north");
        file.attribute(longitudes, "units", "degrees_east");
        file.attribute(co2, "units", "t");
        file.attribute(co2, "scale_factor", 1.0);
        file.attribute(ch4, "units", "kg");
        file.attribute(NativeNetcdf::global, "year", "2019");
        std::vector<double> centres(rows);
        std::generate(
            centres.begin(), centres.end(), [r = 0]() mutable { return 18.005 + 0.01 * r++; });
        file.write(latitudes, centres);
        centres.resize(columns);
        std::generate(
            centres.begin(), centres.end(), [c = 0]() mutable { return 80.005 + 0.01 * c++; });
        file.write(longitudes, centres);
        std::vector<double> values(rows * columns);
        std::generate(values.begin(), values.end(),
            [state = 1u]() mutable { return (state = state * 1664525u + 1013904223u) >> 25; });
        file.write(co2, values);
        std::rotate(values.begin(), values.begin() + 12345, values.end());
        file.write(ch4, values);
    }
    TotalsRequest request;
    request.rasters = { (folder.path() / "fine.nc").string() };
    expect_same_on_any_threads(request, builtin_cities());
}

} // namespace
} // namespace cityflux
