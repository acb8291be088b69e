#include "tests/run_program.h"

#include "pipeline/agreement/student.h"
#include "tests/folder_content.h"
#include "tests/temporary_folder.h"
#include "tests/totals_csv.h"

#include <cmath>
#include <filesystem>
#include <map>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Json = nlohmann::json;

/// Four municipalities, each a province by itself, and two cities that are parts of theirs.
const std::vector<std::pair<std::string, std::string>> cities { { "110000", "Beijing" },
    { "120000", "Tianjin" }, { "130100", "Shijiazhuang" }, { "140100", "Taiyuan" },
    { "310000", "Shanghai" }, { "500000", "Chongqing" } };

std::string table_of(
    const std::string& inventory, const std::vector<double>& megatonnes, int year = 2010)
{
    std::string text = totals_csv_header;
    for (std::size_t c = 0; c < megatonnes.size(); ++c) {
        if (!std::isnan(megatonnes[c])) {
            text += fmt::format("{},{},{},CO2,total,{},{},Mt,,,,,\n", cities[c].first,
                cities[c].second, inventory, year, megatonnes[c]);
        }
    }
    return text;
}

class CorrectCommand : public ::testing::Test {
protected:
    void SetUp() override
    {
        folder_.write("a.csv", table_of("A", { 100, 140, 80, 60, 180, 120 }));
        folder_.write("b.csv", table_of("B", { 130, 120, 70, 90, 250, 160 }));
        folder_.write("c.csv", table_of("C", { 80, 150, 110, 30, 210, 90 }));
    }

    ProgramRun compare(const Words& more) const
    {
        return run_program(folder_.path(),
            appended({ "compare", "--only", "110000,120000,130100,140100,310000,500000" }, more));
    }

    /// Runs the comparison with -o out and expects success.
    void corrected(const Words& more) const
    {
        const ProgramRun run = compare(appended(more, { "-o", "out" }));
        ASSERT_EQ(run.code, 0) << run.err;
    }

    std::string refusal(const Words& more, int code = 3) const
    {
        const ProgramRun run = compare(more);
        EXPECT_EQ(run.code, code) << run.err;
        EXPECT_THAT(run.out, IsEmpty());
        return run.err;
    }

    CsvRows table(const std::string& name) const
    {
        return read_csv(content_of(folder_.path() / "out" / name));
    }
    Json manifest() const { return Json::parse(content_of(folder_.path() / "out/manifest.json")); }

    TemporaryFolder folder_;
};

/// Solves a x = b by Gaussian elimination.
std::vector<double> solved(std::vector<std::vector<double>> a, std::vector<double> b)
{
    const std::size_t n = b.size();
    for (std::size_t k = 0; k < n; ++k) {
        for (std::size_t i = k + 1; i < n; ++i) {
            const double factor = a[i][k] / a[k][k];
            for (std::size_t j = k; j < n; ++j) {
                a[i][j] -= factor * a[k][j];
            }
            b[i] -= factor * b[k];
        }
    }
    for (std::size_t k = n; k-- > 0;) {
        for (std::size_t j = k + 1; j < n; ++j) {
            b[k] -= a[k][j] * b[j];
        }
        b[k] /= a[k][k];
    }
    return b;
}

