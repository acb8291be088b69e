#include "pipeline/agreement/error_model.h"

#include "tests/refusal.h"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using Logs = std::vector<std::vector<double>>;

constexpr double none = std::numeric_limits<double>::quiet_NaN();
const std::vector<std::string> three { "A", "B", "C" };

/// Four cities whose logs are 1, 5, 2, 3 and errors that have nothing to do with each other:
/// a (+ + - -), b (+ - + -), c (+ - - +), so that their variances are 4/3 of the squares.
Logs independent(double a, double b, double c)
{
    const std::vector<double> truth { 1, 5, 2, 3 };
    const Logs signs { { 1, 1, -1, -1 }, { 1, -1, 1, -1 }, { 1, -1, -1, 1 } };
    Logs logs(3, truth);
    for (std::size_t city = 0; city < 4; ++city) {
        logs[0][city] += a * signs[0][city];
        logs[1][city] += b * signs[1][city];
        logs[2][city] += c * signs[2][city];
    }
    return logs;
}

void shift(std::vector<double>& logs, double bias)
{
    for (double& value : logs) {
        value += bias;
    }
}

TEST(ErrorModel, FindsTheSigmasOfIndependentErrors)
{
    const ErrorModel model = error_model(three, 0, independent(0.15, 0.2, 0.25), {});
    EXPECT_NEAR(model.inventories[0].sigma, 0.15 * std::sqrt(4.0 / 3.0), 1e-7);
    EXPECT_NEAR(model.inventories[1].sigma, 0.20 * std::sqrt(4.0 / 3.0), 1e-7);
    EXPECT_NEAR(model.inventories[2].sigma, 0.25 * std::sqrt(4.0 / 3.0), 1e-7);
    EXPECT_FALSE(model.inventories[0].at_floor);
    ASSERT_EQ(model.pairs.size(), 3u);
    EXPECT_NEAR(model.pairs[0].variance, (0.15 * 0.15 + 0.2 * 0.2) * 4.0 / 3.0, 1e-14);
    EXPECT_EQ(model.pairs[0].cities, 4u);
    EXPECT_EQ(model.degrees, 3.0);
    EXPECT_NEAR(model.covariance[1][1], 0.04 * 4.0 / 3.0, 1e-7);
    EXPECT_EQ(model.covariance[0][1], 0.0);
    EXPECT_TRUE(model.notes.empty());
}

TEST(ErrorModel, SharedErrors_GiveTheirSigmas)
{
    // B's errors are half A's pattern: correlation 0.5.
    const Logs apart = independent(0.15, 0.2, 0.25);
    Logs logs = apart;
    const std::vector<double> a { 1, 1, -1, -1 };
    const std::vector<double> b { 1, -1, 1, -1 };
    for (std::size_t city = 0; city < 4; ++city) {
        logs[1][city]
            = apart[1][city] - 0.2 * b[city] + 0.2 * (0.5 * a[city] + std::sqrt(0.75) * b[city]);
    }
    ErrorOptions options;
    options.shared = { { { "A", "B" }, 0.5 } };
    const ErrorModel model = error_model(three, 0, logs, options);
    EXPECT_NEAR(model.inventories[0].sigma, 0.15 * std::sqrt(4.0 / 3.0), 1e-6);
    EXPECT_NEAR(model.inventories[1].sigma, 0.20 * std::sqrt(4.0 / 3.0), 1e-6);
    EXPECT_NEAR(model.inventories[2].sigma, 0.25 * std::sqrt(4.0 / 3.0), 1e-6);
    EXPECT_NEAR(model.covariance[0][1], 0.5 * 0.15 * 0.2 * 4.0 / 3.0, 1e-6);
    EXPECT_EQ(model.pairs[0].correlation, 0.5);
}

TEST(ErrorModel, NeverMakesOneInventoryPerfect)
{
    // A lies in the middle of B and C everywhere: the hat gives it less than nothing.
    Logs logs = independent(0.0, 0.0, 0.0);
    const std::vector<double> error { 0.3, -0.3, 0.2, -0.2 };
    for (std::size_t city = 0; city < 4; ++city) {
        logs[1][city] += error[city];
        logs[2][city] -= error[city];
    }
    const ErrorModel model = error_model(three, 0, logs, {});
    EXPECT_TRUE(model.inventories[0].at_floor);
    EXPECT_NEAR(model.inventories[0].sigma, std::sqrt(0.25 * model.pairs[0].variance), 1e-12);
    ASSERT_EQ(model.notes.size(), 1u);
    EXPECT_THAT(model.notes[0], HasSubstr("the uncertainty of A is set to a floor"));
}

