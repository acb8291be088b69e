#include "pipeline/agreement/hold_out.h"
#include "pipeline/agreement/robust_scale.h"

#include "pipeline/tables/city_names.h"
#include "pipeline/tables/statistics_table.h"
#include "tests/pipeline/agreement/estimate_table.h"
#include "tests/pipeline/tables/china35_names.h"
#include "tests/run_program.h"
#include "tests/shared_data.h"
#include "tests/temporary_folder.h"

#include <cmath>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

// The figures of docs/correct.md.

using Lines = std::vector<std::string>;

const std::string county_grid = shared_data("county/county_co2_2010.nc");
const std::string county_totals = shared_data("county/county_co2_2010_city_totals.csv");
const std::string cdiac_grid = shared_data("cdiac/gridcar.2010");
const std::string ceads_sheet = shared_data("statistics/ceads_290_cities_1997_2019.xlsx");
const std::string prefectures = shared_data("boundaries/china_prefectures_tianditu.geojson");

/// Adds an inventory to a table: what observations of 2010 say of its cities, in `factor` t.
void add_inventory(EstimateTable& table, const std::string& name,
    const std::vector<Observation>& observations, const CityNames& names, double factor = 1.0)
{
    std::vector<Estimate> estimates(table.cities.size());
    for (const Observation& observation : observations) {
        const CityMatch match = names.find(observation.city, observation.id);
        if (observation.year == 2010 && match.clear()) {
            Estimate& estimate = estimates[match.cities.front()];
            estimate.value = observation.value * factor;
            estimate.lower = observation.lower * factor;
            estimate.upper = observation.upper * factor;
        }
    }
    table.inventories.push_back(name);
    table.estimates.push_back(estimates);
}

std::vector<Observation> totals_of(const TemporaryFolder& folder, const Words& words)
{
    const Words options { "totals", "--output", "totals.csv", "--cache", "off", "--quiet",
        "--no-progress" };
    const ProgramRun run = run_program(folder.path(), appended(options, words));
    EXPECT_EQ(run.code, 0) << run.err;
    return read_statistics(folder.file("totals.csv"));
}

EstimateTable table_of(const CityNames& names)
{
    EstimateTable table = estimate_table({}, {}, {});
    for (const NamedCity& city : names.cities()) {
        table.cities.push_back({ city.id, city.name });
    }
    return table;
}

/// County CO2 and CDIAC through the grid, CEADs and Nangini as published, for the 35 cities.
EstimateTable china35_table()
{
    const CityNames names(china35_cities());
    const TemporaryFolder folder;
    EstimateTable table = table_of(names);
    add_inventory(table, "county",
        totals_of(folder, { county_grid, "--assume-period", "2010", "--boundaries", "china35" }),
        names);
    add_inventory(table, "CEADs",
        read_statistics(shipped_description("ceads_cities") + "=" + ceads_sheet), names, 1e6);
    const std::string nangini = folder.write("nangini.toml",
        "file = \"" CITYFLUX_SOURCE_DIR "/grids/data/nangini2019_china35.csv\"\nlayout = "
        "\"wide\"\ncity = \"city_zh\"\nyear = 2010\n"
        "[[variables]]\nvariable = \"CO2\"\ncolumn = \"co2_t\"\nunit = \"t\"\n");
    add_inventory(table, "Nangini", read_statistics(nangini), names);
    add_inventory(
        table, "CDIAC", totals_of(folder, { cdiac_grid, "--boundaries", "china35" }), names);
    return table;
}

