#include "tests/run_program.h"

#include "tests/folder_content.h"
#include "tests/temporary_folder.h"
#include "tests/totals_csv.h"

#include <cmath>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Json = nlohmann::json;

constexpr double by_hand = 1e-12;

/// The data of docs/index.md for three of the built-in cities: 北京 is Alder, 上海 Birch and 重庆
/// Cedar.
constexpr const char* statistics = "city,variable,year,value,unit,scope,source\n"
                                   "北京,gdp,2019,\"2,000\",10^8 CNY,,book\n"
                                   "上海市,gdp,2019,2000,亿元,,book\n"
                                   "Chongqing,gdp,2019,20000000,10^4 CNY,,book\n"
                                   "北京,pm25,2019,25,ug m-3,,book\n"
                                   "重庆,pm25,2019,40,ug m-3,,book\n"
                                   "北京,service_share_growth,2019,1,%,,book\n"
                                   "上海,service_share_growth,2019,3,%,,book\n"
                                   "重庆,service_share_growth,2019,11,%,,book\n"
                                   "北京,legislation,2019,law,text,,book\n"
                                   "上海,legislation,2019,plan,text,,book\n"
                                   "重庆,legislation,2019,none,text,,book\n";
constexpr const char* totals_rows = "110000,Beijing,EDGAR,CO2,total,2019,20,Mt,18,22,0.1,1,\n"
                                    "310000,Shanghai,EDGAR,CO2,total,2019,30,Mt,30,30,0.1,1,\n"
                                    "500000,Chongqing,EDGAR,CO2,total,2019,44,Mt,40,48,0.1,1,\n";

class ScoreCommand : public ::testing::Test {
protected:
    void SetUp() override
    {
        folder_.write("statistics.csv", statistics);
        folder_.write("totals.csv", std::string(totals_csv_header) + totals_rows);
    }

    ProgramRun score(const Words& more) const
    {
        return run_program(folder_.path(),
            appended({ "score", "three-cities", "--only", "北京,上海,重庆", "--data",
                         "statistics.csv", "totals.csv" },
                more));
    }

    CsvRows table(const std::string& name) const
    {
        return read_csv(content_of(folder_.path() / name));
    }

    TemporaryFolder folder_;
};

// docs/index.md works these figures out on paper.
TEST_F(ScoreCommand, GivesTheFiguresOnPaper)
{
    const ProgramRun run = score({ "-o", "out", "--draws", "0" });
    ASSERT_EQ(run.code, 0) << run.err;
    EXPECT_THAT(run.out, IsEmpty());
    const CsvRows rows = table("out/scores_wide.csv");
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_EQ(rows[0].at("city"), "Beijing");
    EXPECT_EQ(rows[0].at("rank"), "1");
    EXPECT_NEAR(number(rows[0], "score"), 57.0, 57.0 * by_hand);
    EXPECT_NEAR(number(rows[1], "score"), 46.0, 46.0 * by_hand);
    EXPECT_NEAR(number(rows[2], "score"), 39.5, 39.5 * by_hand);
    EXPECT_NEAR(number(rows[0], "L2"), 75.0, 75.0 * by_hand);
    EXPECT_EQ(rows[1].at("L2"), "") << "Shanghai has no PM2.5";
}

