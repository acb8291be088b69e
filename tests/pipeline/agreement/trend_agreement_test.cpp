#include "pipeline/agreement/trend_agreement.h"

#include "tests/pipeline/agreement/few_cities.h"

#include <cmath>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

/// City a rises by 10 % a year in A and falls by 20 % in B; city b rises in both, with changes of
/// the same order.
std::vector<EstimateTable> five_years()
{
    const double a[] { 1, 1.1, 1.21, 1.331, 1.4641 };
    const double b[] { 1, 0.8, 0.64, 0.512, 0.4096 };
    const double c[] { 1, 2, 3, 5, 6 };
    const double d[] { 10, 21, 31, 53, 62 };
    std::vector<EstimateTable> tables;
    for (int y = 0; y < 5; ++y) {
        tables.push_back(totals_of({ { a[y], c[y] }, { b[y], d[y] } }, 2010 + y));
    }
    return tables;
}

TEST(TrendAgreement, ComparesDirections)
{
    const auto trends = agreement_of_trends(five_years());
    ASSERT_EQ(trends.size(), 2u);
    EXPECT_EQ(trends[0].city.id, "a");
    EXPECT_EQ(trends[0].years, 5u);
    EXPECT_EQ(trends[0].first_year, 2010);
    EXPECT_EQ(trends[0].last_year, 2014);
    EXPECT_NEAR(trends[0].first_slope, 0.10, 1e-12);
    EXPECT_NEAR(trends[0].second_slope, -0.20, 1e-12);
    EXPECT_EQ(trends[0].same_sign, false);
    EXPECT_EQ(trends[1].same_sign, true);
    // Logs change by ln 2, ln 3/2, ln 5/3, ln 6/5 and ln 2.1, ln 31/21, ln 53/31, ln 62/53: the
    // order is the same.
    EXPECT_NEAR(trends[1].changes, 1.0, 1e-14);
}

TEST(TrendAgreement, WantsThreeCommonYearsOfTheirOwn)
{
    auto tables = five_years();
    tables[0].estimates[0][0].value = no_total;
    tables[1].estimates[1][0].value = 0.0;
    EXPECT_EQ(agreement_of_trends(tables)[0].years, 3u);
    EXPECT_TRUE(std::isnan(agreement_of_trends(tables)[0].changes)) << "two changes are too few";
    tables[2].estimates[0][0].year = 2011; // stands in
    const auto trends = agreement_of_trends(tables);
    ASSERT_EQ(trends.size(), 1u);
    EXPECT_EQ(trends[0].city.id, "b");
}

TEST(TrendAgreement, KeepsSectorsApart)
{
    auto tables = five_years();
    tables[3].sector = tables[4].sector = "industry";
    const auto trends = agreement_of_trends(tables);
    ASSERT_EQ(trends.size(), 2u);
    EXPECT_EQ(trends[0].years, 3u);
}

TEST(TrendAgreement, ConstantSeries_HasNoSign)
{
    std::vector<EstimateTable> tables;
    for (int y = 0; y < 3; ++y) {
        tables.push_back(totals_of({ { 5.0 }, { 1.0 + y } }, 2010 + y));
    }
    EXPECT_FALSE(agreement_of_trends(tables)[0].same_sign);
}

} // namespace
} // namespace cityflux
