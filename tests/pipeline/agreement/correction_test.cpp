#include "pipeline/agreement/correction.h"

#include "tests/pipeline/agreement/estimate_table.h"
#include "tests/refusal.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr double z = 1.9599639845400536; // R: qnorm(0.975)

const std::vector<std::string> five { "130100", "130200", "130300", "370100", "370200" };

CorrectionPlan plan(CorrectionMethod method, const std::string& primary = "A")
{
    CorrectionPlan result;
    result.method = method;
    result.primary = primary;
    return result;
}

double sum_of_shifts(const CorrectedCity& city)
{
    double sum = 0.0;
    for (const Contribution& contribution : city.contributions) {
        sum += contribution.log_shift;
    }
    return sum;
}

double sum_of_tonnes(const CorrectedCity& city)
{
    double sum = 0.0;
    for (const Contribution& contribution : city.contributions) {
        sum += contribution.tonnes;
    }
    return sum;
}

/// Expects that the shifts of a city sum to the logarithm of its correction.
void expect_accounted_for(const CorrectedCity& city)
{
    EXPECT_NEAR(sum_of_shifts(city), std::log(city.value / city.primary), 1e-12);
    EXPECT_NEAR(sum_of_tonnes(city), city.value - city.primary, 1e-9 * city.primary);
}

TEST(CorrectNone, KeepsValuesAndIntervals)
{
    EstimateTable table = estimate_table({ "A" }, { "1", "2", "3" }, { { 100, none, -5 } });
    table.estimates[0][0].lower = 80;
    table.estimates[0][0].upper = 130;
    const Correction kept = correct(table, plan(CorrectionMethod::none));
    EXPECT_EQ(kept.cities[0].value, 100.0);
    EXPECT_EQ(kept.cities[0].lower, 80.0);
    EXPECT_EQ(kept.cities[0].upper, 130.0);
    EXPECT_THAT(kept.cities[0].contributions, IsEmpty());
    EXPECT_THAT(kept.notes, ElementsAre(HasSubstr("are not 95 % intervals")));
    EXPECT_FALSE(kept.cities[1].present());
    EXPECT_THAT(kept.cities[1].notes, ElementsAre("A has no value"));
    EXPECT_EQ(kept.cities[2].value, -5.0);
}

TEST(CorrectNone, TakesTheStatedUncertainty)
{
    CorrectionPlan stated = plan(CorrectionMethod::none);
    stated.stated["A"] = sigma_of_stated_share(0.3);
    const Correction kept = correct(estimate_table({ "A" }, { "1" }, { { 100 } }), stated);
    EXPECT_NEAR(kept.cities[0].lower, 100.0 / 1.3, 1e-12);
    EXPECT_NEAR(kept.cities[0].upper, 130.0, 1e-12);
    EXPECT_THAT(kept.notes, IsEmpty());
}

TEST(CorrectScale, Factor_AccountsForTheChange)
{
    EstimateTable table = estimate_table({ "A" }, five, { { 10, 30, 60, 7, 0 } });
    table.estimates[0][0].lower = 8;
    table.estimates[0][0].upper = 12;
    CorrectionPlan scaled = plan(CorrectionMethod::scale);
    ReferenceTotal hebei;
    hebei.name = "Hebei";
    hebei.prefix = "13";
    hebei.value = 250;
    scaled.references = { hebei };
    const Correction result = correct(table, scaled);
    EXPECT_EQ(result.cities[0].value, 25.0);
    EXPECT_EQ(result.cities[0].lower, 20.0);
    EXPECT_EQ(result.cities[0].upper, 30.0);
    EXPECT_EQ(result.cities[0].contributions.front().what, "Hebei");
    EXPECT_NEAR(result.cities[0].contributions.front().log_shift, std::log(2.5), 1e-15);
    EXPECT_NEAR(result.cities[0].contributions.front().tonnes, 15.0, 1e-13);
    EXPECT_EQ(result.cities[0].value + result.cities[1].value + result.cities[2].value, 250.0);
    EXPECT_EQ(result.cities[3].value, 7.0);
    EXPECT_THAT(result.cities[3].notes, ElementsAre(HasSubstr("no reference covers the city")));
    EXPECT_EQ(result.groups.front().factor, 2.5);
}

