#include "tests/pipeline/command/run_command_fixture.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using ::testing::HasSubstr;

TEST_F(RunCommand, RefusesTwoRulesForEdges)
{
    EXPECT_THAT(refusal(std::string(head)
                    + "[[totals]]\nname = \"a\"\nfiles = [\"a*.nc\"]\nproxy = \"people.nc\"\nedge "
                      "= \"fill\"\n"),
        HasSubstr("'totals.proxy': conflicting with edge = \"fill\""));
}

TEST_F(RunCommand, UnknownLayerOrCity_IsRefused)
{
    for (const std::string option : { "sectors = [\"industry\"]\n", "periods = [2031]\n" }) {
        pipeline(std::string(head) + two_stages + option);
        const ProgramRun refused = run();
        EXPECT_EQ(refused.code, 3) << option << refused.err;
        EXPECT_THAT(refused.err, HasSubstr("p.toml: totals/b: "));
    }
    pipeline(std::string(head) + "only = [\"C10O\"]\n" + two_stages);
    const ProgramRun refused = run();
    EXPECT_EQ(refused.code, 3) << "of a file, not of the command line";
    EXPECT_THAT(refused.err, HasSubstr("[boundaries] only = [\"C10O\"]: unknown city in "));
    EXPECT_THAT(refused.err, HasSubstr("did you mean 'C100'"));
}

TEST_F(RunCommand, MissingCrs_NamesSettingOfFrontEnd)
{
    folder.write("g.asc",
        "ncols 3\nnrows 3\nxllcorner 100\nyllcorner 30\ncellsize 1\n1 1 1\n1 1 1\n1 1 1\n");
    const std::string stage = std::string(head)
        + "[[totals]]\nname = \"g\"\nfiles = [\"g.asc\"]\nassume = { unit = \"t\", period = "
          "\"2019\", species = \"CO2\"";
    pipeline(stage + " }\n");
    const ProgramRun refused = run();
    EXPECT_EQ(refused.code, 3);
    EXPECT_THAT(refused.err,
        HasSubstr("totals/g: g.asc: missing CRS; declare it, e.g. assume = { crs = \"EPSG:4326\" "
                  "}\n"));
    pipeline(stage + ", crs = \"EPSG:4326\" }\n");
    EXPECT_EQ(run().code, 0) << "the remedy works";

    Words words { "totals", "g.asc", "--boundaries", "squares.geojson", "--assume-unit", "t",
        "--assume-period", "2019", "--assume-species", "CO2", "--cache", "off" };
    const ProgramRun undeclared = run_program(folder.path(), words);
    EXPECT_EQ(undeclared.code, 3);
    EXPECT_THAT(
        undeclared.err, HasSubstr("g.asc: missing CRS; declare it, e.g. --assume-crs EPSG:4326\n"));
    words.insert(words.end(), { "--assume-crs", "EPSG:4326" });
    EXPECT_EQ(run_program(folder.path(), words).code, 0) << "the remedy works";
}

TEST_F(RunCommand, RefusesPatternsThatMatchNothing)
{
    EXPECT_THAT(
        refusal(std::string(head) + "[[totals]]\nname = \"c\"\nfiles = [\"a*.nc\", \"c*.nc\"]\n"),
        HasSubstr("p.toml:8: 'totals.files': missing files: nothing matches 'c*.nc'"));
    EXPECT_THAT(refusal("[pipeline]\nname = \"x\"\noutput = \"out\"\n[boundaries]\nfile = "
                        "\"nowhere.geojson\"\n"),
        HasSubstr("p.toml:5: 'boundaries.file': missing file nowhere.geojson"));
}

TEST_F(RunCommand, UnknownKey_SuggestsTheNearest)
{
    const std::string start(head);
    EXPECT_THAT(refusal(start + "[[total]]\nname = \"a\"\n"),
        HasSubstr("p.toml:6: unknown key 'total' (did you mean 'totals'?)"));
    EXPECT_THAT(refusal(start + two_stages + "perids = [2019]\n"),
        HasSubstr("p.toml:12: unknown key 'totals.perids' (did you mean 'periods'?)"));
    EXPECT_THAT(refusal("[pipeline]\nname = \"x\"\noutptu = \"out\"\n"),
        HasSubstr("(did you mean 'output'?)"));
    EXPECT_THAT(refusal(start + "datun = \"wgs84\"\n"),
        HasSubstr("unknown key 'boundaries.datun' (did you mean 'datum'?)"));
    EXPECT_THAT(refusal(start + two_stages + "assume = { units = \"t\" }\n"),
        HasSubstr("unknown key 'totals.assume.units'"));
}