TEST_F(CorrectCommand, WrittenWeights_ReproduceTheBlend)
{
    corrected({ "a.csv", "b.csv", "c.csv", "--primary", "A", "--shared", "A+B=0.3" });
    const Json blend = manifest()["correction"]["tables"][0]["blend"];
    const CsvRows given = table("inventories.csv");
    const CsvRows rows = table("corrected.csv");
    const CsvRows details = table("corrections.csv");
    ASSERT_EQ(rows.size(), cities.size());
    for (std::size_t c = 0; c < cities.size(); ++c) {
        SCOPED_TRACE(cities[c].second);
        std::vector<double> y;
        for (std::size_t i = 0; i < 3; ++i) {
            EXPECT_EQ(given[3 * c + i].at("inventory"), blend["inventories"][i]["inventory"]);
            y.push_back(std::log(number(given[3 * c + i], "value"))
                - blend["inventories"][i]["bias"].get<double>());
        }
        const double birge = blend["birge"];
        const auto matrix = [&](double tau2) {
            std::vector<std::vector<double>> all(3, std::vector<double>(3));
            for (std::size_t i = 0; i < 3; ++i) {
                for (std::size_t j = 0; j < 3; ++j) {
                    all[i][j]
                        = birge * blend["covariance"][i][j].get<double>() + (i == j ? tau2 : 0.0);
                }
            }
            return all;
        };
        const double tau2 = number(details[c], "tau2");
        const std::vector<double> w = solved(matrix(tau2), { 1.0, 1.0, 1.0 });
        const double precision = w[0] + w[1] + w[2];
        const double mean = (w[0] * y[0] + w[1] * y[1] + w[2] * y[2]) / precision;
        EXPECT_NEAR(number(rows[c], "value") / std::exp(mean), 1.0, 1e-12);
        EXPECT_NEAR(number(details[c], "variance"), 1.0 / precision, 1e-12);
        const double variance = 1.0 / precision + birge * blend["other_variance"].get<double>()
            + tau2 + blend["level_variance"].get<double>()
            + blend["other_level_variance"].get<double>();
        const double reach
            = student_quantile(0.95, number(details[c], "degrees")) * std::sqrt(variance);
        EXPECT_NEAR(number(rows[c], "upper") / std::exp(mean + reach), 1.0, 1e-12);
        EXPECT_NEAR(number(rows[c], "lower") / std::exp(mean - reach), 1.0, 1e-12);

        // tau2 is what the residuals have beyond the covariance.
        const std::vector<double> w0 = solved(matrix(0.0), { 1.0, 1.0, 1.0 });
        const double precision0 = w0[0] + w0[1] + w0[2];
        const double mean0 = (w0[0] * y[0] + w0[1] * y[1] + w0[2] * y[2]) / precision0;
        const std::vector<double> weighted
            = solved(matrix(0.0), { y[0] - mean0, y[1] - mean0, y[2] - mean0 });
        double q = 0.0;
        double trace = 0.0;
        for (std::size_t i = 0; i < 3; ++i) {
            q += (y[i] - mean0) * weighted[i];
            std::vector<double> unit(3, 0.0);
            unit[i] = 1.0;
            trace += solved(matrix(0.0), unit)[i] - w0[i] * w0[i] / precision0;
        }
        EXPECT_NEAR(tau2, std::max(0.0, (q - 2.0) / trace), 1e-12);
    }
}

TEST_F(CorrectCommand, AccountsForEveryTonne)
{
    for (const Words& how :
        { Words { "--correct", "blend" }, { "--correct", "regress", "--trusted", "b" },
            { "--correct", "regress", "--trusted", "B", "--target", "mean" } }) {
        corrected(appended({ "a.csv", "b.csv", "c.csv", "--primary", "a" }, how));
        std::map<std::string, double> moved;
        std::map<std::string, double> shifted;
        for (const CsvRow& row : table("contributions.csv")) {
            moved[row.at("city_id")] += number(row, "moved");
            shifted[row.at("city_id")] += number(row, "log_shift");
        }
        for (const CsvRow& row : table("corrections.csv")) {
            const double primary = number(row, "primary");
            const double value = number(row, "corrected");
            EXPECT_NEAR(moved[row.at("city_id")], value - primary, 1e-9 * primary)
                << row.at("city");
            EXPECT_NEAR(shifted[row.at("city_id")], std::log(number(row, "change")), 1e-12);
        }
    }
}

TEST_F(CorrectCommand, ScalesToProvincesExactly)
{
    folder_.write("provinces.csv",
        "city,variable,year,value,unit,scope,source\n北京,CO2,2010,91.7,Mt,,yearbook\n天津,CO2,"
        "2010,133.3,Mt,,yearbook\n"
        "Hebei,CO2,2010,700,Mt,,yearbook\n");
    const ProgramRun run = compare({ "a.csv", "b.csv", "--primary", "A", "--correct", "scale",
        "--reference", "provinces.csv", "--reference-share", "Hebei=0.1", "-o", "out" });
    EXPECT_EQ(run.code, 4);
    EXPECT_THAT(run.err,
        HasSubstr("CO2, 2010: missing reference of 3 of the 6 cities, which keep their totals of "
                  "A: Taiyuan, Shanghai, Chongqing"));
    const CsvRows rows = table("corrected.csv");
    EXPECT_DOUBLE_EQ(number(rows[0], "value"), 91.7e6) << "a municipality is its province";
    EXPECT_DOUBLE_EQ(number(rows[1], "value"), 133.3e6);
    EXPECT_DOUBLE_EQ(number(rows[2], "value"), 70e6) << "a tenth of Hebei";
    EXPECT_EQ(rows[4].at("city"), "Shanghai");
    EXPECT_DOUBLE_EQ(number(rows[4], "value"), 180e6);
    EXPECT_EQ(rows[4].at("flag"), "no-interval unscaled");
    EXPECT_EQ(rows[0].at("inventory"), "corrected");
}

