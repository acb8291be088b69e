#include "tests/geojson.h"
#include "tests/run_program.h"

#include "tests/folder_content.h"
#include "tests/refusal.h"
#include "tests/shared_data.h"
#include "tests/temporary_folder.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;

const std::string county_grid = shared_data("county/county_co2_2010.nc");
const std::string messy = shared_data("boundaries/china35_echarts_gcj02_messy.geojson");
const std::string tianditu = shared_data("boundaries/china35_tianditu.geojson");
const std::string prefectures = shared_data("boundaries/china_prefectures_tianditu.geojson");
const std::string tno = shared_data("tno/emis_2015_Berlin-coarse.nc");
const std::string czech = shared_data(
    "fairmode/CHMI_RIMM_CZ_NOX_GNFRF_EPSG28403_2017_MAP-FILE2019-09-16b6fc2e-816.asc");

/// Result of a run of totals.
struct Made {
    ProgramRun run;
    std::map<std::string, CsvRow> rows; ///< by id; of one layer
    Json manifest;

    double value(const std::string& id) const { return number(rows.at(id), "value"); }
    std::size_t flagged(const std::string& flag) const
    {
        return static_cast<std::size_t>(
            std::count_if(rows.begin(), rows.end(), [&](const auto& row) {
                return row.second.at("flag").find(flag) != std::string::npos;
            }));
    }
};

Made totals(const TemporaryFolder& folder, const Words& words)
{
    Made made { run_program(folder.path(),
                    appended({ "totals", "--cache", "off", "-o", "totals.csv" }, words)),
        {}, {} };
    if (made.run.code == 0 || made.run.code == 4) {
        for (auto& row : read_csv(content_of(folder.file("totals.csv")))) {
            made.rows[row.at("city_id")] = row;
        }
        made.manifest = Json::parse(content_of(folder.file("totals.csv.manifest.json")));
    }
    return made;
}

/// Writes a boundary file of one city, a box.
void write_city(const TemporaryFolder& folder, const std::string& name, const Box& outline)
{
    folder.write(
        name, geojson::collection({ geojson::feature(geojson::properties("1"), outline) }));
}

/// Relative differences of the totals of the same cities, the smallest first.
std::vector<double> differences(const Made& made, const Made& clean)
{
    std::vector<double> all;
    for (const auto& [id, row] : made.rows) {
        if (clean.rows.contains(id)) {
            all.push_back(std::abs(made.value(id) / clean.value(id) - 1.0));
        }
    }
    std::sort(all.begin(), all.end());
    return all;
}

class MessyCities : public testing::Test {
protected:
    Made of(const std::string& boundaries, const Words& further = {})
    {
        return totals(folder,
            appended(
                { county_grid, "--assume-period", "2010", "--boundaries", boundaries }, further));
    }

    TemporaryFolder folder;
};

TEST_F(MessyCities, EChartsOutlines_HaveCleanTotals)
{
    SKIP_WITHOUT(county_grid);
    SKIP_WITHOUT(messy);
    const Made repaired = of(messy, { "--datum", "gcj02" });
    ASSERT_EQ(repaired.run.code, 0) << repaired.run.err;
    ASSERT_EQ(repaired.rows.size(), 35u);
    // Nearly all have rings that are not closed; 19 are not valid for another reason as well.
    EXPECT_EQ(repaired.flagged("repaired-geometry"), 33u);
    std::size_t crossing = 0;
    std::size_t parts_as_holes = 0;
    std::size_t short_rings = 0;
    std::size_t invalid = 0;
    for (const Json& repair : repaired.manifest.at("boundaries").at("repairs")) {
        const std::string what = repair.at("what");
        const auto says = [&](const char* words) { return what.find(words) != std::string::npos; };
        crossing += says("crosses or overlaps itself") ? 1 : 0;
        parts_as_holes += says("written as") ? 1 : 0;
        short_rings += says("fewer than 3 points") ? 1 : 0;
        invalid += says("crosses or overlaps itself") || says("written as")
                || says("fewer than 3 points")
            ? 1
            : 0;
        EXPECT_GT(repair.at("area_km2").get<double>(), 1000.0) << repair;
    }
    EXPECT_EQ(crossing, 15u);
    EXPECT_EQ(parts_as_holes, 13u);
    EXPECT_EQ(short_rings, 2u);
    EXPECT_EQ(invalid, 19u);

    const Made clean = of("china35");
    const std::vector<double> off = differences(repaired, clean);
    ASSERT_EQ(off.size(), 35u);
    EXPECT_LT(100.0 * off.back(), 0.0003) << "the built-in cities are rounded to about a metre";
    // Another source, of a later year: half of the cities are within 0.2 %; Changchun and Jinan
    // have grown by whole counties.
    SKIP_WITHOUT(tianditu);
    const std::vector<double> other = differences(repaired, of(tianditu, { "--id", "adcode" }));
    ASSERT_EQ(other.size(), 35u);
    EXPECT_LT(100.0 * other[17], 0.2);
    EXPECT_NEAR(100.0 * other[33], 13.4, 0.05);
    EXPECT_NEAR(100.0 * other[34], 14.6, 0.05);
}

