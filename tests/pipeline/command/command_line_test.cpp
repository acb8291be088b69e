#include "tests/folder_content.h"
#include "tests/geojson.h"
#include "tests/pipeline/command/command_line_fixture.h"

#include <csignal>
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using geojson::collection;
using geojson::properties;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

using CommandLineHelp = CommandLine;

TEST_F(CommandLineHelp, Program_NamesItsCommands)
{
    const ProgramRun help = run({ "--help" });
    EXPECT_EQ(help.code, 0);
    for (const char* command : { "inspect", "totals", "coverage", "inventories", "cities" }) {
        EXPECT_THAT(help.out, HasSubstr(command));
    }
    EXPECT_EQ(help.err, "");
}

TEST_F(CommandLineHelp, EachCommandHasAnExample)
{
    for (const std::string command : { "inspect", "totals", "coverage", "inventories", "cities" }) {
        const ProgramRun help = run({ command, "--help" });
        EXPECT_EQ(help.code, 0) << command;
        EXPECT_THAT(help.out, HasSubstr("Example:\n  cityflux " + command)) << command;
    }
}

TEST_F(CommandLineHelp, Totals_NamesItsOptions)
{
    const std::string help = run({ "totals", "--help" }).out;
    for (const char* option : { "--boundaries", "--id", "--name", "--only", "--datum",
             "--inventory", "--sector", "--period", "--by", "--species", "--edge", "--closure",
             "--output", "--threads", "--memory", "--json", "--quiet", "--no-progress",
             "--assume-unit", "--assume-crs", "--assume-period", "--assume-species", "--help" }) {
        EXPECT_THAT(help, HasSubstr(option));
    }
}

TEST_F(CommandLineHelp, Version_NamesTheLibraries)
{
    const ProgramRun version = run({ "--version" });
    EXPECT_EQ(version.code, 0);
    for (const char* library : { "cityflux", "GDAL", "PROJ", "GEOS", "netCDF", "muParser",
             "lp_solve", "Qhull", "oneTBB" }) {
        EXPECT_THAT(version.out, ContainsRegex(std::string(library) + " [0-9]+\\.[0-9]"));
    }
}

using CommandLineUsage = CommandLine;

TEST_F(CommandLineUsage, UnknownName_SuggestsTheNearest)
{
    EXPECT_THAT(refusal(2, { "totals", "sample", "--boundarys", "x" }),
        HasSubstr(
            "error: --boundarys: unknown option (did you mean '--boundaries'?); list the options "
            "with `cityflux totals --help`\n"));
    EXPECT_THAT(refusal(2, { "total", "sample" }),
        HasSubstr("error: total: unknown command (did you mean 'totals'?); list the commands with "
                  "`cityflux --help`\n"));
    EXPECT_THAT(refusal(2, { "cache", "clear" }),
        HasSubstr("error: clear: unknown argument; list the options with `cityflux cache --help`"));
    EXPECT_THAT(refusal(2, { "totals", "sample", "--threads", "x", "--thread" }),
        HasSubstr("error: --thread: unknown option"))
        << "before the value";
    EXPECT_THAT(refusal(2, { "totals", "sample", "--only", "Bejing" }), HasSubstr("Beijing"));
    EXPECT_THAT(refusal(2, { "totals", "sample", "--only", "北京,上海滩" }), HasSubstr("上海"));
    EXPECT_THAT(
        refusal(2, { "totals", "sample", "--inventory", "EDGAR-v9" }), HasSubstr("EDGAR-v8"));
    EXPECT_THAT(
        refusal(2, { "totals", "sample", "--inventory", "mine.toml" }), HasSubstr("mine.toml"));
    EXPECT_THAT(refusal(2, { "totals", "sample", "--id", "code" }), HasSubstr("adcode"));
    EXPECT_THAT(refusal(2, { "inventories", "EDGAR-v9" }), HasSubstr("EDGAR-v8"));
    EXPECT_THAT(refusal(2, { "cities", "--only", "Bejing" }), HasSubstr("Beijing"));
}

TEST_F(CommandLineUsage, MissingArguments_AreRefused)
{
    EXPECT_THAT(
        refusal(2, {}), HasSubstr("error: cityflux: missing command; see `cityflux --help`\n"));
    EXPECT_THAT(refusal(2, { "totals" }), HasSubstr("error: cityflux totals: missing source; "));
    EXPECT_THAT(refusal(2, { "inspect" }),
        HasSubstr("error: cityflux inspect: missing rasters; see `cityflux inspect --help`\n"));
    EXPECT_THAT(
        refusal(2, { "totals", "sample", "--unit" }), HasSubstr("error: --unit: missing value; "));
    EXPECT_THAT(refusal(2, { "totals", "sample", "--unit", "t", "--unit", "kt" }),
        HasSubstr("error: --unit: duplicate option; "));
}

