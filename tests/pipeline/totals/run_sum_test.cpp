#include "pipeline/totals/run_sum.h"

#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

/// The order that the declaration promises, one number at a time.
template <typename T> RunSum one_by_one(const std::vector<T>& values)
{
    std::array<double, 4> lanes {};
    std::size_t valid = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i] == values[i]) {
            lanes[i < values.size() / 4 * 4 ? i % 4 : 0] += static_cast<double>(values[i]);
            ++valid;
        }
    }
    return { (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]), valid };
}

template <typename T> void expect_the_promised_order()
{
    std::mt19937 random(3);
    std::uniform_real_distribution<double> exponent(-20.0, 20.0);
    for (std::size_t count = 0; count < 70; ++count) {
        for (std::size_t offset = 0; offset < 4; ++offset) {
            std::vector<T> values(offset, T { 1 });
            for (std::size_t i = 0; i < count; ++i) {
                values.push_back(random() % 5 == 0 ? std::numeric_limits<T>::quiet_NaN()
                                                   : static_cast<T>(std::exp2(exponent(random))));
            }
            const std::vector<T> run(
                values.begin() + static_cast<std::ptrdiff_t>(offset), values.end());
            const RunSum expected = one_by_one(run);
            const RunSum got = sum_run(values.data() + offset, count);
            EXPECT_EQ(got.sum, expected.sum) << count << " from " << offset;
            EXPECT_EQ(got.valid, expected.valid) << count << " from " << offset;
            EXPECT_EQ(sum_short_run(values.data() + offset, count).sum, expected.sum)
                << count << " from " << offset;
            EXPECT_EQ(sum_short_run(values.data() + offset, count).valid, expected.valid)
                << count << " from " << offset;
        }
    }
}

TEST(RunSum, SumsFloatsInThePromisedOrder)
{
    expect_the_promised_order<float>();
}

TEST(RunSum, SumsDoublesInThePromisedOrder)
{
    expect_the_promised_order<double>();
}

TEST(RunSum, RunWithoutData_IsZero)
{
    const std::vector<float> nothing(9, std::numeric_limits<float>::quiet_NaN());
    EXPECT_EQ(sum_run(nothing.data(), nothing.size()).sum, 0.0);
    EXPECT_EQ(sum_run(nothing.data(), nothing.size()).valid, 0u);
    EXPECT_EQ(sum_run(nothing.data(), 0).valid, 0u);
}

} // namespace
} // namespace cityflux
