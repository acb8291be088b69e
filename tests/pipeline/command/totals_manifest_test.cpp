#include "pipeline/program/data_folder.h"
#include "tests/folder_content.h"
#include "tests/geojson.h"
#include "tests/netcdf_writer.h"
#include "tests/pipeline/command/command_line_fixture.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

using geojson::collection;
using geojson::properties;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::json;

using CommandLineManifest = CommandLine;

TEST_F(CommandLineManifest, SaysWhatTheTableWasMadeOf)
{
    ASSERT_EQ(
        run({ "totals", "sample", "--edge", "fill", "--only", "北京", "-o", "t.csv" }).code, 0);
    const Json manifest = manifest_of("t.csv");

    // The hash by another program.
    ASSERT_EQ(
        std::system(
            ("sha256sum '" + sample_file().string() + "' > '" + folder.file("sum") + "'").c_str()),
        0);
    const std::string hash = content_of(folder.file("sum")).substr(0, 64);
    ASSERT_EQ(manifest.at("inputs").size(), 1u);
    const Json& input = manifest.at("inputs").at(0);
    EXPECT_EQ(input.at("sha256"), hash);
    EXPECT_EQ(input.at("inventory"), "illustration");
    EXPECT_EQ(input.at("coverage_hash").get<std::string>().size(), 32u);
    ASSERT_EQ(std::system(("sha256sum '" + builtin_cities_file().string() + "' > '"
                  + folder.file("sum") + "'")
                              .c_str()),
        0);
    EXPECT_EQ(manifest.at("boundaries").at("sha256"), content_of(folder.file("sum")).substr(0, 64));
    EXPECT_EQ(manifest.at("boundaries").at("cities"), 35);
    EXPECT_EQ(manifest.at("options").at("edge"), "fill");
    EXPECT_TRUE(manifest.at("versions").contains("GDAL"));

    const Json command = manifest.at("command");
    EXPECT_THAT(command.dump(), HasSubstr("--only"));
    EXPECT_THAT(command.dump(), HasSubstr("北京"));
}

TEST_F(CommandLineManifest, Closure_AddsUp)
{
    ASSERT_EQ(run({ "totals", "sample", "-o", "t.csv" }).code, 0);
    const Json manifest = manifest_of("t.csv");
    const Json& closure = manifest.at("closure").at(0);
    const auto tonnes = [&](const char* name) { return closure.at(name).get<double>(); };
    EXPECT_GT(tonnes("grid_t"), 3e8);
    EXPECT_NEAR(
        tonnes("cities_t") + tonnes("outside_t") - tonnes("overlap_t"), tonnes("grid_t"), 1e-6);
    EXPECT_NEAR(tonnes("declared_t") / tonnes("grid_t"), 1.0, 1e-8);
    double sum = 0.0;
    for (const auto& row : read_csv(content_of(folder.file("t.csv")))) {
        sum += number(row, "value");
    }
    EXPECT_NEAR(sum, tonnes("cities_t"), 1e-6);
}

TEST_F(CommandLineManifest, Declarations_AreWrittenDown)
{
    write_ones("ones.nc", { .variable = "z", .unit = "", .year = "" });
    folder.write("a.geojson", collection({ square(properties("A")) }));
    const ProgramRun totals
        = run({ "totals", "ones.nc", "--boundaries", "a.geojson", "--assume-unit", "kt",
            "--assume-period", "2018-02", "--assume-species", "CO2", "-o", "t.csv" });
    ASSERT_EQ(totals.code, 0) << totals.err;
    const CsvRows rows = read_csv(content_of(folder.file("t.csv")));
    EXPECT_NEAR(number(rows.at(0), "value"), 1000.0, 1e-9);
    EXPECT_EQ(rows.at(0).at("period"), "2018-02");
    const Json manifest = manifest_of("t.csv");
    EXPECT_EQ(manifest.at("inputs").at(0).at("assumed"),
        Json({ "unit = kt", "period = 2018-02", "species = CO2" }));
}

/// A quarter degree between 45 S and 45 N with 1 t in each cell, which is read in bands of 91 rows,
/// and a city of 4 x 4 cells in the northernmost of the four bands, of 87 rows.
class CommandLineTiles : public CommandLine {
protected:
    void SetUp() override
    {
        std::vector<double> latitudes(360);
        std::vector<double> longitudes(1440);
        std::generate(
            latitudes.begin(), latitudes.end(), [r = 0]() mutable { return -44.875 + 0.25 * r++; });
        std::generate(longitudes.begin(), longitudes.end(),
            [c = 0]() mutable { return -179.875 + 0.25 * c++; });
        ::NetcdfWriter(folder.file("ones.nc"))
            .axis("lat", "degrees_north", latitudes)
            .axis("lon", "degrees_east", longitudes)
            .field("co2", { "lat", "lon" }, std::vector<double>(360 * 1440, 1.0))
            .attribute("co2", "units", "t")
            .attribute("", "year", "2019")
            .close();
        folder.write("city.geojson", collection({ square(properties("A")) }));
    }

    ProgramRun totals(const Words& more) const
    {
        const ProgramRun run = this->run(
            appended({ "totals", "ones.nc", "--boundaries", "city.geojson", "--id", "id" }, more));
        EXPECT_EQ(run.code, 0) << run.err;
        return run;
    }

    Json closure(const std::string& output) const
    {
        return manifest_of(output).at("closure").at(0);
    }
};

TEST_F(CommandLineTiles, Closure_CountsTilesRead)
{
    const ProgramRun run = totals({ "-o", "t.csv" });
    EXPECT_THAT(run.err, HasSubstr("1 of 4 tiles"));
    EXPECT_EQ(closure("t.csv").at("tiles_read"), 1);
    EXPECT_EQ(closure("t.csv").at("tiles"), 4);
    EXPECT_EQ(closure("t.csv").at("grid_t"), 87.0 * 1440.0);
    EXPECT_NEAR(closure("t.csv").at("cities_t"), 16.0, 1e-9);
}

TEST_F(CommandLineTiles, WholeGridClosure_ChangesNoTotal)
{
    totals({ "-o", "t.csv" });
    const ProgramRun run = totals({ "-o", "whole.csv", "--closure", "whole" });
    EXPECT_THAT(run.err, Not(HasSubstr("tiles")));
    EXPECT_EQ(closure("whole.csv").at("tiles_read"), 4);
    EXPECT_EQ(closure("whole.csv").at("tiles"), 4);
    EXPECT_EQ(closure("whole.csv").at("grid_t"), 360.0 * 1440.0);
    EXPECT_EQ(content_of(folder.file("whole.csv")), content_of(folder.file("t.csv")));
    EXPECT_EQ(totals({ "--closure", "touched" }).out, content_of(folder.file("t.csv")));
}

TEST_F(CommandLineTiles, AnyMemoryGivesTheSameBytes)
{
    const std::string usual = totals({ "--closure", "whole" }).out;
    for (const char* memory : { "1B", "0.5kB", "64k", "300 MiB", "512mb", "2GB" }) {
        EXPECT_EQ(totals({ "--closure", "whole", "--memory", memory }).out, usual) << memory;
        EXPECT_EQ(totals({ "--closure", "whole", "--memory", memory, "--threads", "5" }).out, usual)
            << memory;
    }
}

} // namespace
} // namespace cityflux