TEST_F(CommandLineUsage, UnreadableValue_NamesItsOption)
{
    for (const char* option :
        { "--period", "--assume-period", "--assume-unit", "--assume-crs", "--boundaries-crs",
            "--unit", "--datum", "--edge", "--by", "--threads", "--min-valid" }) {
        EXPECT_THAT(refusal(2, { "totals", "sample", option, "nonsense" }), HasSubstr(option));
    }
    EXPECT_THAT(refusal(2, { "totals", "sample", "--threads", "-1" }),
        HasSubstr("error: --threads: out of range: -1 (allowed: 0 to 1024)\n"));
    EXPECT_THAT(refusal(2, { "totals", "sample", "--threads", "1.5" }),
        HasSubstr("error: --threads: '1.5' is not an integer from 0 to 1024\n"));
    EXPECT_THAT(refusal(2, { "totals", "sample", "--min-valid", "x" }),
        HasSubstr("error: --min-valid: 'x' is not a number from 0 to 1\n"));
    EXPECT_THAT(refusal(2, { "totals", "sample", "--edge", "fil" }),
        HasSubstr("error: --edge: unknown value 'fil' (did you mean 'fill'?) (allowed: area, "
                  "fill)\n"));
    EXPECT_THAT(refusal(2, { "score", "x.toml", "--data", "t.csv", "--draws", "many" }),
        HasSubstr("error: --draws: 'many' is not a number; see `cityflux score --help`\n"));
    EXPECT_THAT(refusal(2, { "clip", "sample", "--crs", "EPSG:4549", "--resolution", "-1" }),
        HasSubstr("error: --resolution: '-1' is not a number above 0\n"));
    EXPECT_THAT(refusal(2, { "totals", "sample", "--period", "2395" }), HasSubstr("2395"));
    EXPECT_THAT(refusal(2, { "totals", "sample", "--period", "2019-13" }),
        HasSubstr("--period: '2019-13' is not a period"));
}

TEST_F(CommandLineUsage, UnknownSuffix_IsRefusedBeforeWork)
{
    EXPECT_THAT(refusal(2, { "totals", "nowhere.nc", "-o", "t.xlsx" }), HasSubstr(".gpkg"));
    EXPECT_THAT(refusal(2, { "totals", "nowhere.nc", "-o", "t" }), HasSubstr("suffix"));
}

TEST_F(CommandLineUsage, JsonWithOtherSuffix_IsRefused)
{
    EXPECT_THAT(refusal(2, { "totals", "sample", "--json", "-o", "t.csv" }),
        HasSubstr("error: --json: conflicting with --output t.csv, whose suffix selects another "
                  "format; leave --json out, or choose the suffix .json\n"));
}

TEST_F(CommandLineUsage, OutputOverInput_IsRefused)
{
    fs::copy_file(sample_file(), folder.file("china35_illustration_2010.nc"));
    folder.write("a.json", collection({ square(properties("A")) }));
    const std::string raster = content_of(folder.file("china35_illustration_2010.nc"));
    const std::string boundaries = content_of(folder.file("a.json"));
    EXPECT_THAT(
        refusal(2,
            { "totals", "china35_illustration_2010.nc", "-o", "./china35_illustration_2010.nc" }),
        HasSubstr("./china35_illustration_2010.nc: conflicting with an input of the run"));
    EXPECT_THAT(refusal(2, { "totals", "sample", "--boundaries", "a.json", "-o", "a.json" }),
        HasSubstr("a.json: conflicting with an input of the run"));
    EXPECT_EQ(content_of(folder.file("china35_illustration_2010.nc")), raster);
    EXPECT_EQ(content_of(folder.file("a.json")), boundaries);
}

using CommandLineStreams = CommandLine;

TEST_F(CommandLineStreams, ProgressBar_NeedsATerminal)
{
    EXPECT_THAT(run({ "totals", "sample" }).err, Not(HasSubstr("%")));
    const auto on_terminal = [&](const Words& words) {
        return run_program(folder.path(), words, Output::kept, true).err;
    };
    try {
        EXPECT_THAT(on_terminal({ "totals", "sample" }), HasSubstr("100 %"));
        EXPECT_THAT(on_terminal({ "totals", "sample", "--no-progress" }), Not(HasSubstr("%")));
        EXPECT_THAT(on_terminal({ "totals", "sample", "--quiet" }), Not(HasSubstr("%")));
    } catch (const NoTerminal& reason) {
        GTEST_SKIP() << reason.what();
    }
}

TEST_F(CommandLineStreams, FullDisk_IsRefused)
{
    for (const Words& words :
        { Words { "totals", "sample" }, Words { "totals", "sample", "--json" },
            Words { "inspect", "sample" }, Words { "inspect", "sample", "--json" },
            Words { "inventories" }, Words { "inventories", "ODIAC" }, Words { "cities" } }) {
        const ProgramRun lost = run_program(folder.path(), words, Output::full_disk);
        EXPECT_EQ(lost.code, 3) << words.front();
        EXPECT_THAT(lost.err, HasSubstr("error: standard output: unwritable: "));
        EXPECT_THAT(lost.err, Not(HasSubstr("internal fault")));
    }
}

TEST_F(CommandLineStreams, ReaderThatLeaves_EndsQuietly)
{
    for (const Words& words : { Words { "totals", "sample" }, Words { "inspect", "sample" },
             Words { "cities", "--json" } }) {
        const ProgramRun left = run_program(folder.path(), words, Output::nobody);
        // As any program in a pipe: ended by SIGPIPE, without a word of a fault.
        EXPECT_EQ(left.code, 1000 + SIGPIPE) << words.front() << left.err;
        EXPECT_THAT(left.err, Not(HasSubstr("fault")));
    }
    EXPECT_TRUE(files().empty());
}

} // namespace
} // namespace cityflux
