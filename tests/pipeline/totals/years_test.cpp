#include "pipeline/totals/years.h"

#include "grids/text/error.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

constexpr std::uint32_t power = 0;
constexpr std::uint32_t industry = 1;

TotalsTable empty_table()
{
    TotalsTable table;
    table.cities = { { "110", "甲市", 0 }, { "120", "乙市", 1 }, { "130", "丙市", 2 } };
    table.series = { { "MEIC", "CO2", "power" }, { "MEIC", "CO2", "industry" } };
    return table;
}

TotalsRow row(std::uint32_t city, Period period, double value)
{
    TotalsRow one;
    one.city = city;
    one.series = power;
    one.period = period;
    one.value = value;
    one.lower = value / 2.0;
    one.upper = value * 2.0;
    one.edge_share = 0.0;
    one.valid_share = 1.0;
    return one;
}

/// Month m of 2017 has m tonnes.
TotalsTable twelve_months(std::uint32_t city)
{
    TotalsTable table = empty_table();
    for (int month = 1; month <= 12; ++month) {
        table.rows.push_back(row(city, { 2017, month }, month));
    }
    return table;
}

TEST(Years, TwelveMonthsMakeAYear)
{
    std::vector<std::string> shortcomings;
    const TotalsTable years = add_up_years(twelve_months(0), shortcomings);
    ASSERT_EQ(years.rows.size(), 1u);
    EXPECT_EQ(years.rows[0].period, (Period { 2017, 0 }));
    EXPECT_EQ(years.rows[0].value, 78.0);
    EXPECT_EQ(years.rows[0].lower, 39.0);
    EXPECT_EQ(years.rows[0].upper, 156.0);
    EXPECT_EQ(years.rows[0].valid_share, 1.0);
    EXPECT_EQ(years.rows[0].flag(), "");
    EXPECT_TRUE(shortcomings.empty());
}

TEST(Years, Unit_StaysTheSame)
{
    TotalsTable table = twelve_months(0);
    table.unit = "kt";
    std::vector<std::string> shortcomings;
    EXPECT_EQ(add_up_years(table, shortcomings).unit, "kt");
}

TEST(Years, MissingMonth_IsFlaggedAndNamed)
{
    TotalsTable table = twelve_months(0);
    table.rows.erase(table.rows.begin() + 10);
    table.rows.erase(table.rows.begin() + 1);
    std::vector<std::string> shortcomings;
    const TotalsTable years = add_up_years(table, shortcomings);
    ASSERT_EQ(years.rows.size(), 1u);
    EXPECT_EQ(years.rows[0].value, 78.0 - 2.0 - 11.0);
    EXPECT_EQ(years.rows[0].flag(), "incomplete");
    ASSERT_EQ(shortcomings.size(), 1u);
    EXPECT_NE(shortcomings[0].find("2017-02, 2017-11"), std::string::npos) << shortcomings[0];
    EXPECT_NE(shortcomings[0].find("MEIC"), std::string::npos) << shortcomings[0];
}

TEST(Years, SharedMissingMonth_IsReportedOnce)
{
    TotalsTable table = empty_table();
    for (const std::uint32_t city : { 0u, 1u, 2u }) {
        for (const TotalsRow& month : twelve_months(city).rows) {
            if (month.period.month != 5) {
                table.rows.push_back(month);
            }
        }
    }
    std::vector<std::string> shortcomings;
    const TotalsTable years = add_up_years(table, shortcomings);
    EXPECT_EQ(years.rows.size(), 3u);
    EXPECT_EQ(shortcomings.size(), 1u);
}

TEST(Years, YearsThatAreYearsAlreadyStay)
{
    TotalsTable table = empty_table();
    table.rows = { row(0, { 2016, 0 }, 5.0), row(0, { 2017, 0 }, 7.0) };
    std::vector<std::string> shortcomings;
    const TotalsTable years = add_up_years(table, shortcomings);
    ASSERT_EQ(years.rows.size(), 2u);
    EXPECT_EQ(years.rows[0].value, 5.0);
    EXPECT_EQ(years.rows[1].value, 7.0);
    EXPECT_TRUE(shortcomings.empty());
}

