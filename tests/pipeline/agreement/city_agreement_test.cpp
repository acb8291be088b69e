#include "pipeline/agreement/city_agreement.h"

#include "tests/pipeline/agreement/few_cities.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using ::testing::HasSubstr;

constexpr double rounding = 1e-12;

/// Five inventories of one city; E is the odd one. R 4: z = (log v - median) / max(0.1, 1.206
/// mad(log v)).
EstimateTable one_odd()
{
    return totals_of({ { 100 }, { 110 }, { 90 }, { 105 }, { 1000 } });
}

TEST(CityAgreement, DescribesACity)
{
    const CityAgreement city = agreement_of_cities(one_odd()).front();
    EXPECT_EQ(city.n, 5u);
    EXPECT_EQ(city.median, 105.0);
    EXPECT_EQ(city.min, 90.0);
    EXPECT_EQ(city.max, 1000.0);
    EXPECT_EQ(city.lowest, 2u);
    EXPECT_EQ(city.highest, 4u);
    EXPECT_NEAR(city.factor, 1000.0 / 90.0, rounding);
    EXPECT_NEAR(city.standings[0].ratio, 100.0 / 105.0, rounding);
    EXPECT_TRUE(city.disputed);
    EXPECT_EQ(city.furthest, 4u);
}

TEST(CityAgreement, GivesTheScoresOfR)
{
    const CityAgreement city = agreement_of_cities(one_odd()).front();
    EXPECT_EQ(city.scale, CityAgreement::Scale::own);
    EXPECT_EQ(city.scale_deviation, 0.10) << "the deviation of these five is less";
    const double of_r[] { -0.48790164169431272, 0.46520015634893497, -1.54150679827258053, 0.0,
        22.53794928824613564 };
    for (std::size_t i = 0; i < 5; ++i) {
        EXPECT_NEAR(city.standings[i].z, of_r[i], rounding) << i;
        EXPECT_EQ(city.standings[i].outlier, i == 4) << i;
    }
}

TEST(CityAgreement, EvenCount_HasGeometricMedian)
{
    const CityAgreement city = agreement_of_cities(totals_of({ { 4 }, { 9 } })).front();
    EXPECT_NEAR(city.median, 6.0, rounding);
    EXPECT_NEAR(city.standings[0].ratio, 2.0 / 3.0, rounding);
    EXPECT_NEAR(city.standings[1].ratio, 3.0 / 2.0, rounding);
}

TEST(CityAgreement, TwoTotalsHaveNoScore)
{
    const CityAgreement city = agreement_of_cities(totals_of({ { 1 }, { 100 } })).front();
    EXPECT_EQ(city.scale, CityAgreement::Scale::none);
    EXPECT_TRUE(std::isnan(city.standings[1].z));
    EXPECT_FALSE(city.standings[1].outlier) << "which of two is wrong cannot be told";
    EXPECT_TRUE(city.disputed);
}

// Cities a to e with three totals each; in all the sample deviation of logs is 0.1 but in e, which
// is wild.
TEST(CityAgreement, ThreeTotalsAreScoredByAllCities)
{
    const double up = std::exp(0.1);
    const CityAgreement::Scale all = CityAgreement::Scale::all_cities;
    const EstimateTable table
        = totals_of({ { 10, 20, 30, 40, 50 }, { 10 / up, 20 / up, 30 / up, 40 / up, 50 / up },
            { 10 * up, 20 * up, 30 * up, 40 * up, 50 * std::exp(2.0) } });
    const auto cities = agreement_of_cities(table);
    // 0.1 over the median deviation of three normal values, sqrt(1.386294 / 2) = 0.832555.
    EXPECT_EQ(cities[0].scale, all);
    EXPECT_NEAR(cities[0].scale_deviation, 0.1 / std::sqrt(1.386294 / 2.0), 1e-9);
    EXPECT_NEAR(cities[0].standings[1].z, -std::sqrt(1.386294 / 2.0), 1e-9);
    EXPECT_TRUE(cities[4].standings[2].outlier);
    EXPECT_NEAR(cities[4].standings[2].z, 20.0 * std::sqrt(1.386294 / 2.0), 1e-8);
    EXPECT_FALSE(cities[4].standings[1].outlier);
    // Four cities are too few for a common deviation.
    EXPECT_EQ(
        agreement_of_cities(totals_of({ { 1, 2, 3, 4 }, { 1, 2, 3, 4 }, { 9, 2, 3, 4 } }))[0].scale,
        CityAgreement::Scale::none);
}