/// County CO2 as published, CEADs, and CDIAC through the grid, for the prefectures that all three
/// have.
EstimateTable prefecture_table()
{
    std::vector<NamedCity> cities;
    std::ifstream in(prefectures);
    const auto list = nlohmann::json::parse(in);
    for (const auto& feature : list.at("features")) {
        const auto& properties = feature.at("properties");
        cities.push_back({ properties.at("city_adcode"), properties.at("city_name"),
            { properties.at("short_name") } });
    }
    const CityNames names(std::move(cities));
    const TemporaryFolder folder;
    EstimateTable all = table_of(names);
    const std::string county = folder.write("county.toml",
        "file = \"" + county_totals
            + "\"\nlayout = \"wide\"\ncity = \"city\"\nyear = 2010\n"
              "[[variables]]\nvariable = \"CO2\"\ncolumn = \"co2_t\"\nunit = \"t\"\n");
    add_inventory(all, "county", read_statistics(county), names);
    add_inventory(all, "CEADs",
        read_statistics(shipped_description("ceads_cities") + "=" + ceads_sheet), names, 1e6);
    add_inventory(
        all, "CDIAC", totals_of(folder, { cdiac_grid, "--boundaries", prefectures }), names);

    EstimateTable complete = all;
    complete.cities.clear();
    complete.estimates.assign(all.inventories.size(), {});
    for (std::size_t city = 0; city < all.cities.size(); ++city) {
        if (all.estimates[0][city].value > 0.0 && all.estimates[1][city].value > 0.0
            && all.estimates[2][city].value > 0.0) {
            complete.cities.push_back(all.cities[city]);
            for (std::size_t inventory = 0; inventory < all.inventories.size(); ++inventory) {
                complete.estimates[inventory].push_back(all.estimates[inventory][city]);
            }
        }
    }
    return complete;
}

/// county CO2 and CEADs' cities both stand on CEADs' provincial energy balances.
CorrectionPlan blend_plan(const std::string& primary, double correlation,
    const std::vector<std::string>& part_only, BlendLevel level = BlendLevel::mean,
    BlendInterval interval = BlendInterval::another_inventory)
{
    CorrectionPlan plan;
    plan.method = CorrectionMethod::blend;
    plan.primary = primary;
    plan.level = level;
    plan.interval = interval;
    if (correlation != 0.0) {
        plan.shared = { { { "county", "CEADs" }, correlation } };
    }
    plan.part_only = part_only;
    return plan;
}

/// none, scale and regress of each inventory by each other, of those named.
std::vector<CorrectionPlan> single_plans(
    const EstimateTable& table, const std::vector<std::size_t>& inventories, std::size_t digits)
{
    std::vector<CorrectionPlan> plans;
    for (const CorrectionMethod method :
        { CorrectionMethod::none, CorrectionMethod::scale, CorrectionMethod::regress }) {
        for (const std::size_t primary : inventories) {
            CorrectionPlan plan;
            plan.method = method;
            plan.primary = table.inventories[primary];
            if (method == CorrectionMethod::none) {
                plans.push_back(plan);
                continue;
            }
            for (const std::size_t other : inventories) {
                if (other != primary) {
                    plan.trusted
                        = method == CorrectionMethod::regress ? table.inventories[other] : "";
                    plan.references = method == CorrectionMethod::scale
                        ? references_from(table, other, primary, digits)
                        : std::vector<ReferenceTotal> {};
                    plans.push_back(plan);
                }
            }
        }
    }
    return plans;
}

/// "regress county to CEADs, CDIAC held out: 0.53, 0.46, 0.71, 0.47, 77 %, 91 %, 0.83": bias,
/// median absolute error, rmse and spread in logs; the shares inside the interval as it is and less
/// the bias, and half the interval's width in logs.
std::string line_of(const HeldOutScore& score)
{
    const std::string intervals = score.with_interval == 0
        ? "-"
        : fmt::format("{:.0f} %, {:.0f} %, {:.2f}", 100.0 * score.coverage,
            100.0 * score.pattern_coverage, score.median_half_width);
    return fmt::format("{} {}{}, {} held out: {:.2f}, {:.2f}, {:.2f}, {:.2f}, {}{}",
        name_of(score.method), score.primary, score.trusted.empty() ? "" : " to " + score.trusted,
        score.held_out, score.bias, score.median_absolute_error, score.rmse, score.spread,
        intervals, score.refused ? score.refused->text() : "");
}

Lines lines_of(const EstimateTable& table, const std::vector<CorrectionPlan>& plans)
{
    Lines lines;
    for (const HeldOutScore& score : hold_out(table, plans)) {
        lines.push_back(line_of(score));
    }
    return lines;
}

