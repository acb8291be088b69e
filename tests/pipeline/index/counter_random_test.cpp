#include "pipeline/index/counter_random.h"

#include <array>
#include <cmath>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using Words = std::array<std::uint32_t, 4>;

// The known answers that the authors publish for philox4x32-10.
TEST(CounterRandom, GivesTheKnownAnswersOfPhilox)
{
    EXPECT_EQ(CounterRandom(0).bits({ 0, 0, 0, 0 }),
        (Words { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 }));
    EXPECT_EQ(
        CounterRandom(0xffffffffffffffff).bits({ 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff }),
        (Words { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd }));
    EXPECT_EQ(
        CounterRandom(0x299f31d0a4093822).bits({ 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 }),
        (Words { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 }));
}

TEST(CounterRandom, IsEvenBetween0And1)
{
    const CounterRandom random(7);
    constexpr int draws = 100'000;
    double sum = 0.0;
    double squares = 0.0;
    double products = 0.0;
    for (std::uint32_t i = 0; i < draws; ++i) {
        const auto [first, second] = random.two({ i, 1, 2, 3 });
        ASSERT_GE(first, 0.0);
        ASSERT_LT(first, 1.0);
        sum += first;
        squares += first * first;
        products += first * second;
    }
    // Five standard errors.
    EXPECT_NEAR(sum / draws, 1.0 / 2.0, 5.0 * 0.2887 / std::sqrt(draws));
    EXPECT_NEAR(squares / draws, 1.0 / 3.0, 5.0 * 0.2981 / std::sqrt(draws));
    EXPECT_NEAR(products / draws, 1.0 / 4.0, 5.0 * 0.2205 / std::sqrt(draws))
        << "the two are independent";
}

} // namespace
} // namespace cityflux