TEST(Years, CitiesAndSectors_StayInOrder)
{
    TotalsTable table = empty_table();
    for (const int year : { 2018, 2017 }) {
        for (int month = 1; month <= 12; ++month) {
            for (const std::uint32_t city : { 1u, 0u }) {
                table.rows.push_back(row(city, { year, month }, year == 2017 ? 1.0 : 2.0));
            }
        }
    }
    table.rows.push_back(row(0, { 2018, 0 }, 100.0));
    table.rows.back().series = industry;
    std::vector<std::string> shortcomings;
    const TotalsTable years = add_up_years(table, shortcomings);
    ASSERT_EQ(years.rows.size(), 5u);
    std::string cities;
    for (const TotalsRow& year : years.rows) {
        cities += years.city_of(year).id + " ";
    }
    EXPECT_EQ(cities, "120 110 120 110 110 ");
    EXPECT_EQ(years.rows[0].value, 24.0);
    EXPECT_EQ(years.rows[2].value, 12.0);
    EXPECT_EQ(years.rows[4].value, 100.0);
    EXPECT_TRUE(shortcomings.empty());
}

TEST(Years, YearWithItsMonths_IsRefused)
{
    for (const bool year_first : { true, false }) {
        TotalsTable table = twelve_months(0);
        table.rows.insert(
            year_first ? table.rows.begin() : table.rows.end(), row(0, { 2017, 0 }, 78.0));
        std::vector<std::string> shortcomings;
        EXPECT_THROW(add_up_years(table, shortcomings), InputError);
    }
}

TEST(Years, OneMonthTwiceIsRefused)
{
    TotalsTable table = twelve_months(0);
    table.rows.push_back(table.rows[3]);
    std::vector<std::string> shortcomings;
    EXPECT_THROW(add_up_years(table, shortcomings), InputError);
}

TEST(Years, EdgeShare_IsWeightedByMass)
{
    // January: 10 t, half of it from edges; February: 30 t, none: 5 of 40.
    TotalsTable table = empty_table();
    table.rows = { row(0, { 2017, 1 }, 10.0), row(0, { 2017, 2 }, 30.0) };
    table.rows[0].edge_share = 0.5;
    table.rows[1].edge_share = 0.0;
    std::vector<std::string> shortcomings;
    const TotalsTable years = add_up_years(table, shortcomings);
    EXPECT_DOUBLE_EQ(years.rows.at(0).edge_share, 0.125);
}

TEST(Years, ValidShare_IsTheMean)
{
    TotalsTable table = twelve_months(0);
    table.rows[6].valid_share = 0.4;
    table.rows[6].flags = { "incomplete" };
    std::vector<std::string> shortcomings;
    const TotalsTable years = add_up_years(table, shortcomings);
    EXPECT_DOUBLE_EQ(years.rows.at(0).valid_share, 11.4 / 12.0);
    EXPECT_EQ(years.rows.at(0).flag(), "incomplete");
}

TEST(Years, FlagsOfMonthsAreGatheredOnce)
{
    TotalsTable table = twelve_months(0);
    for (TotalsRow& month : table.rows) {
        month.flags = { "repaired-geometry" };
    }
    table.rows[3].flags.emplace_back("outside-grid");
    std::vector<std::string> shortcomings;
    EXPECT_EQ(
        add_up_years(table, shortcomings).rows.at(0).flag(), "repaired-geometry outside-grid");
}

TEST(Years, MonthWithoutTotal_LeavesYearEmpty)
{
    TotalsTable table = twelve_months(0);
    table.rows[4].value = table.rows[4].lower = table.rows[4].upper = table.rows[4].edge_share
        = nan;
    table.rows[4].valid_share = 0.0;
    table.rows[4].flags = { "incomplete" };
    std::vector<std::string> shortcomings;
    const TotalsTable years = add_up_years(table, shortcomings);
    EXPECT_TRUE(std::isnan(years.rows.at(0).value));
    EXPECT_TRUE(std::isnan(years.rows.at(0).edge_share));
    EXPECT_EQ(years.rows.at(0).flag(), "incomplete");
}

TEST(Years, ZeroMass_HasNoEdgeShare)
{
    TotalsTable table = empty_table();
    for (int month = 1; month <= 12; ++month) {
        table.rows.push_back(row(0, { 2017, month }, 0.0));
    }
    std::vector<std::string> shortcomings;
    const TotalsTable years = add_up_years(table, shortcomings);
    EXPECT_EQ(years.rows.at(0).value, 0.0);
    EXPECT_EQ(years.rows.at(0).edge_share, 0.0);
}

} // namespace
} // namespace cityflux