TEST_F(ScoreCommand, Scores_StateTheirIndicators)
{
    ASSERT_EQ(score({ "-o", "out" }).code, 0);
    for (const auto& row : table("out/scores.csv")) {
        if (row.at("city") == "Beijing" && row.at("code") == "L1") {
            EXPECT_DOUBLE_EQ(number(row, "value"), 1.0);
            EXPECT_DOUBLE_EQ(number(row, "lower"), 0.9) << "18 Mt over 2000 x 10^8 CNY";
            EXPECT_DOUBLE_EQ(number(row, "upper"), 1.1);
            EXPECT_EQ(row.at("unit"), "t/(10^4 CNY)");
            EXPECT_EQ(row.at("name_zh"), "单位GDP二氧化碳排放");
            EXPECT_DOUBLE_EQ(number(row, "weight"), 0.6 * 0.5);
            EXPECT_EQ(row.at("level"), "2");
        }
        if (row.at("city") == "Shanghai" && row.at("code") == "L") {
            EXPECT_DOUBLE_EQ(number(row, "present"), 0.5);
        }
    }
    std::vector<std::string> sources;
    for (const auto& row : table("out/sources.csv")) {
        if (row.at("city") == "Chongqing" && row.at("code") == "L1") {
            sources.push_back(row.at("source"));
        }
    }
    EXPECT_THAT(sources, ElementsAre("totals.csv:4", "statistics.csv:4"));
    const Json manifest = Json::parse(content_of(folder_.path() / "out/manifest.json"));
    EXPECT_EQ(manifest["inputs"].size(), 4u) << "index, two tables, names of cities";
    EXPECT_EQ(manifest["inputs"][1]["file"], "statistics.csv");
    EXPECT_EQ(manifest["inputs"][1]["sha256"].get<std::string>().size(), 64u);
    EXPECT_EQ(manifest["outputs"].size(), 8u);
    const std::string report = content_of(folder_.path() / "out/report.md");
    EXPECT_THAT(report,
        AllOf(HasSubstr("| 1 | Beijing | 57.00 |"),
            HasSubstr("L2 PM2.5年均浓度 Annual mean PM2.5: 1 of 3 cities")));
}

TEST_F(ScoreCommand, GainsAndLossesAddUp)
{
    ASSERT_EQ(score({ "-o", "out" }).code, 0);
    for (const auto& row : table("out/profiles.csv")) {
        if (row.at("code") == "three-cities") {
            EXPECT_NEAR(
                number(row, "against_median"), number(row, "score") - number(row, "median"), 1e-12)
                << row.at("city");
            EXPECT_NEAR(
                number(row, "against_best"), number(row, "score") - number(row, "best"), 1e-12)
                << row.at("city");
        }
    }
}

TEST_F(ScoreCommand, GivesTheSameBytesOnAnyThreads)
{
    ASSERT_EQ(score({ "-o", "one", "--threads", "1", "--draws", "500" }).code, 0);
    for (const char* threads : { "2", "3", "8" }) {
        ASSERT_EQ(score({ "-o", "more", "--threads", threads, "--draws", "500" }).code, 0);
        for (const char* file : { "scores.csv", "scores_wide.csv", "ranks_wide.csv", "profiles.csv",
                 "robustness.csv", "sensitivity.csv", "report.md" }) {
            EXPECT_EQ(content_of(folder_.path() / "one" / file),
                content_of(folder_.path() / "more" / file))
                << file;
        }
    }
}

TEST_F(ScoreCommand, Robustness_GivesRankIntervals)
{
    ASSERT_EQ(score({ "-o", "out", "--draws", "200", "--seed", "7" }).code, 0);
    for (const auto& row : table("out/robustness.csv")) {
        EXPECT_LE(number(row, "rank_05"), number(row, "rank"));
        EXPECT_GE(number(row, "rank_95"), number(row, "rank"));
        EXPECT_EQ(row.at("top_five_share"), "1") << "there are three cities";
    }
    EXPECT_FALSE(table("out/sensitivity.csv").empty());
    // A run without draws leaves no tables of other draws beside its scores.
    ASSERT_EQ(score({ "-o", "out", "--draws", "0" }).code, 0);
    EXPECT_FALSE(fs::exists(folder_.path() / "out/robustness.csv"));
    EXPECT_FALSE(fs::exists(folder_.path() / "out/sensitivity.csv"));
}

TEST_F(ScoreCommand, WritesToTheStandardOutput)
{
    const ProgramRun csv = score({ "--draws", "0", "-q" });
    ASSERT_EQ(csv.code, 0) << csv.err;
    EXPECT_EQ(read_csv(csv.out).size(), 3u);
    EXPECT_THAT(csv.err, IsEmpty());
    const ProgramRun json = score({ "--draws", "10", "--json" });
    ASSERT_EQ(json.code, 0) << json.err;
    const Json scores = Json::parse(json.out);
    EXPECT_EQ(scores["index"], "three-cities");
    EXPECT_EQ(scores["cities"][0]["city"], "Beijing");
    EXPECT_EQ(scores["cities"][0]["rank"], 1);
    EXPECT_TRUE(scores["cities"][1]["scores"]["L2"].is_null());
}

