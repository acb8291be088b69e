#include "tests/folder_content.h"
#include "tests/pipeline/command/run_command_fixture.h"

#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using Json = nlohmann::json;

/// An index over the totals of one branch.
constexpr const char* carbon
    = "[index]\nname = \"carbon\"\ntitle = \"Carbon\"\nyear = 2019\n[[indicator]]\ncode = \"C\"\n"
      "name = { zh = \"碳\", en = \"Carbon\" }\nunit = \"t\"\ndirection = \"less\"\nweight = "
      "1\ncolumn = \"CO2\"\n"
      "normalisation = { goalposts = [0, 4] }\n[robustness]\ndraws = 10\n";
constexpr const char* scored
    = "[[score]]\nname = \"s\"\nindex = \"carbon.toml\"\ndata = [\"totals/a\"]\n";

TEST_F(RunCommand, DoesNothingWhereverItIsStarted)
{
    folder.write("carbon.toml", carbon);
    folder.write("actions.csv", "city,indicator,title,issuer,date,level,url\n");
    pipeline(std::string(head) + two_stages + scored + "policy_register = \"actions.csv\"\n");
    out_of_run();
    fs::create_directories(folder.path() / "elsewhere");
    const ProgramRun away
        = run_program(folder.path() / "elsewhere", { "run", "../p.toml", "--cache", "off" });
    EXPECT_THAT(away.out, StartsWith("totals/a: reused\ntotals/b: reused\nscore/s: reused\n"))
        << away.err;
    const ProgramRun absolute
        = run_program("/", { "run", folder.file("p.toml"), "--cache", "off" });
    EXPECT_THAT(absolute.out, StartsWith("totals/a: reused\ntotals/b: reused\nscore/s: reused\n"))
        << absolute.err;
}

TEST_F(RunCommand, ScoresFollowTheirTotals)
{
    folder.write("carbon.toml", carbon);
    pipeline(std::string(head) + two_stages + scored);
    EXPECT_THAT(out_of_run(), HasSubstr("score/s: done, not noted as done before\n3 done"));
    EXPECT_NEAR(
        number(read_csv(content_of(out("scores/s/scores_wide.csv"))).at(0), "score"), 75.0, 1e-6);
    EXPECT_EQ(out_of_run(),
        std::string("totals/a: reused\ntotals/b: reused\nscore/s: reused\n") + up_to_date);
    write_grid("b2019.nc", { .tonnes = 5.0 });
    EXPECT_THAT(out_of_run(), AllOf(HasSubstr("totals/b: done"), HasSubstr("score/s: reused")));
    write_grid("a2019.nc", { .tonnes = 2.0 });
    EXPECT_THAT(out_of_run(),
        AllOf(HasSubstr("totals/a: done"), HasSubstr("totals/b: reused"),
            HasSubstr("score/s: done")));
    EXPECT_NEAR(
        number(read_csv(content_of(out("scores/s/scores_wide.csv"))).at(0), "score"), 50.0, 1e-6);
    folder.write("carbon.toml", std::string(carbon) + "seed = 3\n");
    EXPECT_THAT(out_of_run(),
        AllOf(HasSubstr("totals/a: reused"), HasSubstr("score/s: done, carbon.toml changed")));
    pipeline(std::string(head) + two_stages + scored + "draws = 0\n");
    EXPECT_THAT(out_of_run(), AllOf(HasSubstr("totals/a: reused"), HasSubstr("score/s: done")));
    EXPECT_FALSE(fs::exists(out("scores/s/robustness.csv")));
    fs::remove(out("scores/s/report.md"));
    EXPECT_THAT(out_of_run(), HasSubstr("score/s: done, out/scores/s/report.md is missing"));
}

TEST_F(RunCommand, CommandOfManifest_GivesSameScores)
{
    folder.write("carbon.toml", carbon);
    pipeline(std::string(head) + two_stages + scored + "seed = 5\nmost_missing = 0.25\n");
    out_of_run();
    const auto made = outputs();
    Words words = Json::parse(made.at("scores/s/manifest.json")).at("command").get<Words>();
    words.erase(words.begin());
    const ProgramRun by_hand = run_program(folder.path(), words);
    ASSERT_EQ(by_hand.code, 0) << by_hand.err;
    for (const char* file :
        { "scores/s/scores.csv", "scores/s/robustness.csv", "scores/s/report.md" }) {
        EXPECT_EQ(content_of(folder.path() / "out" / file), made.at(file)) << file;
    }
}

TEST_F(RunCommand, RefusesScoresOfNothing)
{
    folder.write("carbon.toml", carbon);
    const std::string stages = std::string(head) + two_stages;
    EXPECT_THAT(refusal(stages
                    + "[[score]]\nname = \"s\"\nindex = \"carbon.toml\"\ndata = [\"totals/c\"]\n"),
        HasSubstr("unknown stage 'totals/c' before this one (did you mean 'totals/a'?)"));
    EXPECT_THAT(
        refusal(stages + "[[score]]\nname = \"s\"\nindex = \"carbo\"\ndata = [\"totals/a\"]\n"),
        HasSubstr("carbo: unknown index"));
    EXPECT_THAT(refusal(stages
                    + "[[score]]\nname = \"s\"\nindex = \"carbon.toml\"\ndata = [\"gdp.csv\"]\n"),
        HasSubstr("gdp.csv"));
    EXPECT_THAT(refusal(stages + scored + "drwas = 3\n"), HasSubstr("draws"));
    EXPECT_THAT(refusal(stages + scored + "draws = -3\n"),
        HasSubstr("'score.draws': number out of range: -3"));
}

} // namespace
} // namespace cityflux
