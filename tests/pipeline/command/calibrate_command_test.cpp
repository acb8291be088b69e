#include "tests/run_program.h"

#include "tests/folder_content.h"
#include "tests/shared_data.h"
#include "tests/temporary_folder.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Json = nlohmann::json;

/// Two indicators whose values are points; the second has the more weight.
constexpr const char* small_index = R"([index]
name = "small"
title = "Two indicators"
year = 2019

[[indicator]]
code = "A"
name = { zh = "甲", en = "First" }
unit = "1"
direction = "more"
weight = 0.4
column = "a"
normalisation = { goalposts = [0, 100] }

[[indicator]]
code = "B"
name = { zh = "乙", en = "Second" }
unit = "1"
direction = "more"
weight = 0.6
column = "b"
normalisation = { goalposts = [0, 100] }
)";

/// Points of A and B: Beijing 80 and 20, Shanghai 40 and 60, Guangzhou 10 and 10.
constexpr const char* small_table
    = "city,variable,year,value,unit,scope,source\n"
      "北京,a,2019,80,1,total,t\n上海,a,2019,40,1,total,t\n广州,a,2019,10,1,total,t\n"
      "北京,b,2019,20,1,total,t\n上海,b,2019,60,1,total,t\n广州,b,2019,10,1,total,t\n";

class Calibrate : public ::testing::Test {
protected:
    void SetUp() override
    {
        folder.write("index.toml", small_index);
        folder.write("values.csv", small_table);
        folder.write("published.csv", "position,city\n1,北京\n2,上海市\n3,Guangzhou\n");
    }

    ProgramRun run(const Words& more, const std::string& ranking = "published.csv") const
    {
        return run_program(folder.path(),
            appended({ "calibrate", "index.toml", "--ranking", ranking, "--data", "values.csv",
                         "--only", "Beijing,Shanghai,Guangzhou", "--quiet" },
                more));
    }

    TemporaryFolder folder;
};

TEST_F(Calibrate, Weights_MatchHandCalculation)
{
    const ProgramRun ended = run({ "--json" });
    ASSERT_EQ(ended.code, 0) << ended.err;
    const Json json = Json::parse(ended.out);
    ASSERT_EQ(json["methods"].size(), 13u);
    // With weight w of A, Beijing leads Shanghai by 80 w - 40 and Shanghai Guangzhou by 50 - 20 w,
    // points as they stand: from w = 0.5 on. The least lead is largest at w = 0.9, with 32 points.
    const Json& own = json["methods"][0];
    EXPECT_EQ(own["treatment"], "as defined");
    EXPECT_EQ(own["consistent"], "yes");
    EXPECT_NEAR(own["share"], 0.5, 1e-6);
    EXPECT_EQ(own["region"]["bounds"], "exact");
    EXPECT_NEAR(own["region"]["lower"][0], 0.5, 1e-6);
    EXPECT_NEAR(own["region"]["upper"][0], 1.0, 1e-6);
    EXPECT_NEAR(own["region"]["lower"][1], 0.0, 1e-6);
    EXPECT_NEAR(own["weights"][0], 0.75, 1e-6);
    EXPECT_NEAR(own["margin"], 32.0, 1e-6);
    EXPECT_EQ(own["pairs"], 3);
    // 0.4 and 0.6 give Beijing 44 points and Shanghai 52.
    EXPECT_EQ(own["own_swapped"], Json::parse(R"([{"above": "Beijing", "below": "Shanghai"}])"));
    // Min-max: A 100, 300/7, 0 and B 20, 100, 0; Beijing is not below Shanghai from 400/7 w = 80 (1
    // - w) on, w = 7/12.
    const Json& min_max = json["methods"][1];
    EXPECT_EQ(min_max["treatment"], "none");
    EXPECT_EQ(min_max["normalisation"], "min-max");
    EXPECT_NEAR(min_max["share"], 5.0 / 12.0, 1e-6);
    // Percentile ranks: A 100, 50, 0 and B 50, 100, 0.
    EXPECT_EQ(json["methods"][5]["normalisation"], "percentile rank");
    EXPECT_NEAR(json["methods"][5]["share"], 0.5, 1e-6);
}

TEST_F(Calibrate, PrintsATableForPeople)
{
    const ProgramRun ended = run({});
    ASSERT_EQ(ended.code, 0) << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("1 Beijing, 2 Shanghai, 3 Guangzhou"));
    EXPECT_THAT(ended.out,
        HasSubstr("| as defined | as defined | yes | 50 % | 0.500-1.000 | 0.000-0.500 | 0.750, "
                  "0.250 | 32.00 | 0 "
                  "| 1 swapped |"));
    EXPECT_THAT(ended.out,
        HasSubstr("0.400, 0.600: they swap 1 of the published pairs: Beijing above "
                  "Shanghai."));
    EXPECT_THAT(ended.out, HasSubstr("- A 甲 First\n"));
}