TEST_F(CorrectCommand, ScaledPartsSumToTheNation)
{
    folder_.write("nation.csv",
        "city,variable,year,value,unit,scope,source\nChina,CO2,2010,8717.3,Mt,,yearbook\n");
    const Words scale { "a.csv", "b.csv", "--primary", "A", "--correct", "scale", "--reference",
        "nation.csv" };
    EXPECT_THAT(refusal(scale),
        AllOf(HasSubstr("A: missing units of China: totals of 6 of "), HasSubstr("without 唐山市"),
            HasSubstr("--reference-share China=0.25")));
    Words with_share = scale;
    with_share.insert(with_share.end(),
        { "--reference-share", "100000=0.0837", "--uncertainty", "A=0.3", "--reference-uncertainty",
            "yearbook=0.05" });
    corrected(with_share);
    double sum = 0.0;
    double squares = 0.0;
    const CsvRows rows = table("corrected.csv");
    for (const CsvRow& row : rows) {
        sum += number(row, "value");
    }
    EXPECT_NEAR(sum / (8717.3e6 * 0.0837), 1.0, 1e-15);
    for (const CsvRow& row : rows) {
        squares += std::pow(number(row, "value") / sum, 2);
    }
    const double sigma = std::log(1.3) / 1.959963984540054;
    const double of_reference = std::log(1.05) / 1.959963984540054;
    const double share = number(rows[0], "value") / sum;
    const double expected = std::sqrt(of_reference * of_reference
        + sigma * sigma * ((1 - share) * (1 - share) + squares - share * share));
    EXPECT_NEAR(std::log(number(rows[0], "upper") / number(rows[0], "value")),
        1.959963984540054 * expected, 1e-9);
    EXPECT_EQ(rows[0].at("flag"), "");
}

TEST_F(CorrectCommand, NoneTakesTheStatedUncertainty)
{
    corrected(
        { "a.csv", "b.csv", "--primary", "A", "--correct", "none", "--uncertainty", "A=0.25" });
    for (const CsvRow& row : table("corrected.csv")) {
        EXPECT_NEAR(number(row, "upper"), 1.25 * number(row, "value"), 1e-6);
        EXPECT_NEAR(number(row, "lower"), number(row, "value") / 1.25, 1e-6);
    }
}

TEST_F(CorrectCommand, HeldOut_TestsTheIntervals)
{
    corrected({ "a.csv", "b.csv", "c.csv", "--primary", "A" });
    const CsvRows rows = table("held_out.csv");
    std::map<std::string, int> made;
    for (const CsvRow& row : rows) {
        if (row.at("made") == "yes") {
            EXPECT_EQ(row.at("method"), "blend");
            ++made[row.at("held_out")];
            EXPECT_EQ(row.at("cities"), "6");
            EXPECT_GE(number(row, "coverage"), 0.0);
        }
    }
    EXPECT_EQ(made, (std::map<std::string, int> { { "B", 1 }, { "C", 1 } }))
        << "never against the primary itself";
    // The blend of A and C alone, for Beijing, is what is compared with B.
    corrected({ "a.csv", "c.csv", "--primary", "A" });
    double squares = 0.0;
    const std::vector<double> b { 130, 120, 70, 90, 250, 160 };
    const CsvRows without = table("corrected.csv");
    for (std::size_t c = 0; c < b.size(); ++c) {
        squares += std::pow(std::log(number(without[c], "value") / (b[c] * 1e6)), 2);
    }
    EXPECT_NEAR(number(rows[0], "rmse"), std::sqrt(squares / 6.0), 1e-12);
    const std::string summary = content_of(folder_.path() / "out/summary.md");
    EXPECT_THAT(summary,
        AllOf(HasSubstr("## Corrected: CO2, 2010"),
            HasSubstr("A corrected by blend: 680 Mt become")));
}

