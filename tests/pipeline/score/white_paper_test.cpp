#include "tests/run_program.h"

#include "tests/folder_content.h"
#include "tests/shared_data.h"
#include "tests/temporary_folder.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Scores = std::map<std::string, double>;
using Places = std::map<std::string, double>;

/// Ranks from 1 for the least; ties share the mean of their places.
std::vector<double> mean_ranks(const std::vector<double>& values)
{
    std::vector<double> ranks;
    for (const double value : values) {
        const auto below = std::count_if(
            values.begin(), values.end(), [&](double other) { return other < value; });
        const auto equal = std::count(values.begin(), values.end(), value);
        ranks.push_back(static_cast<double>(below) + 0.5 * static_cast<double>(equal + 1));
    }
    return ranks;
}

/// Spearman's rank correlation: Pearson's of the ranks.
double spearman(const std::vector<double>& a, const std::vector<double>& b)
{
    const std::vector<double> x = mean_ranks(a);
    const std::vector<double> y = mean_ranks(b);
    const double mean = 0.5 * (static_cast<double>(a.size()) + 1.0);
    double xy = 0.0;
    double xx = 0.0;
    double yy = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xy += (x[i] - mean) * (y[i] - mean);
        xx += (x[i] - mean) * (x[i] - mean);
        yy += (y[i] - mean) * (y[i] - mean);
    }
    return xy / std::sqrt(xx * yy);
}

/// Kendall's tau-b.
double kendall(const std::vector<double>& a, const std::vector<double>& b)
{
    const auto sign = [](double x) { return (x > 0.0) - (x < 0.0); };
    int sum = 0;
    int untied_a = 0;
    int untied_b = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t j = i + 1; j < a.size(); ++j) {
            sum += sign(a[i] - a[j]) * sign(b[i] - b[j]);
            untied_a += a[i] != a[j];
            untied_b += b[i] != b[j];
        }
    }
    return sum / std::sqrt(static_cast<double>(untied_a) * untied_b);
}

struct Interval {
    double lower;
    double upper;
};

/// 95 % interval through Fisher's z, with the variance of Fieller, Hartley and Pearson (1957): 1.06
/// / (n - 3) for Spearman's, 0.437 / (n - 4) for Kendall's correlation.
Interval fisher(double correlation, double variance)
{
    const double z = std::atanh(correlation);
    const double reach = 1.959964 * std::sqrt(variance);
    return { std::tanh(z - reach), std::tanh(z + reach) };
}

struct Agreement {
    std::size_t cities = 0;
    double spearman = 0.0;
    double kendall = 0.0;
    Interval of_spearman { 0.0, 0.0 };
    Interval of_kendall { 0.0, 0.0 };
};

/// Returns the agreement over the cities that have both. The highest score is the first place.
Agreement agreement(const Scores& scores, const Places& places)
{
    std::vector<double> ours;
    std::vector<double> published;
    for (const auto& [city, place] : places) {
        if (const auto score = scores.find(city); score != scores.end()) {
            ours.push_back(-score->second);
            published.push_back(place);
        }
    }
    Agreement found { ours.size(), spearman(ours, published), kendall(ours, published), {}, {} };
    const double n = static_cast<double>(ours.size());
    found.of_spearman = fisher(found.spearman, 1.06 / (n - 3.0));
    found.of_kendall = fisher(found.kendall, 0.437 / (n - 4.0));
    return found;
}

TEST(RankCorrelation, IsRightByHand)
{
    // Squared differences of ranks add up to 4: 1 - 6 x 4 / (5 x 24). Eight pairs agree, two do
    // not.
    EXPECT_NEAR(spearman({ 1, 2, 3, 4, 5 }, { 2, 1, 4, 3, 5 }), 0.8, 1e-15);
    EXPECT_NEAR(kendall({ 1, 2, 3, 4, 5 }, { 2, 1, 4, 3, 5 }), 0.6, 1e-15);
    // With a tie: ranks 1.5, 1.5, 3 against 1, 2, 3; two of three pairs tell, both agree.
    EXPECT_NEAR(spearman({ 1, 1, 2 }, { 1, 2, 3 }), 1.5 / std::sqrt(1.5 * 2.0), 1e-15);
    EXPECT_NEAR(kendall({ 1, 1, 2 }, { 1, 2, 3 }), 2.0 / std::sqrt(6.0), 1e-15);
}

