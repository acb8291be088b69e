#include "pipeline/index/decoupling_class.h"

#include "tests/refusal.h"

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;

/// Rises to 2010, then falls by 1 a year for `years` years.
PeakTest peak_and_fall(int years)
{
    YearlySeries series { { 2008, 80 }, { 2009, 90 } };
    for (int y = 0; y <= years; ++y) {
        series.push_back({ 2010 + y, 100.0 - y });
    }
    return *peak_test(series);
}

/// CO2 grows by this share of GDP's growth.
TapioElasticity elasticity_of(double elasticity)
{
    return *tapio_elasticity(100, 100 * (1 + 0.5 * elasticity), 100, 150);
}

TEST(DecouplingClass, SeveralRules_FirstApplies)
{
    const DecouplingRule rule;
    const auto of = [&](double multiple, int years, double elasticity) {
        return classify({ peak_and_fall(years), elasticity_of(elasticity), multiple }, rule)
            .decoupling;
    };
    EXPECT_EQ(of(2.1, 9, 0.5), DecouplingClass::energy_base) << "whatever else holds";
    EXPECT_EQ(of(2.0, 9, 0.5), DecouplingClass::decoupled) << "2 medians are not above 2 medians";
    EXPECT_EQ(of(1.0, 5, 1.5), DecouplingClass::decoupled);
    EXPECT_EQ(of(1.0, 4, 0.5), DecouplingClass::decoupling) << "four years since";
    EXPECT_EQ(of(1.0, 0, -0.2), DecouplingClass::decoupling)
        << "strong decoupling whose peak is not behind yet";
    EXPECT_EQ(of(1.0, 0, 0.9), DecouplingClass::not_yet);
}

TEST(DecouplingClass, ShrinkingWithItsGdpIsNoDecoupling)
{
    const auto shrinking = tapio_elasticity(100, 90, 100, 50);
    EXPECT_EQ(shrinking->state, TapioState::weak_negative_decoupling);
    EXPECT_EQ(
        classify({ peak_and_fall(0), shrinking, 1.0 }, {}).decoupling, DecouplingClass::not_yet);
}

TEST(DecouplingClass, AsksForAFallSinceThePeak)
{
    // Six years since the peak, but they rise again.
    const PeakTest valley = *peak_test({ { 2010, 100 }, { 2011, 80 }, { 2012, 82 }, { 2013, 84 },
        { 2014, 86 }, { 2015, 88 }, { 2016, 90 } });
    EXPECT_GT(valley.since_peak.slope, 0.0);
    EXPECT_FALSE(peak_is_behind(valley, {}));
    // Six years since, falling, but not in order.
    const PeakTest rough = *peak_test({ { 2010, 100 }, { 2011, 97 }, { 2012, 80 }, { 2013, 92 },
        { 2014, 86 }, { 2015, 95 }, { 2016, 90 } });
    EXPECT_LT(rough.since_peak.slope, 0.0);
    EXPECT_GT(rough.since_peak.test.p, 0.05);
    DecouplingRule rule;
    EXPECT_FALSE(peak_is_behind(rough, rule));
    rule.most_p = 1.0;
    EXPECT_TRUE(peak_is_behind(rough, rule));
    EXPECT_FALSE(peak_is_behind(valley, rule));
}

TEST(DecouplingClass, MissingInput_IsNamed)
{
    const DecouplingVerdict no_people
        = classify({ peak_and_fall(9), elasticity_of(0.5), std::nullopt }, {});
    EXPECT_FALSE(no_people.decoupling.has_value());
    EXPECT_THAT(no_people.reason, HasSubstr("CO2 for each inhabitant is missing"));

    const DecouplingVerdict no_series = classify({ std::nullopt, elasticity_of(0.5), 1.0 }, {});
    EXPECT_FALSE(no_series.decoupling.has_value());

    EXPECT_EQ(classify({ peak_and_fall(9), std::nullopt, 1.0 }, {}).decoupling,
        DecouplingClass::decoupled)
        << "the peak decides without GDP";
    const DecouplingVerdict no_gdp = classify({ peak_and_fall(2), std::nullopt, 1.0 }, {});
    EXPECT_FALSE(no_gdp.decoupling.has_value());
    EXPECT_THAT(no_gdp.reason,
        HasSubstr(
            "the elasticity is missing; the peak is not behind (peak 2010, 2 years before 2012"));
}

TEST(DecouplingClass, PrintsItsRule)
{
    DecouplingRule rule;
    rule.years_since_peak = 3;
    EXPECT_THAT(rule.sentence(), HasSubstr("above 2 times the median"));
    EXPECT_THAT(rule.sentence(), HasSubstr("highest year is 3 years or more before its last"));
    EXPECT_THAT(rule.sentence(), HasSubstr("p of at most 0.05"));
    EXPECT_THAT(rule.sentence(), HasSubstr("below 0.8"));
    rule.most_p = 1.0;
    EXPECT_THAT(rule.sentence(), testing::Not(HasSubstr("Mann-Kendall")));
}

TEST(DecouplingClass, RuleOutOfRange_IsRefused)
{
    const auto refusal = [](const auto& change) {
        DecouplingRule rule;
        change(rule);
        return refusal_of([&] { rule.check("index.toml:3"); });
    };
    EXPECT_EQ(refusal([](DecouplingRule&) {}), "accepted");
    EXPECT_EQ(refusal([](DecouplingRule& r) { r.years_since_peak = 0; }),
        "index.toml:3: years since the peak out of range: 0 (must be at least 1)");
    EXPECT_EQ(refusal([](DecouplingRule& r) { r.most_p = 0.0; }),
        "index.toml:3: largest p out of range: 0 (allowed: above 0, to 1, which tests only the "
        "slope)");
    EXPECT_EQ(refusal([](DecouplingRule& r) { r.base_multiple = -1.0; }),
        "index.toml:3: limit of an energy base out of range: -1 medians (must be positive)");
    EXPECT_EQ(refusal([](DecouplingRule& r) { r.most_elasticity = 0.0; }),
        "index.toml:3: limit of the elasticity out of range: 0 (must be positive, e.g. 0.8)");
}

TEST(DecouplingClass, BearsTheNamesOfThePaper)
{
    EXPECT_EQ(chinese_name(DecouplingClass::decoupled), "已脱钩");
    EXPECT_EQ(chinese_name(DecouplingClass::decoupling), "在脱钩");
    EXPECT_EQ(chinese_name(DecouplingClass::not_yet), "待脱钩");
    EXPECT_EQ(chinese_name(DecouplingClass::energy_base), "能源基地");
    EXPECT_EQ(english_name(DecouplingClass::energy_base), "energy base");
}

} // namespace
} // namespace cityflux
