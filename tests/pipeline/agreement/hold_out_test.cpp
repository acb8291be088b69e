#include "pipeline/agreement/hold_out.h"

#include "tests/pipeline/agreement/estimate_table.h"
#include "tests/refusal.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

const HeldOutScore& of(const std::vector<HeldOutScore>& scores, const std::string& held_out)
{
    for (const HeldOutScore& score : scores) {
        if (score.held_out == held_out) {
            return score;
        }
    }
    throw std::logic_error(held_out + " was not held out");
}

TEST(HoldOut, Primary_IsComparedWithHeldOut)
{
    // Errors ln 2, 0, -ln 2, ln 4; the stated 50 % holds the second only.
    const EstimateTable table = estimate_table({ "A", "B" }, { "1", "2", "3", "4", "5" },
        { { 20, 7, 5, 40, 1 }, { 10, 7, 10, 10, none } });
    CorrectionPlan kept;
    kept.primary = "A";
    kept.stated["A"] = sigma_of_stated_share(0.5);
    const auto scores = hold_out(table, { kept });
    ASSERT_EQ(scores.size(), 1u) << "A is not tried against itself";
    const double l = std::log(2.0);
    EXPECT_EQ(scores[0].held_out, "B");
    EXPECT_EQ(scores[0].cities, 4u);
    EXPECT_NEAR(scores[0].bias, l / 2.0, 1e-14);
    EXPECT_NEAR(scores[0].median_absolute_error, l, 1e-14);
    EXPECT_NEAR(scores[0].rmse, l * std::sqrt(6.0 / 4.0), 1e-14);
    EXPECT_NEAR(scores[0].spread, l * std::sqrt((0.25 + 0.25 + 2.25 + 2.25) / 3.0), 1e-14);
    EXPECT_EQ(scores[0].coverage, 0.25);
    EXPECT_EQ(scores[0].pattern_coverage, 0.5)
        << "less the mean error they are ln 2 times 1/2, -1/2, -3/2, 3/2; ln 1.5 is 0.58 of it";
    EXPECT_NEAR(scores[0].median_half_width, std::log(1.5), 1e-13);
}

TEST(HoldOut, LooksAtBothEndsOfAnInterval)
{
    // 50..110 about 100: 60 and 105 lie inside, 120 and 40 do not.
    EstimateTable table = estimate_table(
        { "A", "B" }, { "1", "2", "3", "4" }, { { 100, 100, 100, 100 }, { 60, 105, 120, 40 } });
    for (Estimate& estimate : table.estimates[0]) {
        estimate.lower = 50;
        estimate.upper = 110;
    }
    CorrectionPlan kept;
    kept.primary = "A";
    EXPECT_EQ(hold_out(table, { kept }).front().coverage, 0.5);
}

TEST(HoldOut, LeavesTheInventoryOutOfEverything)
{
    const EstimateTable table = estimate_table({ "A", "B", "C" }, { "1", "2", "3", "4" },
        { { 100, 50, 200, 30 }, { 110, 55, 190, 25 }, { 90, 52, 230, 300 } });
    CorrectionPlan blended;
    blended.method = CorrectionMethod::blend;
    blended.primary = "A";
    blended.stated["C"] = 0.3;
    blended.part_only = { "C" };
    blended.shared = { { { "B", "C" }, 0.5 } };
    const auto scores = hold_out(table, { blended });
    ASSERT_EQ(scores.size(), 2u);
    EXPECT_EQ(of(scores, "C").refused, std::nullopt);

    EstimateTable other = table;
    other.estimates[2][3].value = 3e6;
    const auto again = hold_out(other, { blended });
    EXPECT_EQ(of(again, "C").median_half_width, of(scores, "C").median_half_width)
        << "C is seen by its own score only";
    EXPECT_NE(of(again, "C").rmse, of(scores, "C").rmse);
}

TEST(HoldOut, OwnReference_IsNeverHeldOut)
{
    const EstimateTable table = estimate_table({ "A", "B", "C" }, { "1", "2", "3", "4" },
        { { 100, 50, 200, 30 }, { 110, 55, 190, 90 }, { 90, 52, 230, 35 } });
    CorrectionPlan regressed;
    regressed.method = CorrectionMethod::regress;
    regressed.primary = "A";
    regressed.trusted = "B";
    CorrectionPlan scaled;
    scaled.method = CorrectionMethod::scale;
    scaled.primary = "A";
    scaled.references = references_from(table, 2, 0, 0);
    const auto scores = hold_out(table, { regressed, scaled });
    ASSERT_EQ(scores.size(), 2u);
    EXPECT_EQ(scores[0].held_out, "C");
    EXPECT_EQ(scores[0].trusted, "B");
    EXPECT_EQ(scores[1].held_out, "B");
    EXPECT_EQ(scores[1].trusted, "C");
    EXPECT_EQ(scores[1].plan, 1u);
    EXPECT_TRUE(std::isnan(scores[1].coverage));
}

TEST(HoldOut, SaysWhyThereIsNoCorrection)
{
    const EstimateTable table
        = estimate_table({ "A", "B" }, { "1", "2", "3" }, { { 1, 2, 3 }, { 2, 3, 5 } });
    CorrectionPlan blended;
    blended.method = CorrectionMethod::blend;
    blended.primary = "A";
    EXPECT_THAT(hold_out(table, { blended }).front().refused,
        IsProblem(ProblemCode::insufficient, "blend"));
}

} // namespace
} // namespace cityflux
