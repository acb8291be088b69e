#include "tests/folder_content.h"
#include "tests/geojson.h"
#include "tests/pipeline/command/command_line_fixture.h"

#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using geojson::collection;
using geojson::properties;
using ::testing::AllOf;
using ::testing::HasSubstr;

using CommandLineRefusals = CommandLine;

TEST_F(CommandLineRefusals, UnreadableFile_IsNamed)
{
    folder.write("empty.nc", "");
    std::string noise;
    for (unsigned state = 1; noise.size() < 5000;) {
        state = state * 1664525u + 1013904223u;
        noise += static_cast<char>(state >> 24);
    }
    folder.write("noise.nc", noise);
    folder.write("noise.tif", noise);
    folder.write("words.txt", "nothing but words\n");
    folder.write("hdf.nc", "\x89HDF\r\n\x1a\n" + noise);
    folder.write("tiff.tif", std::string("II*\0", 4) + noise);
    fs::copy_file(sample_file(), folder.file("cut.nc"));
    cut_file_in_half(folder.file("cut.nc"));
    fs::create_directory(folder.path() / "folder.nc");
    for (const char* name : { "nowhere.nc", "empty.nc", "noise.nc", "noise.tif", "words.txt",
             "hdf.nc", "tiff.tif", "cut.nc", "folder.nc" }) {
        EXPECT_THAT(refusal(3, { "totals", name }), HasSubstr(name));
        EXPECT_THAT(refusal(3, { "inspect", name }), HasSubstr(name));
    }
}

TEST_F(CommandLineRefusals, MissingDeclaration_NamesItsOption)
{
    write_ones("timeless.nc", { .year = "" });
    EXPECT_THAT(refusal(3, { "totals", "timeless.nc" }),
        AllOf(HasSubstr(": missing period; "), HasSubstr("e.g. --assume-period 2019")));
    write_ones("unitless.nc", { .unit = "" });
    EXPECT_THAT(refusal(3, { "totals", "unitless.nc" }),
        AllOf(HasSubstr(": missing unit; "), HasSubstr("e.g. --assume-unit t")));
    write_ones("of_what.nc", { .variable = "z" });
    EXPECT_THAT(refusal(3, { "totals", "of_what.nc" }),
        AllOf(HasSubstr(": missing species; "), HasSubstr("e.g. --assume-species CO2")));
    write_ones("far.nc", { .year = "2395" });
    EXPECT_THAT(refusal(3, { "totals", "far.nc" }), HasSubstr("2395"));
}

TEST_F(CommandLineRefusals, UnitOfAFileOrAnOption_NamesWhatToDeclare)
{
    write_ones("odd_unit.nc", { .unit = "blorbs" });
    EXPECT_THAT(refusal(3, { "totals", "odd_unit.nc" }),
        HasSubstr("odd_unit.nc, variable 'co2': unknown unit 'blorbs'; declare it, e.g. "
                  "--assume-unit t"));
    EXPECT_THAT(refusal(2, { "totals", "odd_unit.nc", "--assume-unit", "furlong" }),
        AllOf(HasSubstr("--assume-unit: 'furlong' is not a unit of emission"),
            HasSubstr("; use a mass, flux or amount, e.g. 't' or 'kg m-2 s-1'\n")));
    EXPECT_THAT(refusal(2, { "totals", "odd_unit.nc", "--assume-unit", "blorb" }),
        HasSubstr("--assume-unit: unknown unit 'blorb'; use a mass, flux or amount, e.g. 't' or "
                  "'kg m-2 s-1'\n"));
}

TEST_F(CommandLineRefusals, BoundariesThatCannotBeUsedAreNamed)
{
    folder.write("words.geojson", "nothing but words\n");
    folder.write("none.geojson", collection({}));
    folder.write(
        "twice.geojson", collection({ square(properties("甲")), square(properties("甲")) }));
    folder.write(
        "null.geojson", collection({ square(properties("甲")), square(R"({"id":null})") }));
    fs::create_directory(folder.path() / "folder");
    for (const char* name : { "nowhere.geojson", "words.geojson", "none.geojson", "twice.geojson",
             "null.geojson", "folder" }) {
        EXPECT_THAT(refusal(3, { "totals", "sample", "--boundaries", name }), HasSubstr(name));
        EXPECT_THAT(refusal(3, { "cities", "--boundaries", name }), HasSubstr(name));
    }
    EXPECT_THAT(
        refusal(3, { "totals", "sample", "--boundaries", "twice.geojson" }), HasSubstr("甲"));
}

TEST_F(CommandLineRefusals, MissingLayer_IsRefused)
{
    EXPECT_THAT(refusal(3, { "totals", "sample", "--period", "2011" }), HasSubstr("2010"));
    EXPECT_THAT(refusal(3, { "totals", "sample", "--sector", "power" }), HasSubstr("total"));
    EXPECT_THAT(refusal(3, { "totals", "sample", "--species", "CH4" }), HasSubstr("CO2"));
    EXPECT_THAT(
        refusal(3, { "totals", "sample", "sample" }), HasSubstr("china35_illustration_2010.nc"));
}

TEST_F(CommandLineRefusals, Refusal_KeepsTheOldOutput)
{
    folder.write("noise.nc", "CDF\x01 and nothing that follows");
    folder.write("old.csv", "what was here before\n");
    folder.write("old.csv.manifest.json", "{}");
    const auto before = files();
    for (const char* output : { "old.csv", "new.csv", "new.gpkg", "new.nc" }) {
        refusal(3, { "totals", "sample", "noise.nc", "-o", output });
        refusal(2, { "totals", "sample", "--only", "Bejing", "-o", output });
    }
    EXPECT_EQ(files(), before);
    EXPECT_EQ(content_of(folder.file("old.csv")), "what was here before\n");
    EXPECT_EQ(content_of(folder.file("old.csv.manifest.json")), "{}");
}

TEST_F(CommandLineRefusals, MissingOutputFolder_IsNamed)
{
    EXPECT_THAT(refusal(3, { "totals", "sample", "-o", "nowhere/t.csv" }), HasSubstr("nowhere"));
    // Before the work, so that it is told first.
    EXPECT_THAT(
        refusal(3, { "totals", "missing.nc", "-o", "nowhere/t.csv" }), HasSubstr("nowhere"));
    EXPECT_TRUE(files().empty());
}

TEST_F(CommandLineRefusals, UnknownClosure_IsNamed)
{
    for (const char* closure : { "half", "grid", "" }) {
        EXPECT_THAT(
            refusal(2, { "totals", "sample", "--closure", closure }), HasSubstr("--closure"))
            << closure;
    }
}

TEST_F(CommandLineRefusals, InvalidMemory_IsRefusedWithExample)
{
    for (const char* memory : { "0", "0MB", "-512MB", "much", "MB", "12 parsecs", "512XB", "nan",
             "inf", "1e30GB", " " }) {
        const std::string message
            = refusal(2, { "totals", "sample", "--memory=" + std::string(memory) });
        EXPECT_THAT(message, HasSubstr("--memory")) << memory;
        EXPECT_THAT(message, HasSubstr("512MB")) << memory;
    }
}

} // namespace
} // namespace cityflux