TEST_F(CorrectCommand, WithoutFolder_PrintsTotals)
{
    const ProgramRun run = compare({ "a.csv", "b.csv", "--primary", "A" });
    ASSERT_EQ(run.code, 0) << run.err;
    EXPECT_THAT(run.out, HasSubstr(totals_csv_header));
    EXPECT_THAT(run.out, HasSubstr("110000,Beijing,corrected,CO2,total,2010,"));
}

TEST_F(CorrectCommand, NamesWhatItCouldNotCorrect)
{
    folder_.write("later.csv",
        table_of("B", { 130, 120, 70, 90, 250, 160 }, 2011)
            + table_of("C", { 80, 150, 110, 30, 210, 90 }, 2011)
                  .substr(std::string(totals_csv_header).size()));
    const ProgramRun run
        = compare({ "a.csv", "b.csv", "later.csv", "--primary", "A", "-o", "out" });
    EXPECT_EQ(run.code, 4);
    EXPECT_THAT(run.err, HasSubstr("CO2, 2011 is not corrected: missing in A"));
    EXPECT_EQ(table("corrected.csv").size(), 6u) << "of 2010";

    folder_.write("a.csv", table_of("A", { std::nan(""), 140, 80, 60, 180, 120 }));
    const ProgramRun hole = compare({ "a.csv", "b.csv", "c.csv", "--primary", "A", "--correct",
        "regress", "--trusted", "B", "-o", "out" });
    EXPECT_EQ(hole.code, 4);
    EXPECT_THAT(hole.err,
        HasSubstr("Beijing (110000): missing corrected total of CO2, 2010: A has no value"));
    EXPECT_EQ(table("corrected.csv")[0].at("flag"), "no-value");
    EXPECT_EQ(table("corrected.csv")[0].at("value"), "");

    const ProgramRun others = compare({ "a.csv", "b.csv", "c.csv", "--primary", "A", "-o", "out" });
    EXPECT_EQ(others.code, 0) << "the others have the city: " << others.err;
    EXPECT_EQ(table("corrected.csv")[0].at("flag"), "no-primary");
}

TEST_F(CorrectCommand, FlaggedTotal_FlagsItsCorrection)
{
    std::string flagged = content_of(folder_.path() / "a.csv");
    flagged.replace(flagged.find(",Mt,,,,,\n"), 9, ",Mt,,,,,incomplete\n");
    folder_.write("a.csv", flagged);
    for (const Words& how : { Words { "--correct", "blend" },
             { "--correct", "regress", "--trusted", "B" }, { "--correct", "none" } }) {
        corrected(appended({ "a.csv", "b.csv", "c.csv", "--primary", "A" }, how));
        EXPECT_THAT(table("corrected.csv")[0].at("flag"), HasSubstr("incomplete")) << how[1];
        EXPECT_THAT(
            table("corrections.csv")[0].at("notes"), HasSubstr("A has the flag incomplete"));
        EXPECT_THAT(table("corrected.csv")[1].at("flag"), Not(HasSubstr("incomplete")));
    }
    folder_.write("b.csv", table_of("B", { 130, 120, 70, 90, 250, 160 }, 2011));
    corrected(
        { "a.csv", "b.csv", "c.csv", "--primary", "B", "--period", "2010", "--nearest-year", "1" });
    EXPECT_THAT(table("corrected.csv")[1].at("flag"), HasSubstr("other-year"));
    EXPECT_THAT(table("corrections.csv")[1].at("notes"), HasSubstr("B of 2011 stands for 2010"));
}

TEST_F(CorrectCommand, Json_HoldsTheCorrection)
{
    const ProgramRun run = compare({ "a.csv", "b.csv", "c.csv", "--primary", "a", "--json" });
    ASSERT_EQ(run.code, 0) << run.err;
    const Json told = Json::parse(run.out)["correction"];
    EXPECT_EQ(told["primary"], "A") << "as the tables have it";
    corrected({ "a.csv", "b.csv", "c.csv", "--primary", "A" });
    const CsvRows rows = table("corrected.csv");
    ASSERT_EQ(told["totals"].size(), rows.size());
    EXPECT_DOUBLE_EQ(told["totals"][0]["value"].get<double>(), number(rows[0], "value"));
    EXPECT_EQ(told["totals"][0]["contributions"].size(), 3u);
    EXPECT_FALSE(told["held_out"].empty());
}

TEST_F(CorrectCommand, ForeignFiles_AreLeft)
{
    fs::create_directory(folder_.path() / "out");
    folder_.write("out/corrected.csv", "mine");
    corrected({ "a.csv", "b.csv" });
    EXPECT_EQ(content_of(folder_.path() / "out/corrected.csv"), "mine");
}

