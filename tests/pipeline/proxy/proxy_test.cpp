#include "pipeline/proxy/proxy_raster.h"
#include "pipeline/proxy/proxy_spread.h"
#include "pipeline/proxy/proxy_weights.h"

#include "boundaries/outlines/boundary_file.h"
#include "grids/text/error.h"
#include "pipeline/program/data_folder.h"
#include "tests/box_outline.h"
#include "tests/folder_content.h"
#include "tests/geojson.h"
#include "tests/grids/storage/geotiff.h"
#include "tests/netcdf_writer.h"
#include "tests/refusal.h"
#include "tests/run_program.h"
#include "tests/shared_data.h"
#include "tests/temporary_folder.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <map>
#include <numeric>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <tbb/global_control.h>

namespace cityflux {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;

/// Relative rounding of the areas of outlines cut in two planes.
constexpr double rounding = 1e-12;

/// Two cells of 1 degree beside each other, 100-102 E, 0-1 N.
Grid two_cells()
{
    return { Axis(100.0, 1.0, 2), Axis(0.0, 1.0, 1), Crs() };
}

class Proxies : public ::testing::Test {
protected:
    /// A proxy of two rows of eight pixels over the two cells: a quarter of a degree wide, half a
    /// degree high, north first.
    std::string proxy_file(
        const std::vector<double>& picture, std::optional<double> nodata = std::nullopt) const
    {
        GeoTiff file;
        file.columns = 8;
        file.rows = 2;
        file.transform = { 100.0, 0.25, 0.0, 1.0, 0.0, -0.5 };
        file.type = GDT_Float64;
        file.bands = { picture };
        file.nodata = nodata;
        return file.write(folder_.file("proxy.tif"));
    }
    ProxyRaster proxy(
        const std::vector<double>& picture, std::optional<double> nodata = std::nullopt) const
    {
        return ProxyRaster::open(proxy_file(picture, nodata), catalogue_);
    }

    struct Weighed {
        Coverage coverage;
        ProxyUse use;
    };
    static Weighed weigh(
        const std::vector<City>& cities, const Grid& grid, const ProxyRaster& proxy)
    {
        Weighed weighed { cover(cities, grid), {} };
        weighed.use = weigh_by_proxy(weighed.coverage, cities, grid, proxy);
        return weighed;
    }

    std::string refusal(const std::string& argument) const
    {
        return refusal_of([&] { ProxyRaster::open(argument, catalogue_); });
    }

