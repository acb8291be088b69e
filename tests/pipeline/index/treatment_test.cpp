#include "pipeline/index/treatment.h"

#include "tests/expect_values.h"
#include "tests/refusal.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr double by_hand = 1e-12;
using Values = std::vector<double>;

Treatment winsorised(double lower, double upper)
{
    return { .kind = Treatment::Kind::winsorise, .lower = lower, .upper = upper };
}

Treatment tukey(double fences)
{
    return { .kind = Treatment::Kind::tukey, .fences = fences };
}

Treatment logarithm(double offset)
{
    return { .kind = Treatment::Kind::log, .offset = offset };
}

TEST(Quantile, LiesBetweenOrderStatistics)
{
    const Values sorted { 10.0, 20.0, 40.0, 80.0, 90.0 };
    EXPECT_EQ(quantile(sorted, 0.0), 10.0);
    EXPECT_EQ(quantile(sorted, 0.25), 20.0);
    EXPECT_EQ(quantile(sorted, 0.5), 40.0);
    EXPECT_EQ(quantile(sorted, 1.0), 90.0);
    EXPECT_NEAR(quantile(sorted, 0.1), 14.0, by_hand) << "0.4 of the way from 10 to 20";
    EXPECT_NEAR(quantile(sorted, 0.9), 86.0, by_hand) << "0.6 of the way from 80 to 90";
    EXPECT_EQ(quantile(Values { 7.0 }, 0.3), 7.0);
    EXPECT_TRUE(std::isnan(quantile(Values {}, 0.3)));
}

/// R: quantile(c(3.2, 17.5, 9.1, 9.1, 42.7, 0.4, 25), c(.025, .05, .25, .5, .75, .95, .975), type =
/// 7)
TEST(Quantile, IsTheSeventhTypeOfR)
{
    const Values values { 3.2, 17.5, 9.1, 9.1, 42.7, 0.4, 25.0 };
    Values sorted = values;
    std::sort(sorted.begin(), sorted.end());
    const Values shares { 0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975 };
    const Values expected { 0.82, 1.24, 6.15, 9.1, 21.25, 37.39, 40.045 };
    for (std::size_t i = 0; i < shares.size(); ++i) {
        EXPECT_NEAR(quantile(sorted, shares[i]), expected[i], by_hand);
        Values unsorted = values;
        EXPECT_EQ(quantile_of_unsorted(unsorted, shares[i]), quantile(sorted, shares[i]));
    }
}

TEST(Quantile, NeedsNoSorting)
{
    std::mt19937_64 random(3);
    for (std::size_t count : { 1u, 2u, 3u, 10u, 101u }) {
        Values values(count);
        for (double& value : values) {
            value = static_cast<double>(random() % 50);
        }
        Values sorted = values;
        std::sort(sorted.begin(), sorted.end());
        for (const double share : { 0.0, 0.03, 0.25, 0.5, 0.77, 1.0 }) {
            EXPECT_EQ(quantile_of_unsorted(values, share), quantile(sorted, share))
                << count << " " << share;
        }
    }
    Values none;
    EXPECT_TRUE(std::isnan(quantile_of_unsorted(none, 0.5)));
}

TEST(Treatment, NoneLeavesAsItIs)
{
    expect_values(treated(Values { 3.0, missing, -1.0 }, {}), { 3.0, missing, -1.0 }, 0.0);
}

// Five present: quantiles 0.1 and 0.9 are 14 and 86, as above.
TEST(Treatment, Winsorise_MovesTailsOntoQuantiles)
{
    expect_values(treated(Values { 90.0, 20.0, missing, 10.0, 80.0, 40.0 }, winsorised(0.1, 0.9)),
        { 86.0, 20.0, missing, 14.0, 80.0, 40.0 }, by_hand);
    expect_values(
        treated(Values { 90.0, 20.0, 10.0 }, winsorised(0.0, 1.0)), { 90.0, 20.0, 10.0 }, 0.0);
    expect_values(
        treated(Values { 90.0, 20.0, 10.0 }, winsorised(0.0, 0.5)), { 20.0, 20.0, 10.0 }, 0.0);
}