/// Returns the root mean square of the plans' rmse over all held-out inventories except `left_out`,
/// and the share of values inside the intervals. Each held-out inventory has the same weight,
/// whatever the number of plans tried against it.
std::string summary_of(const EstimateTable& table, const std::vector<CorrectionPlan>& plans,
    const std::string& left_out)
{
    struct Held {
        double squares = 0.0;
        double inside = 0.0;
        double tries = 0.0;
    };
    std::map<std::string, Held> by_held_out;
    for (const HeldOutScore& score : hold_out(table, plans)) {
        if (score.held_out != left_out) {
            Held& held = by_held_out[score.held_out];
            held.squares += score.rmse * score.rmse;
            held.inside += score.coverage;
            held.tries += 1.0;
        }
    }
    double squares = 0.0;
    double inside = 0.0;
    for (const auto& [name, held] : by_held_out) {
        squares += held.squares / held.tries / static_cast<double>(by_held_out.size());
        inside += held.inside / held.tries / static_cast<double>(by_held_out.size());
    }
    const double rmse = std::sqrt(squares);
    return std::isnan(inside) ? fmt::format("rmse {:.2f}", rmse)
                              : fmt::format("rmse {:.2f}, inside {:.0f} %", rmse, 100.0 * inside);
}

std::vector<CorrectionPlan> of_method(
    const std::vector<CorrectionPlan>& plans, CorrectionMethod method)
{
    std::vector<CorrectionPlan> chosen;
    for (const CorrectionPlan& plan : plans) {
        if (plan.method == method) {
            chosen.push_back(plan);
        }
    }
    return chosen;
}

class RealInventories : public testing::Test {
protected:
    void SetUp() override
    {
        for (const std::string& file :
            { county_grid, county_totals, cdiac_grid, ceads_sheet, prefectures }) {
            SKIP_WITHOUT(file);
        }
    }
};

/// The three inventories of whole cities are blended whichever is the primary: two primaries leave
/// each of them out.
std::vector<CorrectionPlan> both_primaries(double correlation,
    const std::vector<std::string>& part_only,
    BlendInterval interval = BlendInterval::another_inventory)
{
    return { blend_plan("county", correlation, part_only, BlendLevel::mean, interval),
        blend_plan("CDIAC", correlation, part_only, BlendLevel::mean, interval) };
}