    TemporaryFolder folder_;
    Catalogue catalogue_ { inventories_folder() };
};

TEST_F(Proxies, Cell_IsAllocatedByTheProxy)
{
    // The city has the western half of the first cell: 2 + 6 of 10 by the proxy, though only half
    // by area.
    const ProxyRaster people = proxy({ 1, 3, 1, 0, 9, 9, 9, 9, //
        1, 3, 0, 1, 9, 9, 9, 9 });
    const Weighed w = weigh({ box_city({ 100.0, 0.0, 100.5, 1.0 }, "a") }, two_cells(), people);
    ASSERT_EQ(w.coverage.cities[0].cells.size(), 1u);
    EXPECT_NEAR(w.coverage.cities[0].cells[0].fraction, 0.5, rounding);
    EXPECT_NEAR(w.coverage.cities[0].cells[0].weight, 0.8, rounding);
    EXPECT_EQ(w.use.cells, 1u);
    EXPECT_EQ(w.use.by_area(), 0u);
}

TEST_F(Proxies, CutPixel_CountsByItsArea)
{
    // Three eighths of the cell: the first pixels whole (2), the second by half (3).
    const ProxyRaster people = proxy({ 1, 3, 1, 0, 9, 9, 9, 9, //
        1, 3, 0, 1, 9, 9, 9, 9 });
    const Weighed w = weigh({ box_city({ 100.0, 0.0, 100.375, 1.0 }, "a") }, two_cells(), people);
    EXPECT_NEAR(w.coverage.cities[0].cells.at(0).weight, 0.5, rounding);
}

TEST_F(Proxies, WholeCellsKeepAllTheirMass)
{
    const ProxyRaster nobody_in_the_first = proxy({ 0, 0, 0, 0, 1, 0, 0, 3, //
        0, 0, 0, 0, 0, 0, 0, 0 });
    const Weighed w
        = weigh({ box_city({ 100.0, 0.0, 101.5, 1.0 }, "a") }, two_cells(), nobody_in_the_first);
    ASSERT_EQ(w.coverage.cities[0].runs.size(), 1u);
    ASSERT_EQ(w.coverage.cities[0].cells.size(), 1u);
    EXPECT_NEAR(w.coverage.cities[0].cells[0].weight, 0.25, rounding);
}

TEST_F(Proxies, CellWithoutProxy_CountsByArea)
{
    // Nodata, a negative number and zeros in the first cell; the second has a value in the city.
    const ProxyRaster sparse = proxy({ -7, 0, -1, 0, 5, 0, 0, 5, //
                                         -7, 0, 0, -7, 0, 0, 0, 0 },
        -7.0);
    const Weighed w = weigh({ box_city({ 100.25, 0.0, 101.5, 1.0 }, "a") }, two_cells(), sparse);
    ASSERT_EQ(w.coverage.cities[0].cells.size(), 2u);
    EXPECT_NEAR(w.coverage.cities[0].cells[0].weight, 0.75, rounding);
    EXPECT_EQ(w.coverage.cities[0].cells[0].weight, w.coverage.cities[0].cells[0].fraction);
    EXPECT_NEAR(w.coverage.cities[0].cells[1].weight, 0.5, rounding);
    EXPECT_EQ(w.use.cells, 2u);
    EXPECT_EQ(w.use.without_proxy, 1u);
    EXPECT_EQ(w.use.off_proxy, 0u);
    EXPECT_EQ(sparse.negative_pixels(), 1u);
}

TEST_F(Proxies, CellBeyondProxy_CountsByArea)
{
    const Grid grid { Axis(99.5, 1.0, 2), Axis(0.0, 1.0, 1),
        Crs() }; // its first cell begins west of the proxy
    const ProxyRaster people = proxy(std::vector<double>(16, 2.0));
    const Weighed w = weigh({ box_city({ 99.6, 0.0, 100.7, 1.0 }, "a") }, grid, people);
    ASSERT_EQ(w.coverage.cities[0].cells.size(), 2u);
    EXPECT_EQ(w.coverage.cities[0].cells[0].weight, w.coverage.cities[0].cells[0].fraction);
    EXPECT_NEAR(w.coverage.cities[0].cells[1].weight, 0.2, rounding);
    EXPECT_EQ(w.use.off_proxy, 1u);
    EXPECT_EQ(w.use.without_proxy, 0u);
}

TEST_F(Proxies, CityBeyondProjection_CountsByArea)
{
    // Near Munich, and near Bogota, which UTM zone 32 does not reach.
    const Grid grid { Axis(-180.0, 1.0, 360), Axis(-90.0, 1.0, 180), Crs() };
    GeoTiff utm;
    utm.epsg = 32632;
    utm.columns = 60;
    utm.rows = 60;
    utm.transform = { 400000.0, 10000.0, 0, 5600000.0, 0, -10000.0 };
    utm.bands = { std::vector<double>(3600, 1.0) };
    const ProxyRaster people = ProxyRaster::open(utm.write(folder_.file("utm.tif")), catalogue_);
    const Weighed w = weigh({ box_city({ 11.2, 48.2, 11.7, 48.6 }, "munich"),
                                box_city({ -74.3, 4.5, -74.1, 4.8 }, "bogota") },
        grid, people);
    ASSERT_EQ(w.coverage.cities[0].cells.size(), 1u);
    ASSERT_EQ(w.coverage.cities[1].cells.size(), 1u);
    EXPECT_NEAR(w.coverage.cities[0].cells[0].weight, w.coverage.cities[0].cells[0].fraction, 1e-3)
        << "people are even";
    EXPECT_NE(w.coverage.cities[0].cells[0].weight, w.coverage.cities[0].cells[0].fraction);
    EXPECT_EQ(w.coverage.cities[1].cells[0].weight, w.coverage.cities[1].cells[0].fraction);
    EXPECT_EQ(w.use.cells, 2u);
    EXPECT_EQ(w.use.off_proxy, 1u);
}

/// Cities that tile a region along slanting lines, in grids of other projections: the weights of
/// each cell add up to 1, but for what borders miss that are straight in one plane and bent in the
/// other.
TEST_F(Proxies, TilingCities_SumToOne)
{
    const auto slanting = [](const std::string& id, double west, double east) {
        City one = box_city({ 0, 0, 1, 1 }, id);
        one.shape = {
            { { { west, 29.0 }, { east, 29.0 }, { east + 0.7, 32.0 }, { west + 0.7, 32.0 } }, {} }
        };
        return one;
    };
    const std::vector<City> cities { slanting("a", 110.0, 111.13), slanting("b", 111.13, 112.4),
        slanting("c", 112.4, 115.0) };
    const Grid grid { Axis(110.9, 0.5, 6), Axis(29.4, 0.5, 5), Crs() }; // within all three
    std::mt19937 random(7);
    std::lognormal_distribution<double> people(0.0, 2.0);
    for (const int epsg : { 4326, 32649 }) {
        GeoTiff file;
        file.epsg = epsg;
        file.columns = 120;
        file.rows = 120;
        file.transform = epsg == 4326
            ? std::vector<double> { 109.0, 0.0611, 0, 33.0, 0, -0.0411 }
            : std::vector<double> { 300000.0, 7000.0, 0, 3700000.0, 0, -7000.0 };
        file.type = GDT_Float64;
        file.bands = { {} };
        for (int i = 0; i < file.columns * file.rows; ++i) {
            file.bands[0].push_back(people(random));
        }
        const ProxyRaster proxy
            = ProxyRaster::open(file.write(folder_.file("random.tif")), catalogue_);
        const Weighed w = weigh(cities, grid, proxy);
        std::map<std::pair<std::uint32_t, std::uint32_t>, double> sums;
        std::size_t moved = 0;
        for (const CityCoverage& one : w.coverage.cities) {
            for (const CoveredCell& cell : one.cells) {
                sums[{ cell.row, cell.column }] += cell.weight;
                moved += std::abs(cell.weight - cell.fraction) > 0.01 ? 1 : 0;
            }
        }
        ASSERT_GT(sums.size(), 8u);
        EXPECT_GT(moved, 8u);
        for (const auto& [cell, sum] : sums) {
            EXPECT_NEAR(sum, 1.0, 2e-8) << epsg << ": " << cell.first << " " << cell.second;
        }
        EXPECT_EQ(w.use.cells, sums.size());
        EXPECT_EQ(w.use.by_area(), 0u);
    }
}

TEST_F(Proxies, AnyThreads_GiveSameWeights)
{
    const std::vector<City> cities { box_city({ 100.1, 0.1, 100.6, 0.9 }, "a"),
        box_city({ 100.6, 0.2, 101.77, 0.9 }, "b") };
    const ProxyRaster people = proxy({ .1, 3, 1, .7, 9, 8, 5, 9, //
        .3, 3, 2, .2, 9, 9, 9, 7 });
    const auto weights = [&](std::size_t threads) {
        const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
        std::vector<double> all;
        for (const CityCoverage& one : weigh(cities, two_cells(), people).coverage.cities) {
            for (const CoveredCell& cell : one.cells) {
                all.push_back(cell.weight);
            }
        }
        return all;
    };
    EXPECT_EQ(weights(1), weights(4));
}

TEST_F(Proxies, SeveralMaps_NeedAName)
{
    GeoTiff two;
    two.bands = { std::vector<double>(9, 1.0), std::vector<double>(9, 2.0) };
    two.names = { "people", "lights" };
    const std::string file = two.write(folder_.file("two.tif"));
    EXPECT_THAT(refusal(file),
        HasSubstr("ambiguous proxy: 2 variables (people, lights); name one, e.g. proxy="));
    EXPECT_THAT(refusal(file + ":roads"),
        HasSubstr("unknown variable 'roads' (the proxy contains people, lights)"));
    const ProxyRaster lights = ProxyRaster::open(file + ":lights", catalogue_);
    EXPECT_EQ(lights.variable(), "lights");
    EXPECT_THAT(lights.values({ 0, 1, 0, 3 }), testing::ElementsAre(2.0, 2.0, 2.0));

    GeoTiff nowhere;
    nowhere.epsg = 0;
    nowhere.bands = { std::vector<double>(9, 1.0) };
    EXPECT_THAT(
        refusal(nowhere.write(folder_.file("nowhere.tif"))), HasSubstr("gdal_edit.py -a_srs"));
    EXPECT_THAT(refusal(folder_.file("no.tif")), HasSubstr("no.tif: missing file"));

    const std::string months = folder_.file("months.nc");
    NetcdfWriter(months)
        .axis("time", "days since 2019-01-01", { 15, 45 })
        .axis("lat", "degrees_north", { 50, 51 })
        .axis("lon", "degrees_east", { 10, 11 })
        .field("people", { "time", "lat", "lon" }, std::vector<double>(8, 1.0))
        .close();
    EXPECT_THAT(refusal(months),
        HasSubstr("ambiguous proxy: 'people' has 2 maps along time; extract one map first"));
}

TEST_F(Proxies, SpreadKeepsEachCellsMass)
{
    const std::vector<double> picture { 1, 3, 1, 0, 0, 0, 0, 0, //
        1, 3, 0, 1, 0, 0, 0, 0 };
    // The city is the first cell but its last quarter, and half of the second, where nobody lives.
    const MultiPolygon shape = box_city({ 100.0, 0.0, 101.5, 1.0 }, "a").shape;
    const ProxySpread spread_out = spread_by_proxy(shape, two_cells(), proxy(picture));
    EXPECT_EQ(spread_out.cells, 2u);
    EXPECT_EQ(spread_out.without_proxy, 1u);
    EXPECT_EQ(spread_out.off_proxy, 0u);
    EXPECT_NEAR(spread_out.regridding.share_on_target, 1.0, 1e-9);
    EXPECT_EQ(spread_out.regridding.window, (CellWindow { 0, 2, 0, 6 }));
    const RegriddedMass mass = spread(spread_out.regridding, std::vector<double> { 100.0, 8.0 });
    const std::vector<double> expected { 10, 30, 10, 0, 2, 2, //
        10, 30, 0, 10, 2, 2 };
    ASSERT_EQ(mass.tonnes.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_NEAR(mass.tonnes[i], expected[i], 1e-3)
            << i; // by area the southern pixels are a little larger
    }
    EXPECT_NEAR(std::accumulate(mass.tonnes.begin(), mass.tonnes.end(), 0.0), 108.0, 1e-9);
    EXPECT_EQ(mass.lost_t, 0.0);
}

TEST_F(Proxies, SpreadThenRegriddedKeepsTheMass)
{
    const MultiPolygon shape {
        { { { 100.1, 0.1 }, { 101.4, 0.2 }, { 101.7, 0.85 }, { 100.3, 0.9 } }, {} }
    };
    const ProxyRaster people = proxy({ .1, 3, 1, .7, 9, 8, 5, 9, //
        .3, 3, 2, .2, 9, 9, 9, 7 });
    const ProxySpread first = spread_by_proxy(shape, two_cells(), people);
    const RegriddedMass on_pixels = spread(first.regridding, std::vector<double> { 100.0, 8.0 });
    const Grid target { Axis(100.0, 0.1, 20), Axis(0.0, 0.1, 10), Crs() };
    const Regridding second = regrid(shape, people.grid(), target);
    const RegriddedMass mass
        = spread(second, first.regridding.window, people.grid().columns(), on_pixels.tonnes);
    double sum = 0.0;
    for (const double t : mass.tonnes) {
        sum += std::isnan(t) ? 0.0 : t;
    }
    EXPECT_NEAR(sum, 108.0, 1e-9 * 108.0);
    EXPECT_EQ(mass.lost_t, 0.0);
}

TEST_F(Proxies, Totals_StateBothWithAndWithout)
{
    const std::string emissions = folder_.file("emissions.nc");
    NetcdfWriter(emissions)
        .axis("lat", "degrees_north", { 0.5, 1.5 })
        .axis("lon", "degrees_east", { 100.5, 101.5 })
        .field("CO2", { "lat", "lon" }, { 100, 40, 0, 0 })
        .attribute("CO2", "units", "t")
        .attribute("", "year", "2019")
        .close();
    const std::string cities = folder_.write("cities.geojson",
        geojson::collection(
            { geojson::feature(geojson::properties("a"), Box { 100, 0, 100.5, 1 }) }));
    const std::string people = proxy_file({ 1, 3, 1, 0, 9, 9, 9, 9, //
        1, 3, 0, 1, 9, 9, 9, 9 });
    const auto totals = [&](const Words& more) {
        return run_program(
            folder_.path(), appended({ "totals", emissions, "--boundaries", cities }, more));
    };
    const ProgramRun run = totals({ "--proxy", people, "-o", "out.csv" });
    ASSERT_EQ(run.code, 0) << run.err;
    EXPECT_THAT(run.err, HasSubstr("city totals 80.00 t with it, 50.00 t by area"));
    const CsvRows rows = read_csv(content_of(folder_.path() / "out.csv"));
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_NEAR(number(rows[0], "value"), 80.0, 1e-9);
    EXPECT_NEAR(number(rows[0], "lower"), 0.0, 1e-9);
    EXPECT_NEAR(number(rows[0], "upper"), 100.0, 1e-9);
    const Json manifest = Json::parse(content_of(folder_.path() / "out.csv.manifest.json"));
    EXPECT_EQ(manifest.at("options").at("proxy"), people);
    const Json& proxied = manifest.at("proxy");
    EXPECT_EQ(proxied.at("file"), people);
    EXPECT_EQ(proxied.at("sha256").get<std::string>().size(), 64u);
    EXPECT_EQ(proxied.at("cells_at_edges"), 1);
    EXPECT_EQ(proxied.at("by_area_without_proxy"), 0);
    const Json& layer = proxied.at("totals").at(0);
    EXPECT_NEAR(layer.at("with_t").get<double>(), 80.0, 1e-9);
    EXPECT_NEAR(layer.at("without_t").get<double>(), 50.0, 1e-9);
    EXPECT_EQ(layer.at("cities").at(0).at("city_id"), "a");
    EXPECT_NEAR(manifest.at("closure").at(0).at("outside_t").get<double>(), 60.0, 1e-9);
    EXPECT_NEAR(manifest.at("closure").at(0).at("residual").get<double>(), 0.0, 1e-12);

    const ProgramRun both = totals({ "--proxy", people, "--edge", "fill" });
    EXPECT_EQ(both.code, 2);
    EXPECT_THAT(
        both.err, HasSubstr("conflicting with --edge fill: both allocate partly covered cells"));
    const ProgramRun itself = totals({ "--proxy", people, "-o", people });
    EXPECT_NE(itself.code, 0);
    const ProgramRun missing = totals({ "--proxy", "nobody.tif" });
    EXPECT_EQ(missing.code, 3);
    EXPECT_THAT(missing.err, HasSubstr("--proxy nobody.tif: missing file"));
}

/// The county field made ten times coarser, and what its own 0.1 degree field as a proxy makes of
/// it.
class CoarseCounties : public ::testing::Test {
protected:
    struct Deviations {
        double median = 0.0;
        double mean = 0.0;
    };

