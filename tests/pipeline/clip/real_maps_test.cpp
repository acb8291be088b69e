#include "tests/geojson.h"
#include "tests/run_program.h"

#include "tests/pipeline/clip/cf_rules.h"
#include "tests/pipeline/clip/cog_rules.h"
#include "tests/pipeline/clip/map_file.h"
#include "tests/pipeline/totals/ceads_writer.h"
#include "tests/pipeline/totals/chred_writers.h"
#include "tests/pipeline/totals/edgar_writers.h"
#include "tests/pipeline/totals/meic_writers.h"
#include "tests/pipeline/totals/odiac_writers.h"
#include "tests/pipeline/totals/pku_fuel_writer.h"
#include "tests/shared_data.h"
#include "tests/temporary_folder.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <ostream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

ProgramRun run(const TemporaryFolder& folder, const Words& words, const Words& further)
{
    return run_program(folder.path(), appended(words, further));
}

/// A name of a file as words; underscores of its fields are no different.
std::string words_of(std::string name)
{
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

/// Cuts files to cities, as GeoTIFF and as netCDF in double precision, and holds each band against
/// the totals table. Returns how many were compared.
std::size_t compare_with_totals(
    const TemporaryFolder& folder, const Words& options, bool as_geotiff = true)
{
    std::map<std::string, double> totals;
    for (const auto& row : read_csv(run(folder, { "totals" }, options).out)) {
        if (!row.at("value").empty()) {
            totals[words_of(row.at("city_id") + " " + row.at("species") + " " + row.at("sector")
                + " " + row.at("period"))]
                = number(row, "value");
        }
    }
    std::size_t compared = 0;
    const auto compare = [&](const fs::path& file, const MapFile& map, double rounding) {
        for (const MapFile::Band& band : map.bands) {
            const auto& said = band.metadata;
            const std::string key = words_of(map.metadata.at("CITY_ID") + " " + said.at("SPECIES")
                + " " + said.at("SECTOR") + " " + said.at("PERIOD"));
            double scale = 0.0;
            for (const double value : band.values) {
                scale += std::isnan(value) ? 0.0 : std::abs(value);
            }
            EXPECT_NEAR(band.sum(), totals.at(key), rounding * scale) << file << " " << band.title;
            ++compared;
        }
    };
    const Words both { "--name-pattern", "{id}_{species}_{sector}_{period}" };
    for (const std::string type : { "float32", "float64" }) {
        const Words words = appended(appended(options, both), { "--type", type });
        const double rounding = type == "float32" ? rounding_of_float32 : rounding_of_double;
        if (as_geotiff) {
            const ProgramRun done = run(folder, { "clip", "-o", "tif" }, words);
            EXPECT_TRUE(done.code == 0 || done.code == 4) << done.err;
            for (const auto& entry : fs::directory_iterator(folder.path() / "tif")) {
                if (entry.path().extension() == ".tif") {
                    compare(entry.path(), read_map(entry.path().string()), rounding);
                    EXPECT_THAT(cog_violations(entry.path()), IsEmpty()) << entry.path();
                }
            }
        } else {
            const ProgramRun done = run(folder, { "clip", "--format", "nc", "-o", "nc" }, words);
            EXPECT_TRUE(done.code == 0 || done.code == 4) << done.err;
            for (const auto& entry : fs::directory_iterator(folder.path() / "nc")) {
                if (entry.path().extension() != ".nc") {
                    continue;
                }
                EXPECT_THAT(cf_violations(entry.path().string()), IsEmpty()) << entry.path();
                const std::string key = words_of(entry.path().stem().string());
                const std::string species = key.substr(
                    key.find(' ') + 1, key.find(' ', key.find(' ') + 1) - key.find(' ') - 1);
                const MapFile map
                    = read_map("NETCDF:\"" + entry.path().string() + "\":" + species + "_mass");
                double scale = 0.0;
                for (const double value : map.bands.at(0).values) {
                    scale += std::isnan(value) ? 0.0 : std::abs(value);
                }
                EXPECT_NEAR(map.bands[0].sum(), totals.at(key), rounding * scale) << entry.path();
                ++compared;
            }
        }
    }
    return compared;
}

struct Form {
    const char* name;
    std::function<Files(const fs::path&, const MassField&)> write;
    Words declared {};

    friend std::ostream& operator<<(std::ostream& stream, const Form& form)
    {
        return stream << form.name;
    }
};

class MapsOfNativeForms : public ::testing::TestWithParam<Form> { };

TEST_P(MapsOfNativeForms, HoldTheTotalsOfTheCities)
{
    const TemporaryFolder folder;
    Words options { "--only", "Beijing,Chongqing,Xiamen", "--quiet" };
    options.insert(options.end(), GetParam().declared.begin(), GetParam().declared.end());
    for (const fs::path& file : GetParam().write(folder.path(), made_up_field())) {
        options.push_back(file.string());
    }
    EXPECT_GE(compare_with_totals(folder, options), 6u);
}

std::vector<Form> all_forms()
{
    const auto with = [](auto writer, auto variant) {
        return [=](const fs::path& folder, const MassField& field) {
            return writer(folder, field, variant);
        };
    };
    return {
        { "EDGAR_v7_flux", write_edgar_v7_flux },
        { "EDGAR_v8_emissions", write_edgar_v8_emissions },
        { "EDGAR_monthly_emissions", write_edgar_monthly_emissions },
        { "EDGAR_text", with(write_edgar_text, Anchor::centres) },
        { "ODIAC_1km", with(write_odiac, OdiacForm::tif) },
        { "ODIAC_1_degree", write_odiac_1_degree },
        { "MEIC_netcdf", write_meic_netcdf },
        { "PKU_FUEL_from_0", with(write_pku_fuel, Longitudes::from_0) },
        { "PKU_FUEL_from_180_west", with(write_pku_fuel, Longitudes::from_minus_180) },
        { "CEADs_table", write_ceads_table, { "--assume-unit", "t" } },
        { "CHRED_geotiff", write_chred_geotiff },
    };
}

INSTANTIATE_TEST_SUITE_P(All, MapsOfNativeForms, ::testing::ValuesIn(all_forms()),
    [](const auto& one) { return std::string(one.param.name); });

TEST(RealMaps, CountiesOfThreeCities)
{
    const std::string file = shared_data("county/county_co2_2010.nc");
    SKIP_WITHOUT(file);
    const TemporaryFolder folder;
    const Words options { file, "--assume-period", "2010", "--only", "Beijing,Chongqing,Xiamen",
        "--quiet" };
    EXPECT_EQ(compare_with_totals(folder, options), 6u);
    EXPECT_EQ(compare_with_totals(folder, options, false), 6u);
}

TEST(RealMaps, AlbersAt500Metres_MatchesTotals)
{
    const std::string file = shared_data("jinjiang/CO500.tif");
    SKIP_WITHOUT(file);
    const TemporaryFolder folder;
    const Words options { file, "--assume-period", "2018", "--boundaries",
        shared_data("jinjiang/jinjiang_boundary_tianditu.geojson"), "--quiet" };
    EXPECT_EQ(compare_with_totals(folder, options), 2u);
    EXPECT_EQ(compare_with_totals(folder, options, false), 2u);
}

TEST(RealMaps, SectorsWrittenByTwoProgramsAddUp)
{
    // The origins of these grids differ by 0.04 mm.
    const std::string industry = shared_data("jinjiang/COI500.tif");
    const std::string residential = shared_data("jinjiang/COR500.tif");
    SKIP_WITHOUT(industry);
    const TemporaryFolder folder;
    const Words options { industry, residential, "--assume-period", "2018", "--boundaries",
        shared_data("jinjiang/jinjiang_boundary_tianditu.geojson"), "--quiet" };
    double total = 0.0;
    for (const auto& row : read_csv(run(folder, { "totals" }, options).out)) {
        total += number(row, "value");
    }
    ASSERT_EQ(
        run(folder, { "clip", "--sum", "sectors", "--type", "float64", "-o", "a.tif" }, options)
            .code,
        0);
    const MapFile map = read_map(folder.file("a.tif"));
    EXPECT_EQ(map.bands.at(0).title, "CO2 industry+residential 2018 [t]");
    EXPECT_NEAR(map.bands[0].sum() / total, 1.0, rounding_of_double);
}

TEST(RealMaps, RotatedPole_NeedsNetcdf)
{
    const std::string file = shared_data("tno/emis_2015_Berlin-coarse.nc");
    SKIP_WITHOUT(file);
    const TemporaryFolder folder;
    folder.write("berlin.geojson",
        geojson::collection({ geojson::feature(geojson::properties("1", "Berlin"),
            { { 13.1, 52.35 }, { 13.7, 52.4 }, { 13.75, 52.65 }, { 13.2, 52.68 } }) }));
    const Words options { file, "--boundaries", "berlin.geojson", "--species", "CO2", "--quiet" };
    EXPECT_GE(compare_with_totals(folder, options, false), 2u);
    const ProgramRun refused = run(folder, { "clip", "-o", "a.tif" }, options);
    EXPECT_EQ(refused.code, 3);
    EXPECT_THAT(refused.err, HasSubstr("unsupported CRS in GeoTIFF: rotated pole"));
    EXPECT_FALSE(fs::exists(folder.file("a.tif")));
}

TEST(RealMaps, GridAcrossDateLine_MatchesTotals)
{
    const std::string file = shared_data("carbontracker/CT2015.flux1x1.2014-mean.nc");
    SKIP_WITHOUT(file);
    const TemporaryFolder folder;
    folder.write("chukotka.geojson",
        geojson::collection({ geojson::feature(geojson::properties("1", "Chukotka"),
            { { 172.3, 62.2 }, { 186.4, 64.1 }, { 190.2, 66.3 }, { 176.5, 69.8 } }) }));
    const Words options { file, "--boundaries", "chukotka.geojson", "--quiet" };
    EXPECT_GE(compare_with_totals(folder, options), 8u);
    ASSERT_EQ(run(folder, { "clip", "-o", "a.tif" }, options).code, 0);
    const MapFile map = read_map(folder.file("a.tif"));
    EXPECT_EQ(map.transform[0], 172.0);
    EXPECT_EQ(map.columns, 19u);
}

} // namespace
} // namespace cityflux