TEST_F(RealInventories, LeaveOneOutOverThe35Cities)
{
    const EstimateTable table = china35_table();
    const auto single = single_plans(table, { 0, 1, 3 }, 0);
    const auto kept = of_method(single, CorrectionMethod::none);
    const auto scaled = of_method(single, CorrectionMethod::scale);
    const auto regressed = of_method(single, CorrectionMethod::regress);
    const auto blended = both_primaries(0.5, { "Nangini" });
    EXPECT_EQ(lines_of(table, kept),
        (Lines { "none county, CEADs held out: -0.09, 0.22, 0.41, 0.40, 49 %, 57 %, 0.23",
            "none county, Nangini held out: 1.93, 1.97, 2.06, 0.72, 6 %, 23 %, 0.23",
            "none county, CDIAC held out: 0.44, 0.39, 0.64, 0.47, 43 %, 54 %, 0.23",
            "none CEADs, county held out: 0.09, 0.22, 0.41, 0.40, -",
            "none CEADs, Nangini held out: 2.02, 2.02, 2.16, 0.77, -",
            "none CEADs, CDIAC held out: 0.53, 0.54, 0.86, 0.68, -",
            "none CDIAC, county held out: -0.44, 0.39, 0.64, 0.47, 94 %, 97 %, inf",
            "none CDIAC, CEADs held out: -0.53, 0.54, 0.86, 0.68, 86 %, 94 %, inf",
            "none CDIAC, Nangini held out: 1.49, 1.52, 1.69, 0.82, 97 %, 91 %, inf" }));
    EXPECT_EQ(lines_of(table, scaled),
        (Lines { "scale county to CEADs, Nangini held out: 2.04, 2.08, 2.16, 0.72, 3 %, 23 %, 0.23",
            "scale county to CEADs, CDIAC held out: 0.55, 0.50, 0.72, 0.47, 29 %, 54 %, 0.23",
            "scale county to CDIAC, CEADs held out: -0.45, 0.50, 0.60, 0.40, 17 %, 57 %, 0.23",
            "scale county to CDIAC, Nangini held out: 1.57, 1.61, 1.72, 0.72, 6 %, 23 %, 0.23",
            "scale CEADs to county, Nangini held out: 1.91, 1.91, 2.05, 0.77, -",
            "scale CEADs to county, CDIAC held out: 0.42, 0.49, 0.80, 0.68, -",
            "scale CEADs to CDIAC, county held out: -0.38, 0.35, 0.55, 0.40, -",
            "scale CEADs to CDIAC, Nangini held out: 1.55, 1.55, 1.72, 0.77, -",
            "scale CDIAC to county, CEADs held out: -0.17, 0.38, 0.70, 0.68, 91 %, 94 %, inf",
            "scale CDIAC to county, Nangini held out: 1.85, 1.88, 2.02, 0.82, 97 %, 91 %, inf",
            "scale CDIAC to CEADs, county held out: 0.03, 0.28, 0.47, 0.47, 97 %, 97 %, inf",
            "scale CDIAC to CEADs, Nangini held out: 1.96, 1.99, 2.12, 0.82, 97 %, 91 %, inf" }));
    EXPECT_EQ(lines_of(table, regressed),
        (Lines {
            "regress county to CEADs, Nangini held out: 2.02, 2.08, 2.14, 0.72, 6 %, 83 %, 0.83",
            "regress county to CEADs, CDIAC held out: 0.53, 0.46, 0.71, 0.47, 77 %, 91 %, 0.83",
            "regress county to CDIAC, CEADs held out: -0.53, 0.57, 0.66, 0.40, 91 %, 100 %, 0.99",
            "regress county to CDIAC, Nangini held out: 1.49, 1.54, 1.65, 0.72, 26 %, 89 %, 0.99",
            "regress CEADs to county, Nangini held out: 1.93, 2.02, 2.08, 0.77, 6 %, 69 %, 0.80",
            "regress CEADs to county, CDIAC held out: 0.44, 0.45, 0.78, 0.65, 74 %, 74 %, 0.80",
            "regress CEADs to CDIAC, county held out: -0.44, 0.49, 0.59, 0.39, 100 %, 100 %, 1.36",
            "regress CEADs to CDIAC, Nangini held out: 1.49, 1.62, 1.68, 0.79, 43 %, 94 %, 1.36",
            "regress CDIAC to county, CEADs held out: -0.09, 0.41, 0.60, 0.60, 80 %, 89 %, 0.87",
            "regress CDIAC to county, Nangini held out: 1.93, 2.03, 2.09, 0.81, 14 %, 74 %, 0.87",
            "regress CDIAC to CEADs, county held out: 0.09, 0.22, 0.43, 0.43, 100 %, 100 %, 1.24",
            "regress CDIAC to CEADs, Nangini held out: 2.02, 2.01, 2.18, 0.82, 17 %, 86 %, "
            "1.24" }));
    EXPECT_EQ(lines_of(table, blended),
        (Lines { "blend county, CEADs held out: -0.32, 0.35, 0.55, 0.45, 100 %, 100 %, 1.52",
            "blend county, Nangini held out: 1.81, 1.84, 1.94, 0.71, 23 %, 91 %, 1.18",
            "blend county, CDIAC held out: 0.49, 0.45, 0.71, 0.53, 91 %, 94 %, 1.01",
            "blend CDIAC, county held out: -0.18, 0.21, 0.35, 0.30, 100 %, 100 %, 1.79",
            "blend CDIAC, CEADs held out: -0.32, 0.35, 0.55, 0.45, 100 %, 100 %, 1.52",
            "blend CDIAC, Nangini held out: 1.81, 1.84, 1.94, 0.71, 23 %, 91 %, 1.18" }));
    EXPECT_EQ(summary_of(table, kept, "Nangini"), "rmse 0.66");
    EXPECT_EQ(summary_of(table, scaled, "Nangini"), "rmse 0.65");
    EXPECT_EQ(summary_of(table, regressed, "Nangini"), "rmse 0.64, inside 87 %");
    EXPECT_EQ(summary_of(table, blended, "Nangini"), "rmse 0.56, inside 97 %");
}

