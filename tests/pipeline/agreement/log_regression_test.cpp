#include "pipeline/agreement/log_regression.h"
#include "pipeline/agreement/robust_scale.h"

#include "tests/refusal.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using Values = std::vector<double>;

Values logs(Values values)
{
    std::transform(
        values.begin(), values.end(), values.begin(), [](double value) { return std::log(value); });
    return values;
}

const Values x = logs({ 10, 20, 40, 80, 160 });
const Values y = logs({ 12, 18, 50, 70, 200 });

TEST(LogRegression, FindsAPowerLaw)
{
    // y = 3 x^2
    const LogRegression fit = log_regression(logs({ 1, 2, 4 }), logs({ 3, 12, 48 }), "here");
    EXPECT_NEAR(fit.slope, 2.0, 1e-14);
    EXPECT_NEAR(std::exp(fit.intercept), 3.0, 1e-14);
    EXPECT_NEAR(fit.sigma, 0.0, 1e-14);
    EXPECT_NEAR(fit.r2, 1.0, 1e-14);
}

// R 4: m <- lm(log(y) ~ log(x)); predict(m, interval = "prediction"); residuals(m) / (1 -
// hatvalues(m)); rstudent(m)
TEST(LogRegression, GivesTheFiguresOfR)
{
    const LogRegression fit = log_regression(x, y, "here");
    EXPECT_EQ(fit.cities, 5u);
    EXPECT_NEAR(fit.intercept, 0.049485344481333932, 1e-13);
    EXPECT_NEAR(fit.slope, 1.007714539360979433, 1e-13);
    EXPECT_NEAR(fit.intercept_error, 0.364016572599461408, 1e-13);
    EXPECT_NEAR(fit.slope_error, 0.095369651319820892, 1e-13);
    EXPECT_NEAR(fit.sigma, 0.20904301274986412, 1e-13);
    EXPECT_NEAR(fit.r2, 0.97383316734338543, 1e-13);
    EXPECT_NEAR(fit.smearing, 1.0128498443330132, 1e-13);
    constexpr double t = 3.182446305284263; // qt(0.975, 3)
    EXPECT_NEAR(fit.log_median(std::log(30)), 3.4769213972187822, 1e-13);
    EXPECT_NEAR(fit.log_median(std::log(30)) - t * fit.prediction_sigma(std::log(30)),
        2.7429446831735271, 1e-12);
    EXPECT_NEAR(fit.log_median(std::log(500)) + t * fit.prediction_sigma(std::log(500)),
        7.3697433697660140, 1e-12);
}

TEST(LeaveOneOut, LeftOutCity_MatchesRefit)
{
    const LeaveOneOut left = leave_one_out(log_regression(x, y, "here"), x, y);
    const Values expected { 0.28768207245177913, -0.25422364954064175, 0.18150025135775588,
        -0.30974579151415516, 0.33626394667860332 };
    ASSERT_EQ(left.cities.size(), 5u);
    for (std::size_t i = 0; i < 5; ++i) {
        EXPECT_NEAR(left.cities[i].error, expected[i], 1e-13);
        EXPECT_TRUE(left.cities[i].inside); // rstudent is at most 1.45 and qt(0.975, 2) 4.30

        Values others_x = x;
        Values others_y = y;
        others_x.erase(others_x.begin() + static_cast<std::ptrdiff_t>(i));
        others_y.erase(others_y.begin() + static_cast<std::ptrdiff_t>(i));
        EXPECT_NEAR(left.cities[i].error,
            y[i] - log_regression(others_x, others_y, "others").log_median(x[i]), 1e-13);
    }
    EXPECT_NEAR(left.median_absolute_error, 0.28768207245177913, 1e-13);
    EXPECT_NEAR(left.rmse, 0.2790515641366102, 1e-13);
    EXPECT_NEAR(left.bias, 0.048295365886668287, 1e-13);
    EXPECT_EQ(left.coverage, 1.0);
}

// R 4: rstudent() of the fifth is 2.896 with a factor of 1.3 and 3.328 with 1.35; qt(0.975, 3)
// is 3.182.
TEST(LeaveOneOut, CityOutsideInterval_IsCounted)
{
    const Values places = logs({ 10, 20, 40, 80, 160, 320 });
    for (const double factor : { 1.3, 1.35 }) {
        const Values values = logs({ 11, 19, 43, 77, 160 * factor, 330 });
        const LeaveOneOut left
            = leave_one_out(log_regression(places, values, "here"), places, values);
        EXPECT_EQ(left.cities[4].inside, factor == 1.3);
        EXPECT_NEAR(left.coverage, factor == 1.3 ? 1.0 : 5.0 / 6.0, 1e-15);
    }
}

TEST(LeaveOneOut, LoneSlopeCity_HasNoError)
{
    const Values places { 1.0, 1.0, 1.0, 2.0 };
    const Values values { 1.0, 1.1, 0.9, 2.0 };
    const LeaveOneOut left = leave_one_out(log_regression(places, values, "here"), places, values);
    EXPECT_TRUE(std::isnan(left.cities[3].error));
    EXPECT_NEAR(left.rmse, std::sqrt((0.15 * 0.15 + 0.15 * 0.15) / 3.0), 1e-14)
        << "1.1 against the mean of 1.0 and 0.9";
}

TEST(LeaveOneOut, HasNoCoverageWithThreeCities)
{
    const Values places = logs({ 1, 2, 4 });
    const Values values = logs({ 1, 3, 4 });
    EXPECT_TRUE(
        std::isnan(leave_one_out(log_regression(places, values, "here"), places, values).coverage));
}

TEST(LogRegression, ValuesWithoutSlope_AreRefused)
{
    EXPECT_EQ(refusal_of([] { log_regression(Values { 1 }, Values { 1 }, "regress: B on A"); }),
        "regress: B on A: insufficient data: 1 city in common (required: 3 or more)");
    EXPECT_EQ(refusal_of([] { log_regression(Values {}, Values {}, "s"); }),
        "s: insufficient data: 0 cities in common (required: 3 or more)");
    EXPECT_EQ(refusal_of([] {
        log_regression(Values { 1, 1, 1 }, Values { 1, 2, 3 }, "s");
    }),
        "s: insufficient data: the primary inventory has the same value in all cities, so the "
        "slope is undefined");
}

TEST(MedianOf, TakesTheMiddle)
{
    EXPECT_EQ(median_of({ 3, 1, 2 }), 2.0);
    EXPECT_EQ(median_of({ 4, 1, 2, 3 }), 2.5);
    EXPECT_TRUE(std::isnan(median_of({})));
}

} // namespace
} // namespace cityflux