/// The white paper's index on the tables that are public.
class WhitePaper : public ::testing::Test {
protected:
    void SetUp() override
    {
        for (const std::string& file :
            { ceads, statistics, pm25, progress, peak, rankings, classes }) {
            SKIP_WITHOUT(file);
        }
    }

    /// Scores by column of `cityflux score`, and by city.
    std::map<std::string, Scores> score(
        const std::string& index, const Words& more = {}, int code = 0) const
    {
        const ProgramRun ended = run_program(folder.path(),
            appended({ "score", index, "--data", "ceads_cities=" + ceads,
                         "city_statistics_2019=" + statistics, "whitepaper_figure21_pm25=" + pm25,
                         "whitepaper_figure23_progress=" + progress,
                         "whitepaper_figure25_peak_year=" + peak, "--draws", "0", "--name",
                         "short_zh", "--quiet" },
                more));
        EXPECT_EQ(ended.code, code) << ended.err;
        return columns_of(ended.out);
    }

    static std::map<std::string, Scores> columns_of(const std::string& csv)
    {
        std::map<std::string, Scores> columns;
        for (const auto& row : read_csv(csv)) {
            for (const auto& [column, field] : row) {
                if (!field.empty() && column != "city" && column != "city_id") {
                    columns[column][row.at("city")] = std::stod(field);
                }
            }
        }
        return columns;
    }

    Places published(const std::string& name) const
    {
        Places places;
        for (const auto& row : read_csv(content_of(rankings))) {
            if (row.at("ranking") == name) {
                places[row.at("city")] = number(row, "position");
            }
        }
        return places;
    }

    Places figure16() const
    {
        Places places;
        for (const auto& row : read_csv(content_of(classes))) {
            places[row.at("city")] = number(row, "printed_order");
        }
        return places;
    }

    static std::vector<std::string> first(const Scores& scores, std::size_t count)
    {
        std::vector<std::pair<double, std::string>> order;
        for (const auto& [city, value] : scores) {
            order.emplace_back(-value, city);
        }
        std::sort(order.begin(), order.end());
        std::vector<std::string> cities;
        for (std::size_t i = 0; i < count && i < order.size(); ++i) {
            cities.push_back(order[i].second);
        }
        return cities;
    }

    static Scores negated(Scores values)
    {
        for (auto& [city, value] : values) {
            value = -value;
        }
        return values;
    }

    /// 1 and the number of cities with a higher score.
    static long place(const Scores& scores, const std::string& city)
    {
        return 1 + std::count_if(scores.begin(), scores.end(), [&](const auto& other) {
            return other.second > scores.at(city);
        });
    }

    const std::string ceads = shared_data("statistics/ceads_290_cities_1997_2019.xlsx");
    const std::string statistics = shared_data("statistics/city_statistics_2019_envcausal.csv");
    const std::string pm25 = shared_data("whitepaper/figure21_pm25_2019.csv");
    const std::string progress = shared_data("whitepaper/figure23_progress_2019_vs_2018.csv");
    const std::string peak = shared_data("whitepaper/figure25_peak_target_year.csv");
    const std::string rankings = shared_data("whitepaper/published_rankings.csv");
    const std::string classes = shared_data("whitepaper/figure16_classes.csv");
    TemporaryFolder folder;
};

void expect_agreement(const Agreement& found, std::size_t cities, double rho, Interval of_rho,
    double tau, Interval of_tau)
{
    constexpr double as_printed = 0.005;
    EXPECT_EQ(found.cities, cities);
    EXPECT_NEAR(found.spearman, rho, as_printed);
    EXPECT_NEAR(found.of_spearman.lower, of_rho.lower, as_printed);
    EXPECT_NEAR(found.of_spearman.upper, of_rho.upper, as_printed);
    EXPECT_NEAR(found.kendall, tau, as_printed);
    EXPECT_NEAR(found.of_kendall.lower, of_tau.lower, as_printed);
    EXPECT_NEAR(found.of_kendall.upper, of_tau.upper, as_printed);
}