TEST_F(RealInventories, BlendChoices_CoverThe35Cities)
{
    const EstimateTable table = china35_table();
    // The interval of the truth; no shared data; Nangini taken for a whole city; the level of the
    // primary; levels as they are.
    EXPECT_EQ(lines_of(table, both_primaries(0.5, { "Nangini" }, BlendInterval::truth)),
        (Lines { "blend county, CEADs held out: -0.32, 0.35, 0.55, 0.45, 91 %, 94 %, 0.92",
            "blend county, Nangini held out: 1.81, 1.84, 1.94, 0.71, 6 %, 60 %, 0.55",
            "blend county, CDIAC held out: 0.49, 0.45, 0.71, 0.53, 66 %, 80 %, 0.60",
            "blend CDIAC, county held out: -0.18, 0.21, 0.35, 0.30, 100 %, 100 %, 1.03",
            "blend CDIAC, CEADs held out: -0.32, 0.35, 0.55, 0.45, 91 %, 94 %, 0.92",
            "blend CDIAC, Nangini held out: 1.81, 1.84, 1.94, 0.71, 6 %, 60 %, 0.55" }));
    EXPECT_EQ(lines_of(table, both_primaries(0.0, { "Nangini" })),
        (Lines { "blend county, CEADs held out: -0.32, 0.35, 0.55, 0.45, 100 %, 100 %, 1.52",
            "blend county, Nangini held out: 1.81, 1.79, 1.94, 0.70, 20 %, 91 %, 1.14",
            "blend county, CDIAC held out: 0.49, 0.46, 0.71, 0.52, 77 %, 83 %, 0.69",
            "blend CDIAC, county held out: -0.18, 0.21, 0.35, 0.30, 100 %, 100 %, 1.79",
            "blend CDIAC, CEADs held out: -0.32, 0.35, 0.55, 0.45, 100 %, 100 %, 1.52",
            "blend CDIAC, Nangini held out: 1.81, 1.79, 1.94, 0.70, 20 %, 91 %, 1.14" }));
    EXPECT_EQ(lines_of(table, both_primaries(0.5, {})),
        (Lines { "blend county, CEADs held out: -0.89, 0.88, 0.99, 0.45, 100 %, 100 %, 4.18",
            "blend county, Nangini held out: 1.81, 1.84, 1.94, 0.71, 23 %, 91 %, 1.18",
            "blend county, CDIAC held out: -0.17, 0.38, 0.55, 0.53, 100 %, 100 %, 4.75",
            "blend CDIAC, county held out: -0.76, 0.75, 0.82, 0.30, 100 %, 100 %, 4.20",
            "blend CDIAC, CEADs held out: -0.89, 0.88, 0.99, 0.45, 100 %, 100 %, 4.18",
            "blend CDIAC, Nangini held out: 1.81, 1.84, 1.94, 0.71, 23 %, 91 %, 1.18" }));
    std::vector<CorrectionPlan> of_primary;
    for (const char* primary : { "county", "CEADs", "CDIAC" }) {
        of_primary.push_back(blend_plan(primary, 0.5, { "Nangini" }, BlendLevel::primary));
    }
    EXPECT_EQ(summary_of(table, of_primary, "Nangini"), "rmse 0.59, inside 97 %");
    EXPECT_EQ(lines_of(table, { blend_plan("county", 0.5, {}, BlendLevel::as_they_are) }),
        (Lines { "blend county, CEADs held out: -0.45, 0.48, 0.71, 0.55, 100 %, 100 %, 2.28",
            "blend county, Nangini held out: 1.88, 1.92, 2.00, 0.70, 11 %, 91 %, 1.04",
            "blend county, CDIAC held out: 0.42, 0.38, 0.65, 0.50, 100 %, 100 %, 2.54" }));
}