TEST(CorrectScale, CityAlone_HasUncertaintyOfReference)
{
    CorrectionPlan scaled = plan(CorrectionMethod::scale);
    scaled.stated["A"] = 0.3;
    ReferenceTotal alone;
    alone.prefix = "1";
    alone.value = 200;
    alone.sigma = 0.05;
    ReferenceTotal pair = alone;
    pair.prefix = "2";
    scaled.references = { alone, pair };
    const Correction result
        = correct(estimate_table({ "A" }, { "1", "21", "22" }, { { 150, 40, 40 } }), scaled);
    EXPECT_NEAR(result.cities[0].upper, 200.0 * std::exp(z * 0.05), 1e-10);
    // Two halves: ((1 - 1/2)^2 + (1/2)^2) 0.3^2 besides the reference's.
    EXPECT_NEAR(
        result.cities[1].upper, 100.0 * std::exp(z * std::sqrt(0.0025 + 0.5 * 0.09)), 1e-10);
}

TEST(CorrectRegress, Prediction_MatchesR)
{
    // The figures of log_regression_test: R's predict(interval = "prediction") for x = 30.
    const EstimateTable table = estimate_table({ "A", "T" },
        { "1", "2", "3", "4", "5", "6", "7", "8", "9" },
        { { 10, 20, 40, 80, 160, 30, 500, none, 0 }, { 12, 18, 50, 70, 200, none, none, 5, 6 } });
    CorrectionPlan regressed = plan(CorrectionMethod::regress);
    regressed.trusted = "T";
    const Correction result = correct(table, regressed);
    EXPECT_NEAR(std::log(result.cities[5].value), 3.4769213972187822, 1e-12);
    EXPECT_NEAR(std::log(result.cities[5].lower), 2.7429446831735271, 1e-12);
    EXPECT_NEAR(std::log(result.cities[5].upper), 4.2108981112640373, 1e-12);
    expect_accounted_for(result.cities[5]);
    EXPECT_EQ(result.cities[5].contributions[0].what, "level");
    EXPECT_EQ(result.cities[5].contributions[1].what, "slope");
    EXPECT_THAT(result.cities[5].notes, IsEmpty());
    EXPECT_THAT(result.cities[6].notes,
        ElementsAre("the value lies beyond those that the regression is fitted to"));
    EXPECT_FALSE(result.cities[7].present());
    EXPECT_THAT(result.cities[7].notes, ElementsAre("A has no value"));
    EXPECT_FALSE(result.cities[8].present());
    EXPECT_THAT(
        result.cities[8].notes, ElementsAre("A has 0 t, which has no logarithm and is left out"));
    EXPECT_EQ(result.regressed, (std::vector<std::size_t> { 0, 1, 2, 3, 4 }));
    EXPECT_NEAR(result.left_out->rmse, 0.2790515641366102, 1e-12);

    regressed.target = RegressionTarget::mean;
    const Correction mean = correct(table, regressed);
    EXPECT_NEAR(std::log(mean.cities[5].value),
        3.4769213972187822 + 0.5 * 0.20904301274986412 * 0.20904301274986412, 1e-12);
    EXPECT_EQ(mean.cities[5].lower, result.cities[5].lower)
        << "the interval is of the value, not of its mean";
    expect_accounted_for(mean.cities[5]);
}

TEST(CorrectRegress, TooFewCommonCities_AreRefused)
{
    const auto refusal = [](const EstimateTable& table, const std::string& trusted) {
        CorrectionPlan regressed = plan(CorrectionMethod::regress);
        regressed.trusted = trusted;
        return refusal_of([&] { correct(table, regressed); });
    };
    EXPECT_THAT(refusal(estimate_table({ "A", "T" }, { "1" }, { { 1 }, { 2 } }), "T"),
        StartsWith("regress: T on A: insufficient data: 1 city in common"));
    EXPECT_THAT(
        refusal(estimate_table({ "A", "T" }, { "1", "2" }, { { 1, none }, { none, 2 } }), "T"),
        StartsWith("regress: T on A: insufficient data: 0 cities in common"));
    EXPECT_THAT(
        refusal(
            estimate_table({ "A", "T" }, { "1", "2", "3" }, { { 1, -2, 3 }, { 2, 3, 4 } }), "T"),
        StartsWith("regress: T on A: insufficient data: 2 cities in common"));
    EXPECT_EQ(refusal(estimate_table({ "A" }, { "1" }, { { 1 } }), ""),
        "correct=regress: missing trusted inventory; name the inventory to regress on with "
        "trusted");
    EXPECT_EQ(refusal(estimate_table({ "A" }, { "1" }, { { 1 } }), "A"),
        "trusted=A: conflicting with A, which is the same inventory and cannot be regressed on "
        "itself; name another inventory");
    EXPECT_EQ(refusal(estimate_table({ "A", "B" }, { "1" }, { { 1 }, { 1 } }), "MEIC"),
        "trusted: unknown inventory 'MEIC' for CO2 of sector 'total' in 2010 (known: A, B)");
}