TEST_F(CorrectCommand, LeavesNoCorrectionOfAnEarlierRun)
{
    corrected({ "a.csv", "b.csv", "--primary", "A" });
    corrected({ "a.csv", "b.csv" });
    for (const char* file :
        { "corrected.csv", "corrections.csv", "contributions.csv", "held_out.csv" }) {
        EXPECT_FALSE(fs::exists(folder_.path() / "out" / file)) << file;
    }
}

TEST_F(CorrectCommand, ConflictingOptions_AreRefused)
{
    const auto with = [&](const Words& more, int code) {
        return refusal(appended({ "a.csv", "b.csv" }, more), code);
    };
    EXPECT_THAT(with({ "--correct", "scale" }, 2),
        HasSubstr(
            "--correct: missing --primary, which it requires; add --primary or leave --correct "
            "out\n"));
    EXPECT_THAT(with({ "--primary", "A", "--correct", "blnd" }, 2),
        HasSubstr("--correct: unknown method 'blnd' (known: none, scale, regress, blend)"));
    EXPECT_THAT(
        with({ "--primary", "A", "--level", "means" }, 2), HasSubstr("(did you mean 'mean'?)"));
    EXPECT_THAT(with({ "--primary", "A", "--correct", "regress" }, 2),
        AllOf(HasSubstr("--correct regress: missing trusted inventory"), HasSubstr("--trusted")));
    EXPECT_THAT(with({ "--primary", "A", "--trusted", "B" }, 2),
        AllOf(HasSubstr("--trusted B: conflicting"), HasSubstr("--level trusted")));
    EXPECT_THAT(with({ "--primary", "A", "--correct", "regress", "--trusted", "a" }, 2),
        HasSubstr("--trusted a: conflicting with --primary"));
    EXPECT_THAT(with({ "--primary", "A", "--uncertainty", "A" }, 2), HasSubstr("NAME=NUMBER"));
    EXPECT_THAT(with({ "--primary", "A", "--uncertainty", "A=-1" }, 2),
        HasSubstr("--uncertainty A=-1: out of range"));
    EXPECT_THAT(with({ "--primary", "A", "--uncertainty", "A=1,A=2" }, 2),
        HasSubstr("--uncertainty: duplicate name in 'A=2'"));
    EXPECT_THAT(with({ "--primary", "A", "--shared", "A+B=1.5" }, 2),
        HasSubstr("--shared: correlation out of range: A+B=1.5"));
    EXPECT_THAT(with({ "--primary", "A", "--shared", "A=0.5" }, 2),
        HasSubstr("--shared: 'A' is not a group of inventories"));
    EXPECT_THAT(with({ "--primary", "", "--correct", "scale" }, 2),
        HasSubstr("correction: missing inventory to correct; name it with --primary"));
    EXPECT_THAT(with({ "--primary", "A", "--uncertainty", "A=0.2,a=0.3" }, 3),
        HasSubstr("--uncertainty: duplicate value of A"));
    EXPECT_THAT(with({ "--primary", "A", "--target", "mean" }, 2),
        HasSubstr("--target: conflicting with --correct blend"));
    EXPECT_THAT(with({ "--primary", "A", "--correct", "none", "--level", "primary" }, 2),
        HasSubstr("--level and --interval: conflicting with --correct none"));
    EXPECT_THAT(with({ "--primary", "A", "--reference-share", "Hebei=0.5" }, 3),
        HasSubstr("--reference-share: missing reference total of Hebei"));
    EXPECT_THAT(with({ "--primary", "Edgar" }, 3),
        HasSubstr("--primary: unknown inventory 'Edgar' (known: A, B)"));
    EXPECT_THAT(with({ "--primary", "A", "--part-only", "X" }, 3),
        HasSubstr("--part-only: unknown inventory 'X'"));
    EXPECT_THAT(with({ "--primary", "A", "--correct", "scale" }, 3),
        AllOf(HasSubstr("--correct scale: missing reference of CO2"),
            HasSubstr("give one with --reference")));
    EXPECT_THAT(with({ "--primary", "A", "--reference-share", "Atlantis=0.5" }, 3),
        HasSubstr("--reference-share: unknown region 'Atlantis'"));
}

} // namespace
} // namespace cityflux
