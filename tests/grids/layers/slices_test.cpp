#include "grids/layers/slices.h"

#include "tests/refusal.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;
using Slice = std::vector<std::size_t>;

GridVariable variable_of(const std::vector<std::pair<std::string, std::size_t>>& dimensions)
{
    GridVariable variable;
    variable.name = "emi";
    for (const auto& [name, size] : dimensions) {
        SliceDimension dimension;
        dimension.name = name;
        dimension.size = size;
        variable.dimensions.push_back(dimension);
    }
    return variable;
}

std::vector<Slice> slices_of(const GridVariable& variable)
{
    std::vector<Slice> slices;
    for_each_slice(variable.dimensions, [&](const Slice& slice) { slices.push_back(slice); });
    return slices;
}

TEST(Slices, TwoDimensions_LastVariesFastest)
{
    const std::vector<Slice> expected { { 0, 0 }, { 0, 1 }, { 0, 2 }, { 1, 0 }, { 1, 1 },
        { 1, 2 } };
    EXPECT_EQ(slices_of(variable_of({ { "time", 2 }, { "sector", 3 } })), expected);
}

TEST(Slices, NoDimensions_OneSlice)
{
    EXPECT_EQ(slices_of(variable_of({})), std::vector<Slice> { {} });
}

TEST(Slices, EmptyDimension_Refused)
{
    EXPECT_THAT(refusal_of([&] {
        check_slices(variable_of({ { "time", 0 } }), "a.nc");
    }),
        HasSubstr("dimension 'time' is empty"));
}

TEST(Slices, MoreThanAMillion_Refused)
{
    const GridVariable most = variable_of({ { "time", 1000 }, { "sector", 1000 } });
    EXPECT_NO_THROW(check_slices(most, "a.nc"));
    const GridVariable more = variable_of({ { "time", 1000 }, { "sector", 1001 } });
    EXPECT_THAT(refusal_of([&] { check_slices(more, "a.nc"); }), HasSubstr("1001 along 'sector'"));
}

TEST(Slices, Text_CountsFromOne)
{
    EXPECT_EQ(slice_text(variable_of({ { "time", 2 }, { "sector", 3 } }), { 0, 2 }),
        "layer 'emi' time 1 sector 3");
}

} // namespace
} // namespace cityflux
