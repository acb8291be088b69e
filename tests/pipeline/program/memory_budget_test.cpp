#include "pipeline/program/memory_budget.h"

#include "tests/refusal.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

constexpr std::size_t megabyte = 1'000'000;

TEST(MemoryBudget, CountsWhatIsTouched)
{
    const std::size_t before = resident_bytes();
    ASSERT_GT(before, 0u);
    std::vector<char> touched(64 * megabyte);
    std::fill(touched.begin(), touched.end(), 'x');
    EXPECT_GE(resident_bytes() + megabyte, before + touched.size());
    EXPECT_EQ(touched[touched.size() / 2], 'x');
    EXPECT_GE(most_resident_bytes() + megabyte, before + touched.size());
}

TEST(MemoryBudget, Rest_IsLeftForTiles)
{
    // The program itself is not counted ...
    EXPECT_EQ(left_for_tiles(512 * megabyte, 0), 512 * megabyte);
    EXPECT_EQ(left_for_tiles(512 * megabyte, 150 * megabyte), 512 * megabyte);
    // ... what it keeps besides is ...
    EXPECT_EQ(left_for_tiles(512 * megabyte, 400 * megabyte), 262 * megabyte);
    // ... until nothing is left.
    EXPECT_EQ(left_for_tiles(512 * megabyte, 662 * megabyte), 0u);
    EXPECT_EQ(left_for_tiles(512 * megabyte, 900 * megabyte), 0u);
}

TEST(MemoryBudget, InvalidSize_IsRefused)
{
    EXPECT_EQ(memory_bytes_of("512MB"), 512 * megabyte);
    EXPECT_EQ(refusal_of<UsageError>([] { memory_bytes_of("much"); }),
        "memory: 'much' is not a size (allowed: above 0, up to 1e15 bytes); write a size, e.g. "
        "512MB or 2GB");
    EXPECT_THAT(refused<UsageError>([] { memory_bytes_of("10"); }),
        IsProblem(ProblemCode::missing, "memory"));
    EXPECT_EQ(memory_bytes_of("10B"), 10u);
    EXPECT_THAT(refused<UsageError>([] { memory_bytes_of("2000TB"); }),
        IsProblem(ProblemCode::invalid, "memory"));
}

} // namespace
} // namespace cityflux