TEST(ErrorModel, CannotTellTheBetterOfTwo)
{
    Logs logs = independent(0.1, 0.3, 0.0);
    logs.pop_back();
    const ErrorModel model = error_model({ "A", "B" }, 0, logs, {});
    const double half = std::sqrt((0.01 + 0.09) * 4.0 / 3.0 / 2.0);
    EXPECT_NEAR(model.inventories[0].sigma, half, 1e-7);
    EXPECT_NEAR(model.inventories[1].sigma, half, 1e-7);
    EXPECT_THAT(
        model.notes.front(), StartsWith("two inventories alone do not show which is better"));
    // Where one states its own, the other gets the rest.
    ErrorOptions options;
    options.stated["A"] = 0.1 * std::sqrt(4.0 / 3.0);
    EXPECT_NEAR(error_model({ "A", "B" }, 0, logs, options).inventories[1].sigma,
        0.3 * std::sqrt(4.0 / 3.0), 1e-7);
}

// R 4: optim() of the weighted squares; without the weights it gives 0.3087 and 0.2495.
TEST(ErrorModel, WeighsPairsByTheirCities)
{
    const Logs logs { { 1.02, 5.11, 1.93, 3.08, none, none, none, none },
        { 1.2, 4.9, 2.2, 2.7, 4.4, 1.5, 2.9, 3.3 }, { 0.7, 5.3, 1.8, 3.3, 4.1, 1.9, 2.5, 3.1 } };
    ErrorOptions options;
    options.stated["A"] = 0.1;
    const ErrorModel model = error_model(three, 0, logs, options);
    EXPECT_EQ(model.inventories[0].sigma, 0.1);
    EXPECT_NEAR(model.inventories[1].sigma, 0.319043703, 1e-6);
    EXPECT_NEAR(model.inventories[2].sigma, 0.255885964, 1e-6);
    EXPECT_EQ(model.degrees, 7.0);
}

TEST(ErrorModel, Level_GoesWhereAsked)
{
    Logs logs = independent(0.15, 0.2, 0.25);
    shift(logs[1], 0.3);
    shift(logs[2], -0.9);
    ErrorOptions options;
    options.level = BlendLevel::primary;
    ErrorModel model = error_model(three, 1, logs, options);
    EXPECT_NEAR(model.inventories[0].bias, -0.3, 1e-14);
    EXPECT_NEAR(model.inventories[1].bias, 0.0, 1e-14);
    EXPECT_NEAR(model.inventories[2].bias, -1.2, 1e-14);
    EXPECT_NEAR(model.level_variance, 0.39, 1e-13)
        << "of 0, 0.3 and -0.9: ((0.2)^2 + (0.5)^2 + (0.7)^2) / 2";

    options.level = BlendLevel::trusted;
    options.trusted = "C";
    EXPECT_NEAR(error_model(three, 1, logs, options).inventories[0].bias, 0.9, 1e-14);

    options.level = BlendLevel::mean;
    model = error_model(three, 1, logs, options);
    EXPECT_NEAR(model.inventories[0].bias, 0.2, 1e-14);
    EXPECT_NEAR(model.level_variance, 0.13, 1e-13);
    EXPECT_NEAR(model.other_level_variance, 0.39, 1e-13);

    options.part_only = { "C" };
    model = error_model(three, 1, logs, options);
    EXPECT_NEAR(model.inventories[0].bias, -0.15, 1e-14) << "C says nothing of the level";
    EXPECT_NEAR(model.inventories[2].bias, -1.05, 1e-14);
    EXPECT_EQ(model.level_inventories, 2u);
    EXPECT_NEAR(model.other_level_variance, 0.045, 1e-14);
}

TEST(ErrorModel, UncorrectedLevels_CountAsErrors)
{
    Logs logs = independent(0.15, 0.2, 0.25);
    shift(logs[2], -0.9);
    ErrorOptions options;
    options.level = BlendLevel::as_they_are;
    const ErrorModel model = error_model(three, 0, logs, options);
    EXPECT_EQ(model.inventories[2].bias, 0.0);
    EXPECT_NEAR(model.pairs[1].variance, 0.15 * 0.15 + 0.25 * 0.25 + 0.81, 1e-13)
        << "the mean square, about 0";
    EXPECT_EQ(model.level_variance, 0.0);
    EXPECT_GT(model.inventories[2].sigma, 0.9);
}

