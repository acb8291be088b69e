#include "pipeline/clip/colour_scale.h"

#include <cmath>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SequentialColour, DarkensEvenly)
{
    // Rounding to 8 bits moves lightness by about 0.002.
    for (int i = 0; i <= 20; ++i) {
        const double position = i / 20.0;
        EXPECT_NEAR(lightness_of(sequential_colour(position)), 0.96 - 0.68 * position, 0.004)
            << position;
    }
}

TEST(SequentialColour, GoesFromYellowByRedToViolet)
{
    const Colour light = sequential_colour(0.0);
    EXPECT_GT(light.red, 230);
    EXPECT_GT(light.green, 230);
    EXPECT_LT(light.blue, light.green);
    const Colour middle = sequential_colour(0.5);
    EXPECT_GT(middle.red, middle.green + 80);
    EXPECT_GT(middle.red, middle.blue + 40);
    const Colour dark = sequential_colour(1.0);
    EXPECT_GT(dark.blue, dark.green + 30);
    EXPECT_LT(dark.red, 100);
    EXPECT_EQ(sequential_colour(-1.0), light);
    EXPECT_EQ(sequential_colour(2.0), dark);
}

TEST(LightnessOf, IsThatOfOklab)
{
    EXPECT_NEAR(lightness_of({ 255, 255, 255 }), 1.0, 1e-6);
    EXPECT_NEAR(lightness_of({ 0, 0, 0 }), 0.0, 1e-9);
    EXPECT_NEAR(lightness_of({ 255, 0, 0 }), 0.627955, 1e-5) << "sRGB red in Ottosson's own table";
}

TEST(LogScale, SpansWhatIsAboveZero)
{
    const std::vector<double> values { std::nan(""), -3.0, 0.0, 1.0, 10.0, 1000.0 };
    const LogScale scale(values);
    EXPECT_DOUBLE_EQ(scale.low(), 1.0);
    EXPECT_DOUBLE_EQ(scale.high(), 1000.0);
    EXPECT_FALSE(scale.cut());
    EXPECT_NEAR(scale.position_of(10.0), 1.0 / 3.0, 1e-12);
    EXPECT_EQ(scale.position_of(0.001), 0.0);
    EXPECT_THAT(scale.ticks(),
        ElementsAre(DoubleNear(1, 1e-9), DoubleNear(10, 1e-9), DoubleNear(100, 1e-9),
            DoubleNear(1000, 1e-9)));
}

TEST(LogScale, IsNeitherTooShortNorTooLong)
{
    const std::vector<double> one { 5.0 };
    EXPECT_DOUBLE_EQ(LogScale(one).low(), 0.5);
    EXPECT_THAT(LogScale(one).ticks(),
        ElementsAre(
            DoubleNear(0.5, 1e-9), DoubleNear(1, 1e-9), DoubleNear(2, 1e-9), DoubleNear(5, 1e-9)));
    const std::vector<double> far { 1e-9, 1e3 };
    EXPECT_DOUBLE_EQ(LogScale(far).low(), 1e-3);
    EXPECT_TRUE(LogScale(far).cut());
    const std::vector<double> none { 0.0, -1.0, std::nan("") };
    EXPECT_TRUE(LogScale(none).empty());
    EXPECT_THAT(LogScale(none).ticks(), IsEmpty());
}

TEST(LogScale, LeavesTwoPercentBelow)
{
    std::vector<double> values(1000, 50.0);
    values[0] = 1e-3; // one stray cell does not stretch the scale
    values[1] = 100.0;
    EXPECT_DOUBLE_EQ(LogScale(values).low(), 10.0) << "at least a power of ten";
    EXPECT_TRUE(LogScale(values).cut());
}

TEST(TickText, IsShort)
{
    EXPECT_EQ(tick_text(0.02), "0.02");
    EXPECT_EQ(tick_text(500.0), "500");
    EXPECT_EQ(tick_text(1e4), "10⁴");
    EXPECT_EQ(tick_text(2e6), "2 × 10⁶");
    EXPECT_EQ(tick_text(1e-12), "10⁻¹²");
}

} // namespace
} // namespace cityflux
