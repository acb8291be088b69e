#include "tests/run_program.h"

#include "pipeline/program/data_folder.h"
#include "tests/folder_content.h"
#include "tests/shared_data.h"
#include "tests/temporary_folder.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

using Json = nlohmann::json;

/// The sum of all layers of a file in t, as `inspect` tells it.
double inspected_total_t(const Words& words)
{
    const TemporaryFolder folder;
    const ProgramRun run = run_program(folder.path(), appended({ "inspect", "--json" }, words));
    EXPECT_EQ(run.code, 0) << run.err;
    return Json::parse(run.out).at(0).at("total_t").get<double>();
}

/// Known totals of prefectures against those of the program.
class Counties : public ::testing::Test {
protected:
    struct Comparison {
        std::size_t cities = 0; ///< with a known total
        std::size_t in_interval = 0; ///< known total within lower..upper
        double sum = 0.0; ///< of all rows of the program
        double known_sum = 0.0;
        double median_deviation = 0.0;
    };

    static Comparison compare(const std::string& edge)
    {
        const TemporaryFolder folder;
        const ProgramRun run = run_program(folder.path(),
            { "totals", shared_data("county/county_co2_2010.nc"), "--boundaries",
                shared_data("boundaries/china_prefectures_tianditu.geojson"), "--assume-period",
                "2010", "--edge", edge });
        EXPECT_EQ(run.code, 4) << "Sansha lies mostly south of the grid";
        std::map<std::string, double> known;
        for (const auto& row :
            read_csv(content_of(shared_data("county/county_co2_2010_city_totals.csv")))) {
            known[row.at("adcode")] = number(row, "co2_t");
        }
        Comparison comparison;
        std::vector<double> deviations;
        for (const auto& row : read_csv(run.out)) {
            const double value = row.at("value").empty() ? 0.0 : number(row, "value");
            comparison.sum += value;
            const auto found = known.find(row.at("city_id"));
            if (found == known.end() || found->second <= 0.0) {
                continue;
            }
            ++comparison.cities;
            comparison.known_sum += found->second;
            comparison.in_interval
                += number(row, "lower") <= found->second && found->second <= number(row, "upper")
                ? 1
                : 0;
            deviations.push_back(std::abs(value / found->second - 1.0));
        }
        std::sort(deviations.begin(), deviations.end());
        if (!deviations.empty()) {
            const std::size_t half = deviations.size() / 2;
            comparison.median_deviation = deviations.size() % 2 == 1
                ? deviations[half]
                : 0.5 * (deviations[half - 1] + deviations[half]);
        }
        return comparison;
    }
};

TEST_F(Counties, ByArea_SeaTakesItsPart)
{
    SKIP_WITHOUT(shared_data("county/county_co2_2010.nc"));
    SKIP_WITHOUT(shared_data("boundaries/china_prefectures_tianditu.geojson"));
    const Comparison c = compare("area");
    EXPECT_EQ(c.cities, 351u);
    EXPECT_EQ(c.in_interval, 351u);
    EXPECT_NEAR(100.0 * (c.sum / c.known_sum - 1.0), -1.3288, 0.00005);
    EXPECT_NEAR(100.0 * c.median_deviation, 3.095, 0.0005);
}

TEST_F(Counties, FilledNothingIsLost)
{
    SKIP_WITHOUT(shared_data("county/county_co2_2010.nc"));
    SKIP_WITHOUT(shared_data("boundaries/china_prefectures_tianditu.geojson"));
    const Comparison c = compare("fill");
    EXPECT_EQ(c.in_interval, 351u);
    EXPECT_NEAR(c.sum / c.known_sum, 1.0, 1e-9);
    EXPECT_NEAR(100.0 * c.median_deviation, 2.318, 0.0005);
}

TEST(PublishedFigures, CdiacGlobalSum_IsAsPrinted)
{
    const std::string summary = shared_data("cdiac/SUMMARY.MASS.DAT");
    SKIP_WITHOUT(summary);
    SKIP_WITHOUT(shared_data("cdiac/gridcar.2010"));
    // A year, its lowest and highest cell, and the sum in TgC.
    double printed = 0.0;
    std::ifstream lines(summary);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream fields(line);
        int year = 0;
        double lowest = 0.0;
        double highest = 0.0;
        double sum = 0.0;
        if (fields >> year >> lowest >> highest >> sum && year == 2010) {
            printed = sum;
        }
    }
    ASSERT_EQ(printed, 8694.81);
    EXPECT_NEAR(inspected_total_t({ shared_data("cdiac/gridcar.2010") }) * 12.0 / 44.0 / 1e6,
        printed, 0.005);
}

TEST(PublishedFigures, TnoSectors_SumToKnownMass)
{
    SKIP_WITHOUT(shared_data("tno/emis_2015_Berlin-coarse.nc"));
    EXPECT_NEAR(
        inspected_total_t({ shared_data("tno/emis_2015_Berlin-coarse.nc") }) / 1e6, 791.9, 0.05);
}

TEST(PublishedFigures, JinjiangGrid_SumsToKnownMass)
{
    SKIP_WITHOUT(shared_data("jinjiang/CO500.tif"));
    // The file does not say its year; the mass does not depend on it.
    EXPECT_NEAR(inspected_total_t({ shared_data("jinjiang/CO500.tif"), "--assume-period", "2015" }),
        16623423.0, 0.5);
}

TEST(PublishedFigures, Sample_GivesBackEachCity)
{
    const TemporaryFolder folder;
    const ProgramRun run = run_program(folder.path(), { "totals", "sample" });
    ASSERT_EQ(run.code, 0) << run.err;
    std::map<std::string, double> totals;
    for (const auto& row : read_csv(run.out)) {
        totals[row.at("city_id")] = number(row, "value");
    }
    const CsvRows published
        = read_csv(content_of(data_folder() / "grids" / "data" / "nangini2019_china35.csv"));
    ASSERT_EQ(published.size(), 35u);
    for (const auto& city : published) {
        EXPECT_NEAR(totals.at(city.at("adcode")) / number(city, "co2_t"), 1.0, 0.01)
            << city.at("city");
    }
}

} // namespace
} // namespace cityflux