// 1, 2, 3, 4, 100: Q1 = 2, Q3 = 4, IQR = 2; fences at 2 - 3 = -1 and 4 + 3 = 7.
TEST(Treatment, Tukey_MovesTailsOntoFences)
{
    expect_values(treated(Values { 100.0, 1.0, missing, 3.0, 4.0, 2.0 }, tukey(1.5)),
        { 7.0, 1.0, missing, 3.0, 4.0, 2.0 }, by_hand);
    expect_values(treated(Values { -100.0, 1.0, 3.0, 4.0, 2.0 }, tukey(1.5)),
        { -2.0, 1.0, 3.0, 4.0, 2.0 }, by_hand);
    expect_values(treated(Values { 100.0, 1.0, 3.0, 4.0, 2.0 }, tukey(3.0)),
        { 10.0, 1.0, 3.0, 4.0, 2.0 }, by_hand);
    expect_values(treated(Values { 100.0, 1.0, 3.0, 4.0, 2.0 }, tukey(0.0)),
        { 4.0, 2.0, 3.0, 4.0, 2.0 }, by_hand);
}

TEST(Treatment, LogIsNatural)
{
    expect_values(treated(Values { 1.0, missing, std::exp(2.0) }, logarithm(0.0)),
        { 0.0, missing, 2.0 }, by_hand);
    expect_values(treated(Values { 0.0, -0.5 }, logarithm(1.0)), { 0.0, std::log(0.5) }, by_hand);
}

TEST(Treatment, RefusesLogarithmsThatDoNotExist)
{
    EXPECT_EQ(refusal_of([] {
        treated(Values { 2.0, 0.0 }, logarithm(0.0));
    }),
        "value out of range: 0 has no logarithm with the offset 0; give log an offset larger than "
        "0, or use another treatment");
    EXPECT_THAT(refusal_of([] { treated(Values { -3.0 }, logarithm(2.0)); }),
        HasSubstr("an offset larger than 3"));
}

TEST(Treatment, InfiniteValue_IsRefused)
{
    for (const auto& treatment :
        { Treatment {}, winsorised(0.1, 0.9), tukey(1.5), logarithm(0.0) }) {
        EXPECT_THAT(refusal_of([&] {
            treated(Values { 1.0, std::numeric_limits<double>::infinity() }, treatment);
        }),
            HasSubstr("infinite value; correct the data, or the expression that divides by 0"));
    }
}

TEST(Treatment, NoValues_GiveNoValues)
{
    for (const auto& treatment :
        { Treatment {}, winsorised(0.1, 0.9), tukey(1.5), logarithm(0.0) }) {
        expect_values(treated(Values { missing, missing }, treatment), { missing, missing }, 0.0);
        EXPECT_TRUE(treated(Values {}, treatment).empty());
    }
}

TEST(Treatment, MemoryUsedBeforeChangesNothing)
{
    Values out { 1.0, 2.0, 3.0, 4.0 };
    Values scratch { 9.0, 9.0 };
    treat_into(Values { 100.0, 1.0, 3.0, 4.0, 2.0 }, tukey(1.5), out, scratch);
    expect_values(out, { 7.0, 1.0, 3.0, 4.0, 2.0 }, by_hand);
    treat_into(Values { 8.0 }, {}, out, scratch);
    expect_values(out, { 8.0 }, 0.0);
}

TEST(Treatment, IsNamedForPeople)
{
    Treatment treatment;
    EXPECT_EQ(text_of(treatment), "none");
    treatment.kind = Treatment::Kind::winsorise;
    treatment.lower = 0.05;
    treatment.upper = 0.95;
    EXPECT_EQ(text_of(treatment), "winsorise 0.05 0.95");
    treatment.kind = Treatment::Kind::tukey;
    EXPECT_EQ(text_of(treatment), "Tukey 1.5");
    treatment.kind = Treatment::Kind::log;
    treatment.offset = 1.0;
    EXPECT_EQ(text_of(treatment), "log + 1");
}

} // namespace
} // namespace cityflux