TEST_F(Calibrate, NearestWeights_NameSwappedPairs)
{
    folder.write("published.csv", "position,city\n1,Guangzhou\n2,Beijing\n3,Shanghai\n");
    const ProgramRun ended = run({ "-o", "found.csv" });
    ASSERT_EQ(ended.code, 0) << ended.err;
    EXPECT_THAT(ended.out, IsEmpty());
    const CsvRows rows = read_csv(content_of(folder.file("found.csv")));
    ASSERT_EQ(rows.size(), 13u);
    EXPECT_EQ(rows[0].at("consistent"), "no");
    EXPECT_EQ(rows[0].at("share"), "0");
    EXPECT_EQ(rows[0].at("swaps"), "2");
    EXPECT_EQ(rows[0].at("proven"), "yes");
    EXPECT_EQ(rows[0].at("swapped"), "Guangzhou above Beijing; Guangzhou above Shanghai");
    EXPECT_EQ(rows[0].at("lower_A"), "");
    EXPECT_GE(number(rows[0], "weight_A"), 0.5);
    EXPECT_EQ(rows[0].at("own_A"), "0.4");
    EXPECT_EQ(rows[0].at("own_swaps"), "3");
    const Json manifest = Json::parse(content_of(folder.file("found.csv.manifest.json")));
    EXPECT_EQ(manifest["output"]["file"], "found.csv");
    EXPECT_EQ(manifest["inputs"].size(), 4u) << "index, table, names of cities, ranking";
    EXPECT_EQ(manifest["inputs"][3]["file"], "published.csv");
    EXPECT_EQ(manifest["inputs"][3]["sha256"].get<std::string>().size(), 64u);
}

TEST_F(Calibrate, UnrankedCities_ComeAfter)
{
    const auto pairs = [&](const std::string& table, const Words& more) {
        folder.write("published.csv", table);
        const ProgramRun ended = run(appended(more, { "--json" }));
        return ended.code == 0 ? Json::parse(ended.out)["methods"][0]["pairs"].get<int>() : -1;
    };
    EXPECT_EQ(pairs("position,city\n1,Beijing\n", {}), 2);
    EXPECT_EQ(pairs("position,city\n1,Beijing\n3,Guangzhou\n", {}), 1);
    EXPECT_EQ(pairs("position,city\n1,Beijing\n2,Guangzhou\n", { "--named-only" }), 1);
}

TEST_F(Calibrate, ReadsWorstFirstAndRankingsByName)
{
    folder.write("all.csv",
        "ranking,direction,position,city\nup,best first,1,Beijing\nup,best "
        "first,2,Shanghai\ndown,worst first,1,Guangzhou\n"
        "down,worst first,2,Shanghai\n");
    const Json by_suffix = Json::parse(run({ "--json" }, "all.csv:down").out);
    EXPECT_EQ(by_suffix["ranking"]["best_first"], false);
    EXPECT_NEAR(by_suffix["methods"][0]["share"], 0.5, 1e-6);
    EXPECT_EQ(Json::parse(run({ "--json", "--ranking-name", "down" }, "all.csv").out), by_suffix);
    EXPECT_EQ(run({}, "all.csv").code, 3);
    EXPECT_THAT(run({}, "all.csv").err,
        HasSubstr("all.csv: ambiguous ranking: the table has 2 (up, down); choose one by its name, "
                  "e.g. --ranking "
                  "all.csv:up\n"));
    EXPECT_EQ(run({ "--ranking-name", "up" }, "all.csv:down").code, 2);
}

TEST_F(Calibrate, UnusedCityOrDomain_IsNamed)
{
    // Guangzhou misses B, which is more than half of the weight, and nobody has C.
    folder.write("index.toml", std::string(small_index) + R"(
[[domain]]
code = "D"
name = { zh = "丙", en = "Third" }
weight = 0
[[indicator]]
code = "D1"
domain = "D"
name = { zh = "丁", en = "Fourth" }
unit = "1"
direction = "more"
weight = 1
column = "d"
normalisation = { goalposts = [0, 100] }
)");
    const std::string table = small_table;
    folder.write("values.csv", table.substr(0, table.rfind("广州")));
    const ProgramRun ended = run({ "--json" });
    ASSERT_EQ(ended.code, 0) << ended.err;
    const Json json = Json::parse(ended.out);
    ASSERT_EQ(json["notes"].size(), 2u) << json["notes"];
    EXPECT_THAT(json["notes"][0].get<std::string>(),
        HasSubstr("D is left out, because no city has a score there"));
    EXPECT_THAT(json["notes"][1].get<std::string>(),
        HasSubstr("1 of 3 cities have no score in the index small and are not compared; of the "
                  "ranking these are Guangzhou (position 3)"));
    EXPECT_EQ(json["methods"][0]["pairs"], 1);
    const Json filled = Json::parse(run({ "--json", "--most-missing", "0.6" }).out);
    EXPECT_EQ(filled["methods"][0]["pairs"], 3);
}