TEST_F(RealInventories, LeaveOneOutOverThePrefectures)
{
    const EstimateTable table = prefecture_table();
    EXPECT_EQ(table.cities.size(), 252u);
    const auto single = single_plans(table, { 0, 1, 2 }, 2);
    const auto kept = of_method(single, CorrectionMethod::none);
    const auto scaled = of_method(single, CorrectionMethod::scale);
    const auto regressed = of_method(single, CorrectionMethod::regress);
    const auto blended = both_primaries(0.5, {});
    EXPECT_EQ(lines_of(table, kept),
        (Lines { "none county, CEADs held out: -0.07, 0.39, 0.63, 0.63, -",
            "none county, CDIAC held out: -0.01, 0.47, 0.81, 0.81, -",
            "none CEADs, county held out: 0.07, 0.39, 0.63, 0.63, -",
            "none CEADs, CDIAC held out: 0.06, 0.62, 1.07, 1.07, -",
            "none CDIAC, county held out: 0.01, 0.47, 0.81, 0.81, 96 %, 96 %, inf",
            "none CDIAC, CEADs held out: -0.06, 0.62, 1.07, 1.07, 92 %, 92 %, inf" }));
    EXPECT_EQ(lines_of(table, scaled),
        (Lines { "scale county to CEADs, CDIAC held out: 0.16, 0.51, 0.85, 0.84, -",
            "scale county to CDIAC, CEADs held out: -0.04, 0.48, 0.77, 0.77, -",
            "scale CEADs to county, CDIAC held out: -0.10, 0.60, 1.05, 1.05, -",
            "scale CEADs to CDIAC, county held out: -0.06, 0.45, 0.75, 0.75, -",
            "scale CDIAC to county, CEADs held out: -0.10, 0.52, 0.96, 0.95, 95 %, 95 %, inf",
            "scale CDIAC to CEADs, county held out: 0.14, 0.39, 0.68, 0.67, 98 %, 98 %, inf" }));
    EXPECT_EQ(lines_of(table, regressed),
        (Lines {
            "regress county to CEADs, CDIAC held out: 0.06, 0.44, 0.78, 0.78, 94 %, 94 %, 1.23",
            "regress county to CDIAC, CEADs held out: -0.06, 0.42, 0.66, 0.65, 97 %, 97 %, 1.48",
            "regress CEADs to county, CDIAC held out: -0.01, 0.55, 0.91, 0.91, 83 %, 83 %, 1.06",
            "regress CEADs to CDIAC, county held out: 0.01, 0.39, 0.62, 0.62, 99 %, 99 %, 1.69",
            "regress CDIAC to county, CEADs held out: -0.07, 0.60, 0.90, 0.90, 86 %, 87 %, 1.33",
            "regress CDIAC to CEADs, county held out: 0.07, 0.49, 0.69, 0.69, 99 %, 99 %, 1.76" }));
    EXPECT_EQ(lines_of(table, blended),
        (Lines { "blend county, CEADs held out: -0.07, 0.45, 0.78, 0.78, 94 %, 95 %, 1.38",
            "blend county, CDIAC held out: 0.03, 0.54, 0.89, 0.89, 96 %, 97 %, 1.65",
            "blend CDIAC, county held out: 0.04, 0.27, 0.49, 0.49, 100 %, 100 %, 1.82",
            "blend CDIAC, CEADs held out: -0.07, 0.45, 0.78, 0.78, 94 %, 95 %, 1.38" }));
    EXPECT_EQ(lines_of(table, both_primaries(0.0, {})),
        (Lines { "blend county, CEADs held out: -0.07, 0.45, 0.78, 0.78, 94 %, 95 %, 1.38",
            "blend county, CDIAC held out: 0.03, 0.54, 0.89, 0.89, 89 %, 89 %, 1.08",
            "blend CDIAC, county held out: 0.04, 0.27, 0.49, 0.49, 100 %, 100 %, 1.82",
            "blend CDIAC, CEADs held out: -0.07, 0.45, 0.78, 0.78, 94 %, 95 %, 1.38" }));
    EXPECT_EQ(summary_of(table, kept, ""), "rmse 0.85");
    EXPECT_EQ(summary_of(table, scaled, ""), "rmse 0.85");
    EXPECT_EQ(summary_of(table, regressed, ""), "rmse 0.77, inside 93 %");
    EXPECT_EQ(summary_of(table, blended, ""), "rmse 0.74, inside 97 %");
}