TEST(CityAgreement, ZeroOrNegative_IsLeftOut)
{
    const auto cities = agreement_of_cities(
        totals_of({ { 10, 0, no_total }, { no_total, 5, no_total }, { 30, -1, no_total } }));
    EXPECT_EQ(cities[0].n, 2u);
    EXPECT_EQ(cities[1].n, 1u);
    EXPECT_EQ(cities[1].median, 5.0);
    EXPECT_FALSE(cities[1].furthest);
    EXPECT_TRUE(std::isnan(cities[1].factor));
    EXPECT_EQ(cities[2].n, 0u);
    EXPECT_FALSE(cities[2].lowest);
}

TEST(CityAgreement, SuspectsResolutionOfACoarseGridFirst)
{
    EstimateTable table = one_odd();
    table.estimates[4][0].edge_share = 0.8;
    table.estimates[4][0].lower = 200;
    table.estimates[4][0].upper = 3000;
    EstimateStanding odd = agreement_of_cities(table).front().standings[4];
    EXPECT_EQ(odd.suspicion, Suspicion::resolution);
    EXPECT_THAT(odd.reason, HasSubstr("80 % is from partly covered cells"));
    EXPECT_EQ(agreement_of_cities(table).front().standings[0].suspicion, Suspicion::none);

    // An edge of 30 % suffices where the median lies between lower and upper.
    table.estimates[4][0].edge_share = 0.3;
    EXPECT_EQ(agreement_of_cities(table).front().standings[4].suspicion, Suspicion::inventory);
    table.estimates[4][0].lower = 90;
    odd = agreement_of_cities(table).front().standings[4];
    EXPECT_EQ(odd.suspicion, Suspicion::resolution);
    EXPECT_THAT(odd.reason, HasSubstr("the median lies between"));
}

// C has a tenth of what A and B have, in every city but e, where it has a thousandth.
TEST(CityAgreement, UsualRatio_MarksSystematicDifference)
{
    const EstimateTable table = totals_of(
        { { 10, 20, 30, 40, 50, 60 }, { 10, 20, 30, 40, 50, 60 }, { 1, 2, 3, 4, 0.05, 6 } });
    const auto cities = agreement_of_cities(table);
    const auto usual = usual_ratios(table, cities);
    EXPECT_NEAR(usual[0], 1.0, rounding);
    EXPECT_NEAR(usual[2], 0.1, rounding);
    EXPECT_EQ(cities[0].standings[2].suspicion, Suspicion::systematic);
    EXPECT_THAT(
        cities[0].standings[2].reason, HasSubstr("0.10 of the median in the median city too"));
    // ln 10 is a third of ln 1000.
    EXPECT_EQ(cities[4].standings[2].suspicion, Suspicion::inventory);
    // Four cities do not tell what is usual.
    const EstimateTable few = totals_of({ { 10, 20, 30, 40 }, { 10, 20, 30, 40 }, { 1, 2, 3, 4 } });
    EXPECT_TRUE(std::isnan(usual_ratios(few, agreement_of_cities(few))[2]));
    EXPECT_EQ(agreement_of_cities(few)[0].standings[2].suspicion, Suspicion::inventory);
}

TEST(CityAgreement, SuspectsMissingDataBeforeAll)
{
    EstimateTable table = one_odd();
    table.estimates[4][0].edge_share = 0.8;
    table.estimates[4][0].flag = "incomplete outside-grid";
    const EstimateStanding odd = agreement_of_cities(table).front().standings[4];
    EXPECT_EQ(odd.suspicion, Suspicion::incomplete);
    EXPECT_THAT(odd.reason, HasSubstr("incomplete outside-grid"));
}

// Two totals lie equally far from the middle: the one on the coarse grid is named.
TEST(CityAgreement, TwoTotals_SuspectIsTheFurthest)
{
    EstimateTable table = totals_of({ { 10 }, { 100 } });
    EXPECT_EQ(agreement_of_cities(table).front().furthest, 0u);
    table.estimates[1][0].edge_share = 0.9;
    EXPECT_EQ(agreement_of_cities(table).front().furthest, 1u);
}

TEST(CityAgreement, TakesItsLimitsFromTheCaller)
{
    AgreementLimits limits;
    limits.outlier_z = 30.0;
    limits.disputed_factor = 20.0;
    const CityAgreement city = agreement_of_cities(one_odd(), limits).front();
    EXPECT_FALSE(city.standings[4].outlier);
    EXPECT_FALSE(city.disputed);
}

} // namespace
} // namespace cityflux