TEST(CorrectRegress, WarnsOfASlopeThatFalls)
{
    CorrectionPlan regressed = plan(CorrectionMethod::regress);
    regressed.trusted = "T";
    const Correction result = correct(
        estimate_table({ "A", "T" }, { "1", "2", "3" }, { { 1, 2, 4 }, { 4, 2, 1.1 } }), regressed);
    EXPECT_THAT(result.notes, ElementsAre(HasSubstr("do not use the result")));
}

TEST(CorrectBlend, Contributions_AccountForTheChange)
{
    const EstimateTable table = estimate_table({ "A", "B", "C" }, five,
        { { 100, 50, 200, 30, none }, { 110, 55, 190, 90, 20 }, { 90, 0, 230, 35, none } });
    const Correction result = correct(table, plan(CorrectionMethod::blend));
    for (std::size_t i = 0; i < 4; ++i) {
        const CorrectedCity& city = result.cities[i];
        expect_accounted_for(city);
        EXPECT_LT(city.lower, city.value);
        EXPECT_GT(city.upper, city.value);
        double weights = 0.0;
        for (const Contribution& contribution : city.contributions) {
            weights += contribution.weight;
        }
        EXPECT_NEAR(weights, 1.0, 1e-14);
    }
    EXPECT_EQ(result.cities[1].contributions.size(), 2u);
    EXPECT_THAT(
        result.cities[1].notes, ElementsAre("C has 0 t, which has no logarithm and is left out"));
    EXPECT_NEAR(result.cities[4].value,
        20.0 * std::exp(-result.blended->errors.inventories[1].bias), 1e-12);
    EXPECT_THAT(result.cities[4].notes,
        ElementsAre(
            "A has no value above 0: the value is that of the others", "only B has the city"));
    EXPECT_TRUE(std::isnan(result.cities[4].contributions.front().log_shift));
}

TEST(CorrectBlend, StatedWeights_ReproduceTheResult)
{
    const EstimateTable table = estimate_table({ "A", "B", "C" }, five,
        { { 100, 50, 200, 30, 70 }, { 110, 55, 190, 90, 20 }, { 90, 40, 230, 35, 88 } });
    CorrectionPlan blended = plan(CorrectionMethod::blend);
    blended.shared = { { { "A", "B" }, 0.4 } };
    const Correction result = correct(table, blended);
    for (std::size_t i = 0; i < five.size(); ++i) {
        double log_value = 0.0;
        for (std::size_t inventory = 0; inventory < 3; ++inventory) {
            log_value += result.blended->cities[i].weights[inventory]
                * (std::log(table.estimates[inventory][i].value)
                    - result.blended->errors.inventories[inventory].bias);
        }
        EXPECT_NEAR(std::log(result.cities[i].value), log_value, 1e-13);
    }
}

TEST(CorrectBlend, OneCity_NeedsStatedUncertainties)
{
    const EstimateTable one = estimate_table({ "A", "B" }, { "1" }, { { 100 }, { 110 } });
    CorrectionPlan blended = plan(CorrectionMethod::blend);
    EXPECT_THAT(refusal_of([&] { correct(one, blended); }),
        StartsWith("correct=blend: insufficient data: B has fewer than 3 cities in common with A"));
    blended.level = BlendLevel::as_they_are;
    EXPECT_THAT(refusal_of([&] { correct(one, blended); }),
        HasSubstr("so its uncertainty cannot be estimated; state it"));
    blended.stated = { { "A", 0.2 }, { "B", 0.4 } };
    EXPECT_NEAR(correct(one, blended).cities.front().value, 100.0 * std::pow(1.1, 0.2), 1e-11);
    EXPECT_THAT(refused([] {
        correct(estimate_table({ "A" }, { "1" }, { { 1 } }), plan(CorrectionMethod::blend));
    }),
        IsProblem(ProblemCode::insufficient, "blend"));
}

TEST(CorrectionMethodName, IsReadAndWritten)
{
    for (const char* name : { "none", "scale", "regress", "blend" }) {
        EXPECT_EQ(name_of(correction_method(name)), name);
    }
    EXPECT_EQ(refusal_of<UsageError>([] { correction_method("krige"); }),
        "correct: unknown method 'krige' (known: none, scale, regress, blend)");
    EXPECT_THAT(refused([] {
        correct(estimate_table({ "A" }, { "1" }, { { 1 } }), plan(CorrectionMethod::none, "EDGAR"));
    }),
        IsProblem(ProblemCode::unknown, "primary"));
    EXPECT_EQ(refusal_of([] { sigma_of_stated_share(0.0); }),
        "uncertainty out of range: 0 (allowed: above 0); give a fraction, e.g. 0.3 for 30 %");
}

} // namespace
} // namespace cityflux