TEST_F(ScoreCommand, SharesARankWhereScoresAreEqual)
{
    folder_.write("same.csv",
        "city,variable,year,value,unit,scope,source\n北京,x,2019,1,1,,s\n上海,x,2019,2,1,,s\n重庆,"
        "x,2019,2,1,,s\n广州,x,2019,3,"
        "1,,s\n");
    folder_.write("one.toml",
        "[index]\nname = \"one\"\ntitle = \"One\"\nyear = 2019\n[[indicator]]\ncode = \"X\"\nname "
        "= { zh = \"某\", en = \"X\" "
        "}\n"
        "unit = \"1\"\ndirection = \"more\"\nweight = 1\ncolumn = \"x\"\nnormalisation = { "
        "goalposts = [0, 4] }\n");
    const ProgramRun run = run_program(folder_.path(),
        { "score", "one.toml", "--only", "北京,上海,重庆,广州", "--data", "same.csv", "--draws",
            "0" });
    ASSERT_EQ(run.code, 0) << run.err;
    std::vector<std::string> ranks;
    for (const auto& row : read_csv(run.out)) {
        ranks.push_back(row.at("rank"));
    }
    EXPECT_THAT(ranks, ElementsAre("1", "2", "2", "4"));
}

TEST_F(ScoreCommand, NamesCitiesWithoutAScore)
{
    const ProgramRun run = run_program(folder_.path(),
        { "score", "three-cities", "--only", "北京,上海,重庆,广州", "--data", "statistics.csv",
            "totals.csv", "-o", "out", "--draws", "0" });
    ASSERT_EQ(run.code, 4) << run.err;
    EXPECT_THAT(run.err,
        HasSubstr("Guangzhou (440100) has no score: 100 % of the weight of its indicators is "
                  "missing (L1, L2, "));
    const CsvRows rows = table("out/scores_wide.csv");
    EXPECT_EQ(rows.back().at("city"), "Guangzhou");
    EXPECT_EQ(rows.back().at("rank"), "");
    EXPECT_EQ(rows.back().at("score"), "");
    EXPECT_THAT(
        content_of(folder_.path() / "out/report.md"), HasSubstr("Guangzhou (440100) has no score"));
}

TEST_F(ScoreCommand, DropsNoNameSilently)
{
    folder_.write("more.csv",
        "city,variable,year,value,unit,scope,source\nBejing,pm25,2019,30,ug m-3,,book\n");
    const ProgramRun run = score({ "more.csv", "-o", "out", "--draws", "0" });
    ASSERT_EQ(run.code, 0) << run.err;
    EXPECT_THAT(run.err,
        HasSubstr("1 names in the tables match none of the 3 scored cities, e.g. Bejing; the "
                  "manifest lists them"));
    const Json manifest = Json::parse(content_of(folder_.path() / "out/manifest.json"));
    ASSERT_EQ(manifest["unmatched_names"].size(), 1u);
    EXPECT_EQ(manifest["unmatched_names"][0]["name"], "Bejing");
    EXPECT_THAT(manifest["unmatched_names"][0]["near"].dump(), HasSubstr("Beijing"));
}

TEST_F(ScoreCommand, TracesPointsToTheirDocuments)
{
    folder_.write("actions.csv",
        "city,indicator,title,issuer,date,level,url\n"
        "北京,R,碳达峰实施方案,市政府,2021-05-01,municipal,https://example.org/a\n"
        "北京,R,\"Plan, second\",市政府,2022-05-01,municipal,https://example.org/b\n");
    folder_.write("register.toml",
        "[index]\nname = \"acts\"\ntitle = \"Acts\"\nyear = 2021\ncut_off = "
        "\"2021-12-31\"\n[[indicator]]\ncode = \"R\"\n"
        "name = { zh = \"规定\", en = \"Rules\" }\nunit = \"1\"\nweight = 1\npolicy_register = { "
        "levels = { municipal = 2 } }\n"
        "normalisation = { goalposts = [0, 4] }\n");
    const ProgramRun run = run_program(folder_.path(),
        { "score", "register.toml", "--only", "北京,上海", "--data", "statistics.csv",
            "--policy-register", "actions.csv", "-o", "out", "--draws", "0" });
    ASSERT_EQ(run.code, 0) << run.err;
    EXPECT_THAT(run.err, HasSubstr("1 of 2 policy actions are later than 2021-12-31"));
    const CsvRows sources = table("out/sources.csv");
    ASSERT_EQ(sources.size(), 1u);
    EXPECT_THAT(sources[0].at("source"),
        AllOf(HasSubstr("碳达峰实施方案"), HasSubstr("https://example.org/a")));
    EXPECT_EQ(table("out/scores_wide.csv")[0].at("score"), "50");
}