TEST_F(Calibrate, SaysWhereGapsLeaveTheRegionUncertain)
{
    folder.write("index.toml", std::string(small_index) + R"(
[[indicator]]
code = "C"
name = { zh = "丙", en = "Third" }
unit = "1"
direction = "more"
weight = 0
column = "c"
normalisation = { goalposts = [0, 100] }
)");
    // Shanghai has 40, 60 and 40 points; Guangzhou 10 and 70, which leaves C out.
    folder.write("values.csv",
        "city,variable,year,value,unit,scope,source\n上海,a,2019,40,1,total,t\n上海,b,2019,60,1,"
        "total,t\n"
        "上海,c,2019,40,1,total,t\n广州,a,2019,10,1,total,t\n广州,b,2019,70,1,total,t\n");
    folder.write("published.csv", "position,city\n1,Shanghai\n2,Guangzhou\n");
    const ProgramRun ended = run_program(folder.path(),
        { "calibrate", "index.toml", "--ranking", "published.csv", "--data", "values.csv", "--only",
            "Shanghai,Guangzhou", "--quiet", "--json" });
    ASSERT_EQ(ended.code, 0) << ended.err;
    const Json own = Json::parse(ended.out)["methods"][0];
    int kept = 0;
    int all = 0;
    constexpr int steps = 600;
    for (int i = 0; i < steps; ++i) {
        for (int j = 0; i + j < steps; ++j) {
            const double a = (i + 1.0 / 3.0) / steps;
            const double b = (j + 1.0 / 3.0) / steps;
            ++all;
            kept += 40.0 * a + 60.0 * b + 40.0 * (1.0 - a - b) >= (10.0 * a + 70.0 * b) / (a + b);
        }
    }
    EXPECT_EQ(own["consistent"], "yes");
    EXPECT_EQ(own["region"]["bounds"], "within");
    EXPECT_GT(own["share_error"], 0.0);
    EXPECT_NEAR(own["share"], static_cast<double>(kept) / all, 0.005);
    // Were C of Guangzhou 70 as its best, A would have to count 1/4 and more: 30 a - 10 b - 30 c is
    // not below 0.
    EXPECT_NEAR(own["region"]["lower"][0], 0.25, 1e-6);
}

TEST_F(Calibrate, RefusesWithAWayOut)
{
    struct Case {
        Words words;
        std::string ranking;
        int code;
        std::string says;
    };
    folder.write("typo.csv", "position,city\n1,Bejing\n");
    folder.write("values_only.csv", "position,city,direction\n1,Beijing,lowest first\n");
    for (const Case& each : std::vector<Case> {
             { { "--nodes", "A" }, "published.csv", 2,
                 "--nodes: unknown option (did you mean '--node'?)" },
             { { "-o", "found.xlsx" }, "published.csv", 2,
                 "--output found.xlsx: unsupported suffix '.xlsx'; use .md, .csv or .json\n" },
             { { "-o", "published.csv" }, "published.csv", 2,
                 "published.csv: conflicting with an input of the run" },
             { { "--most-missing", "2" }, "published.csv", 2, "--most-missing" },
             { {}, "absent.csv", 3, "absent.csv" },
             { {}, "absent.csv:first", 3, "absent.csv" },
             { {}, "typo.csv", 3, "typo.csv:2: unknown city 'Bejing'" },
             { {}, "values_only.csv", 3, "values_only.csv:2: unsupported direction" },
             { { "--node", "C" }, "published.csv", 3, "index.toml" },
             { { "--node", "A" }, "published.csv", 3,
                 "index.toml: 'A' is not a domain but an indicator, which has no weights below it; "
                 "calibrate the index small" },
         }) {
        const ProgramRun ended = run(each.words, each.ranking);
        EXPECT_EQ(ended.code, each.code) << each.says << "\n" << ended.err;
        EXPECT_THAT(ended.err, HasSubstr(each.says));
        EXPECT_THAT(ended.out, IsEmpty());
    }
    folder.write("index.toml",
        std::string(small_index)
            .replace(std::string(small_index).find("year = 2019"), 11,
                "year = 2019\nmean = \"geometric\""));
    EXPECT_THAT(run({}).err,
        HasSubstr(
            "index.toml: the index small: unsupported mean: it is not arithmetic, and weights are "
            "found only for weighted sums; calibrate a domain whose mean is arithmetic\n"));
    folder.write("index.toml", small_index);
    folder.write("values.csv",
        "city,variable,year,value,unit,scope,source\n北京,a,2019,80,1,total,t\n北京,b,2019,8,1,"
        "total,t\n");
    const ProgramRun lonely = run({});
    EXPECT_EQ(lonely.code, 3);
    EXPECT_THAT(lonely.err,
        HasSubstr(
            "published.csv: insufficient data: 2 cities have no score in the index small, among "
            "them 2 of the 3 in the ranking, so no pair can be compared; give the missing "
            "tables, or allow more missing weight, e.g. --most-missing 0.5\n"));
}