TEST_F(RealInventories, BlendOfThe35Cities)
{
    const EstimateTable table = china35_table();
    const Correction result = correct(table, blend_plan("county", 0.5, { "Nangini" }));
    Lines errors;
    for (const InventoryError& error : result.blended->errors.inventories) {
        errors.push_back(fmt::format("{} {:.2f} {:.2f}{}", error.inventory, error.bias, error.sigma,
            error.at_floor ? " floor" : ""));
    }
    EXPECT_EQ(errors,
        (Lines { "county 0.12 0.20 floor", "CEADs 0.21 0.47", "Nangini -1.81 0.67",
            "CDIAC -0.32 0.45" }));
    Lines disputed;
    std::vector<double> half_widths;
    for (std::size_t i = 0; i < table.cities.size(); ++i) {
        const CorrectedCity& city = result.cities[i];
        half_widths.push_back(std::log(city.upper / city.value));
        if (!city.notes.empty()) {
            disputed.push_back(
                fmt::format("{} {:.1f} to {:.1f} ({:.0f} to {:.0f})", table.cities[i].name,
                    city.primary / 1e6, city.value / 1e6, city.lower / 1e6, city.upper / 1e6));
        }
        EXPECT_NEAR(city.value - city.primary,
            city.contributions[0].tonnes + city.contributions[1].tonnes
                + city.contributions[2].tonnes + city.contributions[3].tonnes,
            1e-9 * city.primary);
    }
    EXPECT_EQ(disputed,
        (Lines { "大连市 47.9 to 35.5 (8 to 154)", "贵阳市 46.1 to 23.8 (5 to 125)",
            "乌鲁木齐市 19.6 to 23.4 (5 to 102)" }));
    EXPECT_EQ(fmt::format("{:.2f}", std::exp(median_of(half_widths))), "3.22") << "a factor";
}

TEST_F(RealInventories, ScaledProvincesSumToTheirReferences)
{
    const EstimateTable table = prefecture_table();
    CorrectionPlan plan;
    plan.method = CorrectionMethod::scale;
    plan.primary = "CDIAC";
    plan.references = references_from(table, 0, 2, 2);
    const Correction result = correct(table, plan);
    EXPECT_EQ(result.groups.size(), 30u);
    double worst = 0.0;
    for (std::size_t i = 0; i < result.groups.size(); ++i) {
        double sum = 0.0;
        for (const std::size_t city : result.groups[i].cities) {
            sum += result.cities[city].value;
        }
        worst = std::max(worst, std::abs(sum / plan.references[i].value - 1.0));
    }
    EXPECT_LT(worst, 1e-15);
}

TEST_F(RealInventories, LeaveOneCityOutOfARegression)
{
    const EstimateTable table = prefecture_table();
    CorrectionPlan plan;
    plan.method = CorrectionMethod::regress;
    plan.primary = "CDIAC";
    plan.trusted = "county";
    const Correction result = correct(table, plan);
    EXPECT_EQ(
        fmt::format("{:.3f} {:.3f} {:.3f}; left out: rmse {:.3f}, median {:.3f}, inside {:.1f} %",
            result.regression->intercept, result.regression->slope, result.regression->sigma,
            result.left_out->rmse, result.left_out->median_absolute_error,
            100.0 * result.left_out->coverage),
        "8.267 0.509 0.674; left out: rmse 0.682, median 0.438, inside 95.6 %");
}

} // namespace
} // namespace cityflux