    /// The field, t per cell of 0.1 degree, 73-136 E 18-54 N, south first.
    static std::vector<double> fine_values()
    {
        const Catalogue catalogue(inventories_folder());
        return ProxyRaster::open(shared_data("county/county_co2_2010.nc"), catalogue)
            .values({ 0, 360, 0, 630 });
    }

    std::string coarse(const std::vector<double>& values) const
    {
        std::vector<double> sums(36 * 63, 0.0);
        for (std::size_t r = 0; r < 360; ++r) {
            for (std::size_t c = 0; c < 630; ++c) {
                sums[r / 10 * 63 + c / 10] += values[r * 630 + c];
            }
        }
        const std::string file = folder_.file("coarse.nc");
        NetcdfWriter(file)
            .axis("lat", "degrees_north", centres(18.0, 1.0, 36))
            .axis("lon", "degrees_east", centres(73.0, 1.0, 63))
            .field("CO2", { "lat", "lon" }, sums, NC_DOUBLE)
            .attribute("CO2", "units", "t")
            .attribute("", "year", "2010")
            .close();
        return file;
    }

    /// A proxy on the grid of the field, made of its values.
    std::string proxy_of(const std::vector<double>& values, double (*made)(double)) const
    {
        std::vector<double> proxy;
        std::transform(values.begin(), values.end(), std::back_inserter(proxy), made);
        const std::string file = folder_.file("made.nc");
        NetcdfWriter(file)
            .axis("lat", "degrees_north", centres(18.0, 0.1, 360))
            .axis("lon", "degrees_east", centres(73.0, 0.1, 630))
            .field("proxy", { "lat", "lon" }, proxy, NC_DOUBLE)
            .close();
        return file;
    }

