#include "grids/storage/bare_text.h"

#include "tests/refusal.h"
#include "tests/temporary_folder.h"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;
using Values = std::vector<double>;

constexpr double none = -777.0; ///< stands for NaN in what is compared

/// Two rows of three cells from 10 E on, the first between 52 and 51 N.
BareTextForm two_by_three()
{
    BareTextForm form;
    form.rows = 2;
    form.columns = 3;
    form.x_origin = 10.0;
    form.y_origin = 52.0;
    form.x_step = 1.0;
    form.y_step = -1.0;
    return form;
}

class BareTextTest : public testing::Test {
protected:
    Values read(const std::string& text, const BareTextForm& form)
    {
        const auto file = open_bare_text(folder_.write("a.dat", text), form);
        EXPECT_EQ(file->format(), "bare text");
        EXPECT_EQ(file->grid().x, Axis(10, 1, 3));
        EXPECT_EQ(file->grid().y, Axis(52, -1, 2));
        EXPECT_FALSE(file->grid().crs);
        Values values = file->values(file->variables().at(0), {}, { 0, 2 });
        for (double& value : values) {
            value = std::isnan(value) ? none : value;
        }
        return values;
    }
    std::string refusal(const std::string& text, const BareTextForm& form)
    {
        return refusal_of([&] { read(text, form); });
    }

    TemporaryFolder folder_;
};

TEST_F(BareTextTest, RowsOfNumbers)
{
    const Values expected { 1, 2, 3, 4, 5, 6 };
    EXPECT_EQ(read("1 2 3\n4 5 6\n", two_by_three()), expected);
    EXPECT_EQ(read("1\n2\n3\n4\n5\n6\n", two_by_three()), expected) << "one to a line";
    EXPECT_EQ(read("  1.0E+00  2  3  4\r\n 5 0.6D+01", two_by_three()), expected)
        << "wrapped anyhow, in Fortran";
    EXPECT_EQ(read("1,2,3\n4,5,6\n", two_by_three()), expected);
}

TEST_F(BareTextTest, ColumnsOfNumbers)
{
    BareTextForm form = two_by_three();
    form.row_major = false;
    EXPECT_EQ(read("1 4\n2 5\n3 6\n", form), (Values { 1, 2, 3, 4, 5, 6 }));
}

TEST_F(BareTextTest, SkipsItsHeaderAndMarksNodata)
{
    BareTextForm form = two_by_three();
    form.skip_lines = 2;
    form.nodata = { -1, -9999 };
    EXPECT_EQ(read("CO2 of 2010\n3 2\n1 -1 3\n4 -9999 NaN\n", form),
        (Values { 1, none, 3, 4, none, none }));
}

TEST_F(BareTextTest, WrongNumberCount_IsRefused)
{
    EXPECT_THAT(refusal("1 2 3\n4 5\n", two_by_three()),
        HasSubstr("a.dat: 5 numbers, but the inventory declares 2 rows x 3 columns = 6"));
    EXPECT_THAT(refusal("1 2 3\n4 5 6\n7\n", two_by_three()), HasSubstr("7 numbers"));
    EXPECT_THAT(refusal("", two_by_three()), HasSubstr("0 numbers"));
}

TEST_F(BareTextTest, WordAmongNumbers_IsRefused)
{
    EXPECT_THAT(refusal("1 2 3\n4 five 6\n", two_by_three()),
        HasSubstr("a.dat: line 2: 'five' is not a number"));
}

} // namespace
} // namespace cityflux
