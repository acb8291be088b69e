#include "pipeline/compare/correction_rules.h"

#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using Rule = CorrectionRule;

struct RuleCase {
    const char* id;
    void (*change)(CorrectionRequest&);
    Rule rule;
    const char* value;
};

class CorrectionRules : public ::testing::TestWithParam<RuleCase> { };

CorrectionRequest blend_of_a()
{
    CorrectionRequest request;
    request.primary = "A";
    return request;
}

TEST_P(CorrectionRules, Contradiction_IsNamedWithValue)
{
    CorrectionRequest request = blend_of_a();
    GetParam().change(request);
    const auto broken = broken_rule(request);
    ASSERT_TRUE(broken);
    EXPECT_EQ(broken->rule, GetParam().rule);
    EXPECT_EQ(broken->value, GetParam().value);
}

const RuleCase cases[] {
    { "no_primary", [](CorrectionRequest& r) { r.primary = ""; }, Rule::primary_is_named, "" },
    { "regress_alone", [](CorrectionRequest& r) { r.method = CorrectionMethod::regress; },
        Rule::regress_needs_trusted, "" },
    { "level_alone", [](CorrectionRequest& r) { r.level = BlendLevel::trusted; },
        Rule::level_trusted_needs_trusted, "" },
    { "trusted_without_level", [](CorrectionRequest& r) { r.trusted = "B"; },
        Rule::blend_takes_trusted_by_level, "B" },
    { "scale_with_trusted",
        [](CorrectionRequest& r) {
            r.method = CorrectionMethod::scale;
            r.trusted = "B";
        },
        Rule::method_takes_trusted, "scale" },
    { "trusts_itself",
        [](CorrectionRequest& r) {
            r.method = CorrectionMethod::regress;
            r.trusted = "a";
        },
        Rule::trusted_is_not_primary, "a" },
    { "blend_with_target", [](CorrectionRequest& r) { r.target = RegressionTarget::mean; },
        Rule::method_takes_target, "blend" },
    { "none_with_level",
        [](CorrectionRequest& r) {
            r.method = CorrectionMethod::none;
            r.level = BlendLevel::primary;
        },
        Rule::method_takes_level_and_interval, "none" },
    { "scale_with_interval",
        [](CorrectionRequest& r) {
            r.method = CorrectionMethod::scale;
            r.interval = BlendInterval::truth;
        },
        Rule::method_takes_level_and_interval, "scale" },
    { "uncertainty_of_zero", [](CorrectionRequest& r) { r.uncertainty["B"] = 0.0; },
        Rule::uncertainty_is_positive, "B=0" },
    { "infinite_uncertainty",
        [](CorrectionRequest& r) {
            r.reference_uncertainty["Book"] = std::numeric_limits<double>::infinity();
        },
        Rule::reference_uncertainty_is_positive, "Book=inf" },
    { "share_above_one", [](CorrectionRequest& r) { r.reference_shares["China"] = 1.5; },
        Rule::reference_share_is_fraction, "China=1.5" },
    { "shared_with_nobody",
        [](CorrectionRequest& r) {
            r.shared = { { { "B" }, 0.5 } };
        },
        Rule::shared_names_two, "B" },
    { "shared_twice",
        [](CorrectionRequest& r) {
            r.shared = { { { "B", "C", "B" }, 0.5 } };
        },
        Rule::shared_names_two, "B+C+B" },
    { "correlation_of_one",
        [](CorrectionRequest& r) {
            r.shared = { { { "B", "C" }, 1.0 } };
        },
        Rule::correlation_is_below_one, "B+C=1" },
};

TEST(MessageOfBrokenRule, EachRule_HasItsSentence)
{
    const auto text = [](Rule rule, const std::string& value) {
        return message_of({ .rule = rule, .value = value }).text();
    };
    EXPECT_EQ(text(Rule::primary_is_named, ""),
        "correction: missing inventory to correct; name it with primary");
    EXPECT_EQ(text(Rule::regress_needs_trusted, ""),
        "correct=regress: missing trusted inventory; name the inventory to regress on with "
        "trusted");
    EXPECT_EQ(text(Rule::level_trusted_needs_trusted, ""),
        "level=trusted: missing trusted inventory; name the inventory of the level with trusted");
    EXPECT_EQ(text(Rule::blend_takes_trusted_by_level, "B"),
        "trusted=B: conflicting with the level of the blend, which does not use it; set "
        "level=trusted or leave it out");
    EXPECT_EQ(text(Rule::method_takes_trusted, "scale"),
        "trusted: conflicting with correct=scale, which does not use it (used by regress and "
        "blend); leave it out");
    EXPECT_EQ(text(Rule::trusted_is_not_primary, "a"),
        "trusted=a: conflicting with primary, which names the same inventory; name another "
        "inventory");
    EXPECT_EQ(text(Rule::method_takes_target, "blend"),
        "target: conflicting with correct=blend, which does not use it (used by regress); leave "
        "it out");
    EXPECT_EQ(text(Rule::method_takes_level_and_interval, "none"),
        "level and interval: conflicting with correct=none, which does not use it (used by "
        "blend); leave it out");
    EXPECT_EQ(text(Rule::uncertainty_is_positive, "B=0"),
        "uncertainty=B=0: out of range (allowed: above 0); give the fraction at 95 %, e.g. 0.3 "
        "for 30 %");
    EXPECT_EQ(text(Rule::reference_uncertainty_is_positive, "Book=inf"),
        "reference_uncertainty=Book=inf: out of range (allowed: above 0); give the fraction at "
        "95 %, e.g. 0.3 for 30 %");
    EXPECT_EQ(text(Rule::reference_share_is_fraction, "China=1.5"),
        "reference_shares=China=1.5: out of range (allowed: above 0, up to 1)");
    EXPECT_EQ(text(Rule::shared_names_two, "B"),
        "shared: 'B' is not a group of inventories; name two inventories or more, each once");
    EXPECT_EQ(text(Rule::correlation_is_below_one, "B+C=1"),
        "shared: correlation out of range: B+C=1 (allowed: above -1, below 1)");
}

INSTANTIATE_TEST_SUITE_P(All, CorrectionRules, ::testing::ValuesIn(cases),
    [](const auto& one) { return std::string(one.param.id); });

TEST(BrokenRule, SoundRequests_BreakNoRule)
{
    CorrectionRequest request = blend_of_a();
    EXPECT_FALSE(broken_rule(request));
    request.shared = { { { "B", "C" }, -0.9 } };
    request.uncertainty["B"] = 0.3;
    request.reference_shares["China"] = 1.0;
    request.level = BlendLevel::trusted;
    request.trusted = "B";
    EXPECT_FALSE(broken_rule(request));
    CorrectionRequest regressed = blend_of_a();
    regressed.method = CorrectionMethod::regress;
    regressed.trusted = "B";
    regressed.target = RegressionTarget::mean;
    EXPECT_FALSE(broken_rule(regressed));
}

} // namespace
} // namespace cityflux