    static std::vector<double> centres(double first_edge, double step, int count)
    {
        std::vector<double> centres;
        for (int i = 0; i < count; ++i) {
            centres.push_back(first_edge + step * (i + 0.5));
        }
        return centres;
    }

    std::map<std::string, double> totals(
        const std::string& file, const std::string& boundaries, const std::string& proxy) const
    {
        Words words { "totals", file, "--boundaries", shared_data(boundaries), "--assume-period",
            "2010" };
        if (!proxy.empty()) {
            words.insert(words.end(), { "--proxy", proxy });
        }
        const ProgramRun run = run_program(folder_.path(), words);
        EXPECT_TRUE(run.code == 0 || run.code == 4) << run.err;
        std::map<std::string, double> values;
        for (const auto& row : read_csv(run.out)) {
            if (!row.at("value").empty()) {
                values[row.at("city_id")] = number(row, "value");
            }
        }
        return values;
    }

    static Deviations deviations(const std::map<std::string, double>& values)
    {
        std::vector<double> all;
        for (const auto& row :
            read_csv(content_of(shared_data("county/county_co2_2010_city_totals.csv")))) {
            const double known = number(row, "co2_t");
            const auto found = values.find(row.at("adcode"));
            if (known > 0.0 && found != values.end()) {
                all.push_back(std::abs(found->second / known - 1.0));
            }
        }
        std::sort(all.begin(), all.end());
        return { 100.0 * 0.5 * (all[(all.size() - 1) / 2] + all[all.size() / 2]),
            100.0 * std::accumulate(all.begin(), all.end(), 0.0)
                / static_cast<double>(all.size()) };
    }