TEST_F(ScoreCommand, BlanksAndChinese_AreRead)
{
    const std::string place = "指数 结果/二零一九 年";
    fs::create_directories(folder_.path() / "数据 表");
    fs::copy_file(folder_.path() / "statistics.csv", folder_.path() / "数据 表/统计 表.csv");
    const ProgramRun run = run_program(folder_.path(),
        { "score", "three-cities", "--only", "北京,上海,重庆", "--data", "数据 表/统计 表.csv",
            "totals.csv", "-o", place });
    ASSERT_EQ(run.code, 0) << run.err;
    EXPECT_EQ(table(place + "/scores_wide.csv").size(), 3u);
}

struct Refused {
    const char* name;
    Words words;
    int code;
    const char* message;
};

void PrintTo(const Refused& refused, std::ostream* out)
{
    *out << refused.name;
}

/// Writes an index of two indicators in % of equal weight, x1 and x2.
void write_halves(TemporaryFolder& folder, const std::string& head, const std::string& method)
{
    std::string text = "[index]\nname = \"h\"\ntitle = \"H\"\nyear = 2019\n" + head;
    for (const char* number : { "1", "2" }) {
        text += std::string("[[indicator]]\ncode = \"X") + number
            + "\"\nname = { en = \"X\" }\nunit = \"%\"\ndirection = \"more\"\nweight = 0.5\n"
              "column = \"x"
            + number + "\"\nnormalisation = " + method + "\n";
    }
    folder.write("halves.toml", text);
}

TEST_F(ScoreCommand, DrawsWithoutAScore_AreShown)
{
    write_halves(folder_, "most_missing = 0.5\n", "{ goalposts = [0, 100] }");
    folder_.write("x.csv",
        "city,variable,year,value,unit,scope,source\n北京,x1,2019,95,%,,b\n"
        "上海,x1,2019,85,%,,b\n上海,x2,2019,75,%,,b\n重庆,x1,2019,5,%,,b\n重庆,x2,2019,7,%,,b\n");
    ASSERT_EQ(
        run_program(folder_.path(),
            { "score", "halves.toml", "--data", "x.csv", "--only", "北京,上海,重庆", "-o", "out" })
            .code,
        0);
    EXPECT_THAT(content_of(folder_.path() / "out/report.md"),
        AllOf(HasSubstr("| draws without a score |"),
            HasSubstr("| Beijing | 95.00 | 1 to 1 | 100 % |")));
}

TEST_F(ScoreCommand, RanksThatDoNotMove_AreSaid)
{
    write_halves(folder_, "", "{ goalposts = [0, 100] }");
    folder_.write("x.csv",
        "city,variable,year,value,unit,scope,source\n北京,x1,2019,95,%,,b\n北京,x2,2019,95,%,,b\n"
        "上海,x1,2019,15,%,,b\n上海,x2,2019,15,%,,b\n");
    ASSERT_EQ(run_program(folder_.path(),
                  { "score", "halves.toml", "--data", "x.csv", "--only", "北京,上海", "-o", "out" })
                  .code,
        0);
    EXPECT_THAT(content_of(folder_.path() / "out/report.md"),
        AllOf(HasSubstr("no draw moves a rank"), Not(HasSubstr("nan"))));
}

TEST_F(ScoreCommand, MeanOfNegativePoints_IsTheReason)
{
    write_halves(folder_, "mean = \"geometric\"\n", "{ none = true }");
    folder_.write("x.csv",
        "city,variable,year,value,unit,scope,source\n北京,x1,2019,-10,%,,b\n北京,x2,2019,95,%,,b\n"
        "上海,x1,2019,15,%,,b\n上海,x2,2019,15,%,,b\n");
    const ProgramRun run = run_program(folder_.path(),
        { "score", "halves.toml", "--data", "x.csv", "--only", "北京,上海", "--draws", "0" });
    EXPECT_EQ(run.code, 4);
    EXPECT_THAT(run.err,
        AllOf(HasSubstr("Beijing (110000) has no score: the geometric mean of h is not defined on "
                        "negative points (X1 -10)"),
            Not(HasSubstr("is missing ()"))));
}

