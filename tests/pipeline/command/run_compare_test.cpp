#include "tests/run_program.h"

#include "tests/folder_content.h"
#include "tests/temporary_folder.h"
#include "tests/totals_csv.h"

#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using Json = nlohmann::json;

/// A pipeline that corrects inventory A by B and scores by what comes out.
constexpr const char* pipeline = R"([pipeline]
name = "test"
output = "out"
[boundaries]
file = "china35"
only = ["110000", "120000", "310000"]
[[compare]]
name = "all"
totals = ["tables/a.csv", "tables/b.csv"]
primary = "A"
correct = "blend"
uncertainty = { A = 0.2, B = 0.4 }
[[score]]
name = "level"
index = "level.toml"
data = ["compare/all"]
)";

/// Less CO2 is better: 0 Mt is 100 points, 300 Mt none.
constexpr const char* index_definition = R"([index]
name = "level"
title = "Level"
year = 2010
[[domain]]
code = "1"
name = { en = "Level" }
weight = 1.0
[[indicator]]
code = "1.1"
domain = "1"
name = { en = "CO2" }
unit = "Mt"
direction = "less"
weight = 1.0
expression = "co2"
inputs = { co2 = { variable = "CO2", unit = "Mt", inventory = "corrected" } }
treatment = { none = true }
normalisation = { goalposts = [0.0, 300.0] }
[robustness]
draws = 2000
seed = 1
)";

class RunCompare : public ::testing::Test {
protected:
    RunCompare()
    {
        fs::create_directory(folder.path() / "tables");
        write("a", "A", { 100, 140, 180 });
        write("b", "B", { 130, 120, 250 });
        folder.write("level.toml", index_definition);
        folder.write("p.toml", pipeline);
    }

    void write(const std::string& file, const std::string& inventory,
        const std::vector<int>& megatonnes) const
    {
        const char* const cities[] = { "110000,Beijing,", "120000,Tianjin,", "310000,Shanghai," };
        std::string text = totals_csv_header;
        for (std::size_t c = 0; c < megatonnes.size(); ++c) {
            text += cities[c] + inventory + ",CO2,total,2010," + std::to_string(megatonnes[c])
                + ",Mt,,,,,\n";
        }
        folder.write("tables/" + file + ".csv", text);
    }

    ProgramRun run() const
    {
        return run_program(folder.path(), { "run", "p.toml", "--cache", "off" });
    }

    std::string refusal(const std::string& from, const std::string& to) const
    {
        std::string text = pipeline;
        text.replace(text.find(from), from.size(), to);
        folder.write("p.toml", text);
        const ProgramRun refused = run();
        EXPECT_EQ(refused.code, 3) << refused.err;
        return refused.err;
    }

    std::string output(const std::string& name) const
    {
        return content_of(folder.path() / "out" / name);
    }

    TemporaryFolder folder;
};

TEST_F(RunCompare, ScoresTheCorrectedTotals)
{
    const ProgramRun first = run();
    ASSERT_EQ(first.code, 0) << first.err;
    EXPECT_THAT(first.out, HasSubstr("compare/all: done"));
    const CsvRows corrected = read_csv(output("compared/all/corrected.csv"));
    ASSERT_EQ(corrected.size(), 3u);
    for (const auto& row : read_csv(output("scores/level/scores.csv"))) {
        if (row.at("code") != "1.1") {
            continue;
        }
        const auto at = std::find_if(corrected.begin(), corrected.end(),
            [&](const auto& total) { return total.at("city_id") == row.at("city_id"); });
        EXPECT_DOUBLE_EQ(number(row, "value"), std::stod(at->at("value")) / 1e6);
        EXPECT_DOUBLE_EQ(number(row, "score"), 100.0 - std::stod(at->at("value")) / 3e6);
        EXPECT_DOUBLE_EQ(number(row, "upper"), std::stod(at->at("upper")) / 1e6);
    }
    const CsvRows ranks = read_csv(output("scores/level/robustness.csv"));
    ASSERT_FALSE(ranks.empty());
    EXPECT_THAT(ranks[0].at("rank_05") + ranks[0].at("rank_95"), testing::Ne("11"))
        << "the inventories do not agree who is first";
    EXPECT_THAT(run().out, HasSubstr("nothing to do: all outputs are up to date in out\n"));
}

TEST_F(RunCompare, ChangedTableOrOption_RunsAgain)
{
    ASSERT_EQ(run().code, 0);
    write("b", "B", { 130, 120, 251 });
    EXPECT_THAT(run().out,
        AllOf(HasSubstr("compare/all: done, tables/b.csv changed"),
            HasSubstr("score/level: done, out/compared/all/corrected.csv changed")));
    std::string text = pipeline;
    text.replace(text.find("A = 0.2"), 7, "A = 0.3");
    folder.write("p.toml", text);
    EXPECT_THAT(run().out, HasSubstr("compare/all: done, option uncertainty changed"));
}

TEST_F(RunCompare, CommandOfManifest_GivesSameBytes)
{
    ASSERT_EQ(run().code, 0);
    Words command = Json::parse(output("compared/all/manifest.json"))["command"].get<Words>();
    command.erase(command.begin());
    command.back() = "by hand";
    const ProgramRun by_hand = run_program(folder.path(), command);
    ASSERT_EQ(by_hand.code, 0) << by_hand.err;
    for (const char* file :
        { "corrected.csv", "corrections.csv", "held_out.csv", "summary.md", "cities.csv" }) {
        EXPECT_EQ(content_of(folder.path() / "by hand" / file),
            output(std::string("compared/all/") + file))
            << file;
    }
}

TEST_F(RunCompare, ConflictingKeys_AreRefused)
{
    EXPECT_THAT(
        refusal("primary = \"A\"\n", ""), AllOf(HasSubstr("p.toml:"), HasSubstr("primary")));
    EXPECT_THAT(refusal("correct = \"blend\"", "correct = \"regress\""),
        AllOf(HasSubstr("p.toml:"), HasSubstr("correct = \"regress\": missing trusted inventory"),
            HasSubstr("with trusted")));
    EXPECT_THAT(
        refusal("correct = \"blend\"", "trusted = \"B\""), HasSubstr("set level = \"trusted\""));
    EXPECT_THAT(refusal("correct = \"blend\"", "target = \"mean\""),
        HasSubstr("target: conflicting with correct = \"blend\""));
    EXPECT_THAT(
        refusal("A = 0.2", "A = -1"), HasSubstr("uncertainty = { \"A\" = -1 }: out of range"));
    EXPECT_THAT(refusal("correct = \"blend\"", "reference_shares = { China = 2 }"),
        HasSubstr("reference_shares = { \"China\" = 2 }: out of range"));
    EXPECT_THAT(
        refusal("tables/b.csv", "tables/c.csv"), HasSubstr("'compare.totals': missing file"));
    EXPECT_THAT(
        refusal("primary = \"A\"\ncorrect = \"blend\"\nuncertainty = { A = 0.2, B = 0.4 }\n", ""),
        HasSubstr("unsupported stage compare/all, which writes no city totals"));
    EXPECT_THAT(refusal("[\"compare/all\"]", "[\"compare/al\"]"),
        HasSubstr("unknown stage 'compare/al' before this one (did you mean 'compare/all'?)"));
    EXPECT_THAT(refusal("correct = \"blend\"", "corect = \"blend\""), HasSubstr("'correct'"));
    EXPECT_THAT(refusal("A = 0.2", "A = \"much\""), HasSubstr("uncertainty"));
}

} // namespace
} // namespace cityflux