    TemporaryFolder folder_;
};

TEST_F(CoarseCounties, BetterProxy_GivesBetterTotals)
{
    const std::string fine = shared_data("county/county_co2_2010.nc");
    const std::string prefectures = "boundaries/china_prefectures_tianditu.geojson";
    const std::string china35 = "boundaries/china35_tianditu.geojson";
    SKIP_WITHOUT(fine);
    SKIP_WITHOUT(shared_data(prefectures));
    SKIP_WITHOUT(shared_data(china35));
    const std::vector<double> values = fine_values();
    const std::string coarse_file = coarse(values);

    // Another way to the same number: with the field itself as the proxy the coarse field gives the
    // totals of the fine one.
    const auto of_fine = totals(fine, prefectures, "");
    const auto with_own = totals(coarse_file, prefectures, fine);
    ASSERT_EQ(with_own.size(), of_fine.size());
    for (const auto& [id, value] : of_fine) {
        EXPECT_NEAR(with_own.at(id), value, 1e-9 * value + 1e-3) << id;
    }

    // The table of docs/proxy.md: median and mean deviation from the known totals in percent.
    const auto expect = [&](const std::string& proxy, double median, double mean,
                            double median_of_35, double mean_of_35) {
        const Deviations all = deviations(totals(coarse_file, prefectures, proxy));
        const Deviations cities = deviations(totals(coarse_file, china35, proxy));
        EXPECT_NEAR(all.median, median, 0.006) << proxy;
        EXPECT_NEAR(all.mean, mean, 0.006) << proxy;
        EXPECT_NEAR(cities.median, median_of_35, 0.006) << proxy;
        EXPECT_NEAR(cities.mean, mean_of_35, 0.006) << proxy;
    };
    expect("", 21.58, 32.74, 27.53, 32.74);
    expect(proxy_of(values, [](double) { return 1.0; }), 21.58, 32.73, 27.50, 32.72);
    expect(
        proxy_of(values, [](double t) { return t > 0.0 ? 1.0 : 0.0; }), 19.48, 30.86, 27.44, 29.42);
    expect(proxy_of(values, [](double t) { return std::sqrt(t); }), 11.52, 16.84, 15.06, 16.79);
    expect(proxy_of(values, [](double t) { return t > 0.0 ? 1.0 / (t + 1000.0) : 0.0; }), 41.65,
        57.95, 56.28, 55.16);
    expect(fine, 3.10, 5.11, 3.15, 5.36);
}

} // namespace
} // namespace cityflux
