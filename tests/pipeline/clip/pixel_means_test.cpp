#include "pipeline/clip/pixel_means.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/// Two rows of two cells of 1 x 1 in a plane, from north to south.
const Grid two_by_two { Axis(0.0, 1.0, 2), Axis(2.0, -1.0, 2),
    Crs::parse("EPSG:4549", "the test") };

TEST(PixelMeans, SmallPixels_ShowTheirCell)
{
    const MapFrame frame(two_by_two, { 10.0, 20.0, 4.0, 4.0 });
    const double values[] = { 1.0, 2.0, 3.0, nothing };
    const PixelMeans means(frame, values);
    ASSERT_EQ(means.width(), 4u);
    ASSERT_EQ(means.height(), 4u);
    EXPECT_EQ(means.mean(0, 0), 1.0);
    EXPECT_EQ(means.mean(1, 1), 1.0);
    EXPECT_EQ(means.mean(2, 0), 2.0);
    EXPECT_EQ(means.mean(0, 3), 3.0);
    EXPECT_TRUE(std::isnan(means.mean(3, 3)));
}

TEST(PixelMeans, LargePixel_ShowsMeanOfData)
{
    const MapFrame frame(two_by_two, { 0.0, 0.0, 1.0, 1.0 });
    const double values[] = { 1.0, 2.0, 6.0, nothing };
    const PixelMeans means(frame, values);
    ASSERT_EQ(means.width(), 1u);
    EXPECT_EQ(means.mean(0, 0), 3.0);
}

} // namespace
} // namespace cityflux
