#include "pipeline/index/expression.h"

#include "tests/refusal.h"

#include <clocale>
#include <cmath>
#include <locale>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;

double value_of(const std::string& text, const std::vector<std::string>& names,
    const std::vector<double>& values)
{
    return Expression(text, names, "x.toml")(values);
}

std::string refusal(const std::string& text, const std::vector<std::string>& names)
{
    return refusal_of([&] { Expression(text, names, "x.toml: indicator '1.1'"); });
}

TEST(Expression, CalculatesByTheRulesOfArithmetic)
{
    EXPECT_EQ(value_of("co2 / gdp", { "co2", "gdp" }, { 6.0, 3.0 }), 2.0);
    EXPECT_EQ(value_of("now / before - 1", { "now", "before" }, { 3.0, 2.0 }), 0.5);
    EXPECT_EQ(value_of("-2 ^ 2 + a * (b - 1)", { "a", "b" }, { 3.0, 5.0 }), -4.0 + 12.0);
    EXPECT_EQ(value_of("a > 1 ? 10 : 20", { "a" }, { 2.0 }), 10.0);
    EXPECT_NEAR(value_of("100 * ln(a)", { "a" }, { std::exp(1.0) }), 100.0, 1e-12);
    EXPECT_EQ(value_of("pm25", { "pm25" }, { 35.5 }), 35.5);
}

TEST(Expression, DivisionByZero_IsNotFinite)
{
    EXPECT_FALSE(std::isfinite(value_of("co2 / gdp", { "co2", "gdp" }, { 6.0, 0.0 })));
    EXPECT_FALSE(std::isfinite(value_of("co2 / gdp", { "co2", "gdp" }, { 0.0, 0.0 })));
    EXPECT_FALSE(std::isfinite(value_of("sqrt(a)", { "a" }, { -1.0 })));
}

TEST(Expression, InvalidExpression_IsRefusedWithPosition)
{
    EXPECT_THAT(refusal("co2 / (gdp", { "co2", "gdp" }),
        HasSubstr("x.toml: indicator '1.1': invalid expression 'co2 / (gdp' at character"));
    EXPECT_THAT(refusal("co2 / / gdp", { "co2", "gdp" }), HasSubstr("at character 7"));
    EXPECT_THAT(refusal("", {}), HasSubstr("invalid expression ''"));
    EXPECT_EQ(refusal("co2, gdp", { "co2", "gdp" }),
        "x.toml: indicator '1.1': invalid expression 'co2, gdp': 2 results, separated by commas, "
        "instead of one");
    EXPECT_EQ(refusal("co2 = 3", { "co2" }),
        "x.toml: indicator '1.1': invalid assignment at character 5 of the expression 'co2 = 3'; "
        "compare with ==");
}

TEST(Expression, RefusesNames)
{
    const std::string subject = "x.toml: indicator '1.1': ";
    EXPECT_EQ(refusal("co2 / gpd", { "co2", "gdp" }),
        subject + "unknown name 'gpd' at character 7 of the expression 'co2 / gpd' (nearest: gdp)");
    EXPECT_EQ(refusal("co2", { "co2", "gdp" }),
        subject + "unused input 'gdp' of the expression 'co2'; leave it out");
    EXPECT_EQ(refusal("min + 1", { "min" }),
        subject
            + "ambiguous input 'min', also the name of a function or constant; rename the input");
    EXPECT_EQ(refusal("a + 1", { "a", "a" }), subject + "duplicate input 'a'; rename one");
    EXPECT_EQ(refusal("a", { "a b" }),
        subject + "'a b' is not a name of an expression; use letters, digits and _");
}

class Commas : public std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
};

TEST(Expression, HasADecimalPointInEveryLocale)
{
    const std::locale before = std::locale::global(std::locale(std::locale::classic(), new Commas));
    const std::string c_before = std::setlocale(LC_ALL, nullptr);
    std::setlocale(LC_ALL, "de_DE.UTF-8"); // where the machine has it
    EXPECT_EQ(value_of("1.5 * a", { "a" }, { 2.0 }), 3.0);
    EXPECT_EQ(value_of("1234.5 + a", { "a" }, { 0.5 }), 1235.0);
    std::setlocale(LC_ALL, c_before.c_str());
    std::locale::global(before);
}

TEST(RangeAtEnds, IsTheRangeOfAMonotoneExpression)
{
    const Expression ratio("co2 / gdp", { "co2", "gdp" }, "x");
    const Interval range = range_at_ends(
        ratio, std::vector { 6.0, 3.0 }, std::vector<Interval> { { 5.0, 8.0 }, { 2.0, 4.0 } }, "x");
    EXPECT_EQ(range.lower, 5.0 / 4.0);
    EXPECT_EQ(range.upper, 8.0 / 2.0);
    const Interval none = range_at_ends(
        ratio, std::vector { 6.0, 3.0 }, std::vector<Interval> { { 6.0, 6.0 }, { 3.0, 3.0 } }, "x");
    EXPECT_EQ(none.lower, 2.0);
    EXPECT_EQ(none.upper, 2.0);
}

TEST(RangeAtEnds, EndWithoutValue_IsLeftOut)
{
    const Expression ratio("a / b", { "a", "b" }, "x");
    const Interval range = range_at_ends(
        ratio, std::vector { 6.0, 3.0 }, std::vector<Interval> { { 6.0, 6.0 }, { 0.0, 4.0 } }, "x");
    EXPECT_EQ(range.lower, 1.5);
    EXPECT_EQ(range.upper, 2.0);
}

} // namespace
} // namespace cityflux