TEST_F(ScoreCommand, IncompleteTotals_AreSaid)
{
    folder_.write("totals.csv",
        std::string(totals_csv_header)
            + "110000,Beijing,EDGAR,CO2,total,2019,20,Mt,18,22,0.1,0.3,incomplete\n");
    const ProgramRun run = score({ "-o", "out" });
    EXPECT_THAT(run.err, HasSubstr("flagged as incomplete in 1 city (Beijing)"));
    EXPECT_THAT(content_of(folder_.path() / "out/report.md"),
        AllOf(HasSubstr("## Warnings"), HasSubstr("incomplete")));
}

class ScoreRefusals : public ScoreCommand, public ::testing::WithParamInterface<Refused> { };

TEST_P(ScoreRefusals, WrongInput_IsExplained)
{
    folder_.write("noise.csv",
        "city,variable,year,value,unit,scope,source\n北京,pm25,2019,much,ug m-3,,book\n");
    folder_.write("weights.toml",
        "[index]\nname = \"w\"\ntitle = \"W\"\nyear = 2019\n[[indicator]]\ncode = \"X\"\nname = { "
        "zh = \"某\", en = \"X\" "
        "}\nunit = \"1\"\n"
        "direction = \"more\"\nweight = 0.9\ncolumn = \"x\"\nnormalisation = { goalposts = [0, 4] "
        "}\n");
    const ProgramRun run = run_program(folder_.path(), appended({ "score" }, GetParam().words));
    EXPECT_EQ(run.code, GetParam().code) << run.err;
    EXPECT_THAT(run.err, HasSubstr(GetParam().message));
    EXPECT_FALSE(fs::exists(folder_.path() / "out")) << "nothing is written";
}

INSTANTIATE_TEST_SUITE_P(All, ScoreRefusals,
    ::testing::Values(Refused { "index_not_there",
                          { "double-carbon-2021", "--data", "statistics.csv", "-o", "out" }, 3,
                          "double-carbon-2021: unknown index (did you mean 'double-carbon-2022'" },
        Refused { "table_not_there", { "three-cities", "--data", "statistic.csv", "-o", "out" }, 3,
            "statistic.csv" },
        Refused { "register_not_there",
            { "three-cities", "--data", "statistics.csv", "--policy-register", "acts.csv", "-o",
                "out" },
            3, "acts.csv" },
        Refused { "typo_in_an_option", { "three-cities", "--dta", "statistics.csv" }, 2,
            "--dta: unknown option (did you mean '--data'?)" },
        Refused { "no_data", { "three-cities" }, 2, "--data" },
        Refused { "number_that_is_none", { "three-cities", "--data", "noise.csv", "-o", "out" }, 3,
            "noise.csv:2" },
        Refused { "weights", { "weights.toml", "--data", "statistics.csv", "-o", "out" }, 3,
            "weights.toml:1: [index]: inconsistent weights" },
        Refused { "city_not_there",
            { "three-cities", "--data", "statistics.csv", "--only", "Bejing" }, 2, "Beijing" },
        Refused { "share_beyond_1",
            { "three-cities", "--data", "statistics.csv", "--most-missing", "2" }, 2,
            "--most-missing" },
        Refused { "negative_draws", { "three-cities", "--data", "statistics.csv", "--draws", "-5" },
            2, "--draws: '-5' is not an integer of 0 or more" },
        Refused { "draws_with_a_fraction",
            { "three-cities", "--data", "statistics.csv", "--draws", "0.5" }, 2, "--draws: '0.5'" },
        Refused { "negative_seed", { "three-cities", "--data", "statistics.csv", "--seed", "-1" },
            2, "--seed: '-1'" },
        Refused { "twice",
            { "three-cities", "--data", "statistics.csv", "statistics.csv", "-o", "out" }, 3,
            "duplicate value of" }),
    [](const auto& test) { return std::string(test.param.name); });

} // namespace
} // namespace cityflux
