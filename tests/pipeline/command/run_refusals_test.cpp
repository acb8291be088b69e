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
    EXPECT_THAT(refused.err, HasSubstr("did you mean 'C100'"));
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
        HasSubstr("p.toml:6: the key 'total' is not known (did you mean 'totals'?)"));
    EXPECT_THAT(refusal(start + two_stages + "perids = [2019]\n"),
        HasSubstr("p.toml:12: the key 'totals.perids' is not known (did you mean 'periods'?)"));
    EXPECT_THAT(refusal("[pipeline]\nname = \"x\"\noutptu = \"out\"\n"),
        HasSubstr("(did you mean 'output'?)"));
    EXPECT_THAT(refusal(start + "datun = \"wgs84\"\n"),
        HasSubstr("'boundaries.datun' is not known (did you mean 'datum'?)"));
    EXPECT_THAT(refusal(start + two_stages + "assume = { units = \"t\" }\n"),
        HasSubstr("'totals.assume.units' is not known"));
}

TEST_F(RunCommand, InvalidPipeline_IsRefused)
{
    const std::string start(head);
    const std::string stage = start + "[[totals]]\nname = \"a\"\nfiles = [\"a*.nc\"]\n";
    EXPECT_THAT(refusal("[[totals]]\nname = \"a\"\nfiles = [\"a*.nc\"]\n"),
        HasSubstr("p.toml: missing table [pipeline]"));
    EXPECT_THAT(
        refusal("[pipeline]\nname = \"x\"\n"), HasSubstr("the key 'pipeline.output' is missing"));
    EXPECT_THAT(
        refusal(start), HasSubstr("p.toml: missing stage; add one (totals, compare, score)"));
    EXPECT_THAT(refusal("[pipeline\n"), HasSubstr("p.toml:1: this is not TOML"));
    EXPECT_THAT(refusal(start + "[totals]\nname = \"a\"\n"),
        HasSubstr("'totals' has to be a list of tables, each written [[totals]], not a table"));
    EXPECT_THAT(refusal(start + "[[totals]]\nname = \"a\"\n"),
        HasSubstr("the key 'totals.files' is missing"));
    EXPECT_THAT(refusal(start + "[[totals]]\nname = \"a\"\nfiles = []\n"),
        HasSubstr("'totals.files' is an empty list"));
    EXPECT_THAT(refusal(start + "[[totals]]\nname = \"a/b\"\nfiles = [\"a*.nc\"]\n"),
        HasSubstr("'totals.name': 'a/b' is not a name of a stage"));
    EXPECT_THAT(refusal(stage + "by = \"month\"\n"),
        HasSubstr("'totals.by' is \"month\"; it can be \"native\" or \"year\""));
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
    EXPECT_THAT(refusal(stage + "output = \"/tmp/a.csv\"\n"),
        HasSubstr("'/tmp/a.csv' is not a path of a file inside the output folder"));
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
    EXPECT_THAT(nowhere.err, HasSubstr("nowhere.toml: the pipeline cannot be read"));
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