TEST_F(Calibrate, BlanksAndChinese_AreRead)
{
    std::filesystem::create_directory(folder.path() / "双碳 指数");
    const auto moved = [&](const char* from, const char* to) {
        std::filesystem::rename(folder.path() / from, folder.path() / "双碳 指数" / to);
    };
    moved("index.toml", "我的 指数.toml");
    moved("values.csv", "数 据.csv");
    moved("published.csv", "排 名.csv");
    const ProgramRun ended = run_program(folder.path() / "双碳 指数",
        { "calibrate", "我的 指数.toml", "--ranking", "排 名.csv", "--data", "数 据.csv", "--only",
            "北京,上海,广州", "--name", "name_zh", "--quiet", "-o", "结 果.md" });
    ASSERT_EQ(ended.code, 0) << ended.err;
    EXPECT_THAT(
        content_of(folder.path() / "双碳 指数" / "结 果.md"), HasSubstr("北京市 above 上海市"));
    EXPECT_TRUE(std::filesystem::exists(folder.path() / "双碳 指数" / "结 果.md.manifest.json"));
}

TEST(CalibrateWhitePaper, Figure23_GivesWeightsOfDomain2)
{
    const std::string figure = shared_data("whitepaper/figure23_progress_2019_vs_2018.csv");
    const std::string rankings = shared_data("whitepaper/published_rankings.csv");
    SKIP_WITHOUT(figure);
    SKIP_WITHOUT(rankings);
    const TemporaryFolder folder;
    const Words words { "calibrate", "double-carbon-2022", "--node", "2", "--ranking",
        rankings + ":domain2", "--data", "whitepaper_figure23_progress=" + figure, "--json" };
    const ProgramRun ended = run_program(folder.path(), words);
    ASSERT_EQ(ended.code, 0) << ended.err;
    EXPECT_THAT(ended.err, Not(HasSubstr("indicator '1.1'"))) << "a domain that is not asked for";
    const Json json = Json::parse(ended.out);
    ASSERT_EQ(json["methods"].size(), 13u);
    for (const Json& method : json["methods"]) {
        const std::string treatment = method["treatment"];
        const std::string normalisation = method["normalisation"];
        const bool works = treatment == "as defined"
            || (treatment == "Tukey 1.5" && normalisation != "percentile rank");
        EXPECT_EQ(method["consistent"], works ? "yes" : "no") << treatment << ", " << normalisation;
        EXPECT_EQ(method["pairs"], 160);
        if (!works) {
            EXPECT_EQ(method["nearest"]["proven"], true) << treatment << ", " << normalisation;
            EXPECT_EQ(method["share"], 0.0);
        }
    }
    const Json& own = json["methods"][0];
    const Json& inner = json["methods"][3];
    EXPECT_EQ(inner["treatment"], "Tukey 1.5");
    EXPECT_EQ(inner["normalisation"], "min-max");
    EXPECT_EQ(own["region"], inner["region"]) << "the index defines just that";
    EXPECT_THAT(own["own_swapped"], IsEmpty()) << "0.20, 0.44, 0.36 lie in the region";
    EXPECT_NEAR(inner["share"], 0.001640, 0.000005);
    const std::vector<double> known { 0.20, 0.44, 0.36 };
    for (std::size_t i = 0; i < known.size(); ++i) {
        EXPECT_LE(inner["region"]["lower"][i], known[i]);
        EXPECT_GE(inner["region"]["upper"][i], known[i]);
        EXPECT_NEAR(inner["weights"][i], known[i], 0.05);
    }
    EXPECT_EQ(run_program(folder.path(), { words.begin(), words.end() }).out, ended.out)
        << "the same bytes again";
    Words one_thread = words;
    one_thread.insert(one_thread.end(), { "--threads", "1" });
    EXPECT_EQ(run_program(folder.path(), one_thread).out, ended.out) << "for any number of threads";
}

} // namespace
} // namespace cityflux