TEST_F(RunCommand, InvalidPipeline_IsRefused)
{
    const std::string start(head);
    const std::string stage = start + "[[totals]]\nname = \"a\"\nfiles = [\"a*.nc\"]\n";
    EXPECT_THAT(refusal("[[totals]]\nname = \"a\"\nfiles = [\"a*.nc\"]\n"),
        HasSubstr("p.toml: missing table [pipeline]"));
    EXPECT_THAT(refusal("[pipeline]\nname = \"x\"\n"), HasSubstr("missing key 'pipeline.output'"));
    EXPECT_THAT(
        refusal(start), HasSubstr("p.toml: missing stage; add one (totals, compare, score)"));
    EXPECT_THAT(refusal("[pipeline\n"), HasSubstr("p.toml:1: invalid TOML"));
    EXPECT_THAT(refusal(start + "[totals]\nname = \"a\"\n"),
        HasSubstr("'totals': invalid type: a table; write a list of tables, [[totals]]"));
    EXPECT_THAT(
        refusal(start + "[[totals]]\nname = \"a\"\n"), HasSubstr("missing key 'totals.files'"));
    EXPECT_THAT(refusal(start + "[[totals]]\nname = \"a\"\nfiles = []\n"),
        HasSubstr("'totals.files': empty list"));
    EXPECT_THAT(refusal(start + "[[totals]]\nname = \"a/b\"\nfiles = [\"a*.nc\"]\n"),
        HasSubstr("'totals.name': 'a/b' is not a name of a stage"));
    EXPECT_THAT(refusal(stage + "by = \"month\"\n"),
        HasSubstr("'totals.by': unknown value \"month\" (allowed: \"native\", \"year\")"));
    EXPECT_THAT(refusal(stage + "unit = \"furlong\"\n"), HasSubstr("p.toml:9: 'totals.unit'"));
    EXPECT_THAT(refusal(stage + "periods = [\"March\"]\n"),
        HasSubstr("'totals.periods': 'March' is not a period"));
    EXPECT_THAT(refusal(stage + "min_valid = 2\n"),
        HasSubstr("'totals.min_valid': fraction out of range: 2"));
    EXPECT_THAT(refusal(stage + "inventory = \"edgr-v8\"\n"), HasSubstr("did you mean 'EDGAR-v8'"));
    EXPECT_THAT(
        refusal(stage + "assume = { unit = \"x y\" }\n"), HasSubstr("'totals.assume.unit'"));
    EXPECT_THAT(refusal(stage + "output = \"a.xls\"\n"), HasSubstr("p.toml:9: 'totals.output'"));
    EXPECT_THAT(refusal(stage + "output = \"../a.csv\"\n"),
        HasSubstr("'../a.csv' is not a path of a file inside the output folder out"));
    EXPECT_THAT(refusal(stage + "output = \"/elsewhere/a.csv\"\n"),
        HasSubstr("'/elsewhere/a.csv' is not a path of a file inside the output folder"));
    EXPECT_THAT(refusal(stage + "output = \"ledger.json\"\n"),
        HasSubstr("duplicate output out/ledger.json, which the ledger of the run writes"));
    EXPECT_THAT(refusal(stage + stage.substr(start.size())), HasSubstr("duplicate stage totals/a"));
    EXPECT_THAT(refusal(stage
                    + "[[totals]]\nname = \"b\"\nfiles = [\"b*.nc\"]\noutput = \"totals/a.csv\"\n"),
        HasSubstr("totals/b: duplicate output out/totals/a.csv, which totals/a writes"));
    EXPECT_THAT(refusal(start + "datum = \"wgs72\"\n" + two_stages),
        HasSubstr("p.toml:6: 'boundaries.datum': "));
    const ProgramRun nowhere = run({}, "nowhere.toml");
    EXPECT_EQ(nowhere.code, 3);
    EXPECT_THAT(nowhere.err, HasSubstr("nowhere.toml: unreadable: "));
    EXPECT_EQ(run({ "--memory", "plenty" }).code, 2);
    EXPECT_EQ(run_program(folder.path(), { "run" }).code, 2);
}

TEST_F(RunCommand, DoesNotReadItsOwnOutputs)
{
    pipeline("[pipeline]\nname = \"x\"\noutput = \".\"\n[boundaries]\nfile = \"squares.geojson\"\n"
             "[[totals]]\nname = \"a\"\nfiles = [\"a*.nc\"]\noutput = \"a_totals.nc\"\n");
    EXPECT_EQ(run().code, 0);
    const ProgramRun second = run();
    EXPECT_EQ(second.code, 3);
    EXPECT_THAT(second.err,
        HasSubstr("totals/a: inconsistent input a_totals.nc, which the stage writes itself"));
}

} // namespace
} // namespace cityflux