// The figures are those of docs/white-paper.md.

TEST_F(WhitePaper, Domain2_HasPublishedFirstFive)
{
    const Scores progress_scores = score("double-carbon-2022", {}, 4).at("2");
    EXPECT_EQ(progress_scores.size(), 35u);
    EXPECT_THAT(
        first(progress_scores, 5), ElementsAre("乌鲁木齐", "贵阳", "兰州", "西宁", "石家庄"));
    const Places places = published("domain2");
    for (const auto& [city, position] : places) {
        EXPECT_EQ(place(progress_scores, city), position) << city;
    }
    expect_agreement(
        agreement(progress_scores, figure16()), 35, 0.23, { -0.12, 0.53 }, 0.17, { -0.06, 0.39 });
}

TEST_F(WhitePaper, PlacesDomain1NearFigure16)
{
    const auto columns = score("double-carbon-2022", {}, 4);
    EXPECT_EQ(columns.count("1.3"), 0u);
    EXPECT_EQ(columns.count("1.5"), 0u);
    const Scores& level = columns.at("1");
    EXPECT_EQ(level.size(), 33u);
    EXPECT_EQ(level.count("武汉") + level.count("西宁"), 0u);
    EXPECT_THAT(first(level, 5), ElementsAre("厦门", "深圳", "海口", "北京", "杭州"));
    EXPECT_EQ(place(level, "广州"), 11);
    expect_agreement(
        agreement(level, published("domain1")), 5, 0.40, { -0.76, 0.95 }, 0.40, { -0.70, 0.94 });
    expect_agreement(agreement(level, figure16()), 33, 0.83, { 0.67, 0.91 }, 0.64, { 0.47, 0.76 });
}

TEST_F(WhitePaper, WithoutRegister_HasNoDomain3)
{
    EXPECT_EQ(score("double-carbon-2022", {}, 4).count("3"), 0u);
    const Scores orientation = score("double-carbon-2022", { "--most-missing", "0.7" }).at("3");
    EXPECT_EQ(orientation.size(), 24u) << "the others name no year";
    EXPECT_EQ(orientation.at("宁波"), 100.0) << "2018";
    EXPECT_NEAR(orientation.at("北京"), 100.0 * 10 / 12, 1e-9) << "2020";
    const Scores all = score("double-carbon-2022", { "--most-missing", "1" }).at("3");
    EXPECT_EQ(all.size(), 35u);
    EXPECT_EQ(all.at("福州"), 0.0) << "bound by the nation's 2030";
    expect_agreement(
        agreement(all, published("domain3")), 5, 0.41, { -0.76, 0.95 }, 0.32, { -0.75, 0.93 });
    expect_agreement(agreement(all, figure16()), 35, 0.45, { 0.13, 0.69 }, 0.33, { 0.11, 0.52 });
}

TEST_F(WhitePaper, Composite_AgreesWithFigure16Only)
{
    const Scores strict = score("double-carbon-2022", {}, 4).at("score");
    EXPECT_EQ(strict.size(), 20u)
        << "those that name a year and have all of domains 1 and 2 that is public";
    expect_agreement(agreement(strict, figure16()), 20, 0.86, { 0.66, 0.94 }, 0.68, { 0.47, 0.82 });
    const Scores all = score("double-carbon-2022", { "--most-missing", "1" }).at("score");
    EXPECT_EQ(all.size(), 35u);
    EXPECT_THAT(first(all, 5), ElementsAre("厦门", "北京", "杭州", "广州", "青岛"));
    EXPECT_EQ(place(all, "深圳"), 6);
    EXPECT_EQ(place(all, "上海"), 12);
    expect_agreement(
        agreement(all, published("composite")), 5, 0.10, { -0.87, 0.91 }, 0.0, { -0.86, 0.86 });
    expect_agreement(agreement(all, figure16()), 35, 0.77, { 0.58, 0.88 }, 0.60, { 0.43, 0.73 });
}