TEST_F(MessyCities, UndeclaredDatum_IsSuspected)
{
    SKIP_WITHOUT(county_grid);
    SKIP_WITHOUT(messy);
    const Made undeclared = of(messy);
    EXPECT_EQ(undeclared.run.code, 0);
    EXPECT_THAT(undeclared.run.err, HasSubstr("inconsistent datum: 12 cities lie"));
    EXPECT_THAT(undeclared.run.err, HasSubstr("--datum gcj02"));
    EXPECT_THAT(undeclared.manifest.at("boundaries").at("datum_doubt").get<std::string>(),
        HasSubstr("12 cities lie"));
    const std::vector<double> off = differences(undeclared, of("china35"));
    ASSERT_EQ(off.size(), 35u);
    EXPECT_NEAR(100.0 * off.back(), 0.98, 0.01) << "what it would cost";
}

TEST_F(MessyCities, InvalidPrefecture_IsFlagged)
{
    SKIP_WITHOUT(county_grid);
    SKIP_WITHOUT(prefectures);
    const Made made = of(prefectures);
    EXPECT_EQ(made.run.code, 4);
    EXPECT_THAT(made.run.err, HasSubstr("lies outside the grid"));
    EXPECT_EQ(made.rows.size(), 375u);
    EXPECT_EQ(made.flagged("repaired-geometry"), 1u);
    EXPECT_EQ(made.flagged("outside-grid"), 1u);
    EXPECT_EQ(made.flagged("no-geometry"), 0u);
    const Json& repair = made.manifest.at("boundaries").at("repairs").at(0);
    EXPECT_NEAR(
        repair.at("area_km2").get<double>() / repair.at("area_before_km2").get<double>(), 1.0, 1e-6)
        << repair;
}

TEST_F(MessyCities, FilesOfOneSource_AgreeExactly)
{
    SKIP_WITHOUT(county_grid);
    SKIP_WITHOUT(prefectures);
    SKIP_WITHOUT(tianditu);
    const std::vector<double> off
        = differences(of(tianditu, { "--id", "adcode" }), of(prefectures));
    ASSERT_EQ(off.size(), 35u);
    EXPECT_EQ(off.back(), 0.0);
}

TEST(MessyGrids, RotatedPole_HasPublishedMass)
{
    SKIP_WITHOUT(tno);
    // A box around the whole grid, in degrees: the 791.9 Mt that are published of it, whatever way
    // the grid is turned.
    const TemporaryFolder folder;
    write_city(folder, "box.geojson", { -40, 20, 75, 80 });
    const ProgramRun run = run_program(folder.path(),
        { "totals", tno, "--boundaries", "box.geojson", "--cache", "off", "--species", "CO2" });
    EXPECT_EQ(run.code, 4) << "the grid does not fill the box";
    double sum = 0.0;
    std::size_t rows = 0;
    for (const auto& row : read_csv(run.out)) {
        sum += number(row, "value");
        ++rows;
        EXPECT_EQ(row.at("flag"), "outside-grid incomplete");
    }
    EXPECT_EQ(rows, 13u);
    EXPECT_NEAR(sum / 1e6, 791.9, 0.05);
}

TEST(MessyGrids, AsciiGrid_HasProjectionFromName)
{
    SKIP_WITHOUT(czech);
    const TemporaryFolder folder;
    write_city(folder, "czechia.geojson", { 11, 48, 20, 52 });
    const Words boundaries { "--boundaries", "czechia.geojson", "--assume-unit", "t" };
    const Made named = totals(folder, appended({ czech }, boundaries));
    EXPECT_EQ(named.run.code, 4) << "cells abroad carry no data";
    EXPECT_THAT(
        named.manifest.at("inputs").at(0).at("crs").get<std::string>(), HasSubstr("Pulkovo 1942"));
    // Nothing of the country is lost on the way from Gauss-Kruger to degrees.
    EXPECT_NEAR(named.value("1"), 721363.77, 0.005);

    // Under another name nobody knows its projection, year or species.
    std::filesystem::copy_file(czech, folder.file("grid.asc"));
    const Words words = appended(
        { "grid.asc", "--assume-period", "2017", "--assume-species", "NOx" }, boundaries);
    const Made refused = totals(folder, words);
    EXPECT_EQ(refused.run.code, 3);
    EXPECT_THAT(refused.run.err, HasSubstr("grid.asc"));
    EXPECT_THAT(refused.run.err, HasSubstr("--assume-crs"));
    const Made declared = totals(folder, appended(words, { "--assume-crs", "EPSG:28403" }));
    EXPECT_EQ(declared.run.code, 4);
    EXPECT_EQ(declared.rows.at("1").at("value"), named.rows.at("1").at("value"));
}

} // namespace
} // namespace cityflux
