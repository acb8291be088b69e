#include "grids/text/number_text.h"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using Fields = std::vector<std::string_view>;

TEST(NumberText, ReadsDecimalAndExponentNotation)
{
    EXPECT_EQ(number_of("0"), 0.0);
    EXPECT_EQ(number_of("-12.5"), -12.5);
    EXPECT_EQ(number_of("+3"), 3.0);
    EXPECT_EQ(number_of(".5"), 0.5);
    EXPECT_EQ(number_of("7."), 7.0);
    EXPECT_EQ(number_of("1.5e3"), 1500.0);
    EXPECT_EQ(number_of("1.5E+03"), 1500.0);
    EXPECT_EQ(number_of(" 42\t"), 42.0);
    EXPECT_EQ(number_of("\"42\""), 42.0);
    EXPECT_EQ(number_of("123456789.123"), 123456789.123) << "to the last digit of float64";
}

TEST(NumberText, ReadsFortran)
{
    EXPECT_EQ(number_of("1.5D+03"), 1500.0);
    EXPECT_EQ(number_of("0.25d-2"), 0.0025);
}

TEST(NumberText, Underflow_IsZero)
{
    EXPECT_EQ(number_of("1e-400"), 0.0);
    EXPECT_EQ(number_of("-1.0D-400"), 0.0);
}

TEST(NumberText, NothingIsNotZero)
{
    for (const char* field : { "", "  ", "NaN", "nan", "NAN", "NA", "\"\"" }) {
        ASSERT_TRUE(number_of(field).has_value()) << "'" << field << "'";
        EXPECT_TRUE(std::isnan(*number_of(field))) << "'" << field << "'";
    }
}

TEST(NumberText, TextWithoutNumber_IsRefused)
{
    for (const char* field : { "abc", "1,5", "12kg", "1.2.3", "1e", "d", "1d", "--1", "+-1", "++1",
             "0x10", "inf", "-inf", "1e400", "1 2", "-", "+", ".", "2019-03" }) {
        EXPECT_FALSE(number_of(field).has_value()) << "'" << field << "'";
    }
}

TEST(Fields, AnySeparator_DividesFields)
{
    const Fields expected { "1", "2.5", "3" };
    EXPECT_EQ(fields_of("1;2.5;3"), expected);
    EXPECT_EQ(fields_of("1,2.5,3"), expected);
    EXPECT_EQ(fields_of("1\t2.5\t3"), expected);
    EXPECT_EQ(fields_of("1 2.5 3"), expected);
    EXPECT_EQ(fields_of("   1    2.5  3   "), expected);
    EXPECT_EQ(fields_of("1; 2.5 ;3"), expected);
    EXPECT_EQ(fields_of("\"1\",\"2.5\",\"3\""), expected);
}

TEST(Fields, EmptyFieldsStay)
{
    EXPECT_EQ(fields_of("1;;3"), (Fields { "1", "", "3" }));
    EXPECT_EQ(fields_of("1,2,"), (Fields { "1", "2", "" }));
    EXPECT_TRUE(fields_of("").empty());
    EXPECT_TRUE(fields_of("   ").empty());
}

} // namespace
} // namespace cityflux