TEST_F(WhitePaper, PlacesThePublishedExtremes)
{
    score("double-carbon-2022", { "-o", "scores" }, 4);
    std::map<std::string, Scores> values;
    for (const auto& row : read_csv(content_of(folder.file("scores/scores.csv")))) {
        if (!row.at("value").empty()) {
            values[row.at("code")][row.at("city")] = number(row, "value");
        }
    }
    EXPECT_EQ(values["1.1"].size(), 33u);
    EXPECT_THAT(
        first(negated(values["1.1"]), 5), ElementsAre("深圳", "北京", "厦门", "长沙", "杭州"));
    EXPECT_THAT(
        first(values["1.1"], 5), ElementsAre("银川", "乌鲁木齐", "呼和浩特", "石家庄", "太原"));
    EXPECT_THAT(
        first(negated(values["1.2"]), 5), ElementsAre("海口", "南宁", "西安", "深圳", "厦门"));
    EXPECT_EQ(place(negated(values["1.1"]), "广州"), 13);
    EXPECT_EQ(place(negated(values["1.1"]), "福州"), 16);
    EXPECT_EQ(place(negated(values["1.2"]), "福州"), 19);
    EXPECT_NEAR(values["1.1"].at("石家庄"), 2.23, 0.005);

    folder.write("totals.toml", R"([index]
name = "totals"
title = "CO2"
year = 2019
[[indicator]]
code = "co2"
name = { zh = "二氧化碳排放", en = "CO2" }
unit = "t"
direction = "more"
weight = 1
column = "CO2"
years = [2019, 2018, 2017]
normalisation = { rank = true }
)");
    const Scores totals = score("totals.toml", {}, 4).at("co2");
    EXPECT_EQ(totals.size(), 34u) << "all but Xining";
    EXPECT_THAT(first(totals, 5), ElementsAre("上海", "南京", "天津", "重庆", "银川"));
    EXPECT_EQ(place(totals, "石家庄"), 6);
    EXPECT_EQ(place(totals, "北京"), 11);
    EXPECT_EQ(place(totals, "广州"), 9);
    EXPECT_EQ(place(totals, "深圳"), 25);
}

TEST_F(WhitePaper, NoWeights_MatchDomain1)
{
    const ProgramRun ended = run_program(folder.path(),
        { "calibrate", "double-carbon-2022", "--node", "1", "--ranking", rankings + ":domain1",
            "--data", "ceads_cities=" + ceads, "city_statistics_2019=" + statistics,
            "whitepaper_figure21_pm25=" + pm25, "--name", "short_zh", "--quiet", "-o",
            "found.csv" });
    ASSERT_EQ(ended.code, 0) << ended.err;
    const CsvRows rows = read_csv(content_of(folder.file("found.csv")));
    ASSERT_EQ(rows.size(), 13u);
    for (const auto& row : rows) {
        EXPECT_EQ(row.at("consistent"), "no");
        EXPECT_EQ(row.at("proven"), "yes");
        EXPECT_THAT(row.at("swapped"), HasSubstr("广州 above 杭州"))
            << "by CEADs Hangzhou emits less than half as much";
        EXPECT_EQ(row.at("pairs"), "150") << "of 33 cities";
    }
    EXPECT_EQ(rows[0].at("swaps"), "6");
    EXPECT_EQ(rows[0].at("own_swaps"), "9");
}

TEST_F(WhitePaper, NoWeights_MatchComposite)
{
    const ProgramRun ended = run_program(folder.path(),
        { "calibrate", "double-carbon-2022", "--ranking", rankings + ":composite", "--most-missing",
            "0.7", "--data", "ceads_cities=" + ceads, "city_statistics_2019=" + statistics,
            "whitepaper_figure21_pm25=" + pm25, "whitepaper_figure23_progress=" + progress,
            "whitepaper_figure25_peak_year=" + peak, "--quiet", "-o", "found.csv" });
    ASSERT_EQ(ended.code, 0) << ended.err;
    const CsvRows rows = read_csv(content_of(folder.file("found.csv")));
    ASSERT_EQ(rows.size(), 1u) << "domains have no other normalisations";
    EXPECT_EQ(rows[0].at("consistent"), "no");
    EXPECT_EQ(rows[0].at("swaps"), "14");
    EXPECT_EQ(rows[0].at("swaps_bound"), "12");
    EXPECT_EQ(rows[0].count("weight_4"), 0u) << "nobody has domain 4";
}

} // namespace
} // namespace cityflux