TEST(ErrorModel, RelatesInventoriesThatMissCities)
{
    // A and C meet only through B; biases B - A = 1, C - B = 2.
    const Logs logs { { 1, 2, 3.3, none, none, none }, { 2, 3.1, 4, 5, 6, 7.2 },
        { none, none, none, 7, 8.2, 9 } };
    ErrorOptions options;
    options.level = BlendLevel::primary;
    const ErrorModel model = error_model(three, 0, logs, options);
    EXPECT_EQ(model.pairs.size(), 2u);
    const double b = (1.0 + 1.1 + 0.7) / 3.0;
    EXPECT_NEAR(model.inventories[1].bias, b, 1e-14);
    EXPECT_NEAR(model.inventories[2].bias, b + (2.0 + 2.2 + 1.8) / 3.0, 1e-14);
}

TEST(ErrorModel, UnrelatedInventories_AreRefused)
{
    const Logs logs = independent(0.15, 0.2, 0.25);
    const auto refusal = [&](const ErrorOptions& options, const Logs& with) {
        return refusal_of([&] { error_model(three, 0, with, options); });
    };
    EXPECT_EQ(refusal_of([&] {
        error_model({ "A" }, 0, { { 1, 2 } }, {});
    }),
        "correct=blend: insufficient data: one inventory (required: two or more)");
    Logs apart = logs;
    apart[2] = { none, none, none, 4 };
    EXPECT_EQ(refusal({}, apart),
        "correct=blend: insufficient data: C has fewer than 3 cities in common with A or "
        "inventories related to it, so its level is unknown; leave the inventory out");
    ErrorOptions as_they_are;
    as_they_are.level = BlendLevel::as_they_are;
    EXPECT_EQ(refusal(as_they_are, apart),
        "correct=blend: insufficient data: C has fewer than 3 cities in common with any other "
        "inventory, so its uncertainty cannot be estimated; state it, e.g. uncertainty=C=0.3, or "
        "leave the inventory out");
    as_they_are.part_only = { "C" };
    EXPECT_EQ(refusal(as_they_are, logs),
        "level=as-they-are: conflicting with C, which covers only a part of each city: its level "
        "must be separated from its errors; choose the level of the primary, of a trusted "
        "inventory or the mean, e.g. level=mean");
    Logs same = logs;
    same[1] = same[0];
    shift(same[1], 0.5);
    EXPECT_EQ(refusal({}, same),
        "correct=blend: duplicate inventories: A and B have the same values except for a factor; "
        "leave one of them out");

    ErrorOptions options;
    options.stated["D"] = 0.1;
    EXPECT_EQ(refusal(options, logs), "uncertainty: unknown inventory 'D' (known: A, B, C)");
    options.stated = { { "A", 0.0 } };
    EXPECT_EQ(
        refusal(options, logs), "uncertainty: uncertainty of A out of range: 0 (allowed: above 0)");
    options = {};
    options.shared = { { { "A", "B" }, 1.0 } };
    EXPECT_EQ(refusal(options, logs),
        "shared: correlation of A, B out of range: 1 (allowed: above -1, below 1)");
    options.shared = { { { "A", "B" }, 0.5 }, { { "B", "A" }, 0.2 } };
    EXPECT_EQ(
        refusal(options, logs), "shared: duplicate correlation of B and A; give each pair once");
    options.shared = { { { "A", "B" }, 0.9 }, { { "B", "C" }, 0.9 }, { { "A", "C" }, -0.9 } };
    EXPECT_EQ(refusal(options, logs),
        "shared: inconsistent correlations of the inventories that share data (the matrix is not "
        "positive definite); give smaller correlations, e.g. 0.1");
    options = {};
    options.part_only = { "A", "B", "C" };
    EXPECT_EQ(refusal(options, logs),
        "part_only: conflicting with the mean level: every inventory covers only a part of each "
        "city, so none determines the level; choose the level of the primary inventory, e.g. "
        "level=primary");
}

} // namespace
} // namespace cityflux
