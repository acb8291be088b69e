#include "grids/storage/raw_block.h"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

template <typename T> RawBlock block_of(ElementType type, const std::vector<T>& stored)
{
    RawBlock block;
    block.resize(type, stored.size());
    std::memcpy(block.bytes.data(), stored.data(), stored.size() * sizeof(T));
    return block;
}

std::vector<double> decoded(const RawBlock& block, const Packing& packing)
{
    std::vector<double> values(block.count());
    decode(block, packing, values);
    for (double& value : values) {
        value = std::isnan(value) ? -777.0 : value;
    }
    return values;
}

using Values = std::vector<double>;
constexpr double none = -777.0; ///< stands for NaN in what is compared

TEST(RawBlock, CountsItsElements)
{
    RawBlock block;
    block.resize(ElementType::int16, 9);
    EXPECT_EQ(block.bytes.size(), 18u);
    EXPECT_EQ(block.count(), 9u);
    EXPECT_EQ(size_of(ElementType::uint8), 1u);
    EXPECT_EQ(size_of(ElementType::float32), 4u);
    EXPECT_EQ(size_of(ElementType::int64), 8u);
}

TEST(Decode, LargestFloatInFewDigits_IsNodata)
{
    constexpr float largest = std::numeric_limits<float>::max();
    for (const double printed : { 3.4028235e38, 3.40282347e38, 3.402823e38, 3.4e38 }) {
        Packing packing;
        packing.nodata = { -printed };
        EXPECT_EQ(decoded(block_of<float>(ElementType::float32, { -largest, largest, 7 }), packing),
            (Values { none, largest, 7 }))
            << printed;
    }
}

TEST(Decode, EveryTypeToItsLimits)
{
    EXPECT_EQ(decoded(block_of<std::int8_t>(ElementType::int8, { -128, 127 }), {}),
        (Values { -128, 127 }));
    EXPECT_EQ(
        decoded(block_of<std::uint8_t>(ElementType::uint8, { 0, 255 }), {}), (Values { 0, 255 }));
    EXPECT_EQ(decoded(block_of<std::int16_t>(ElementType::int16, { -32768, 32767 }), {}),
        (Values { -32768, 32767 }));
    EXPECT_EQ(decoded(block_of<std::uint16_t>(ElementType::uint16, { 0, 65535 }), {}),
        (Values { 0, 65535 }));
    EXPECT_EQ(decoded(block_of<std::int32_t>(ElementType::int32, { INT32_MIN, INT32_MAX }), {}),
        (Values { -2147483648.0, 2147483647.0 }));
    EXPECT_EQ(decoded(block_of<std::uint32_t>(ElementType::uint32, { 0, UINT32_MAX }), {}),
        (Values { 0, 4294967295.0 }));
    EXPECT_EQ(decoded(block_of<std::int64_t>(ElementType::int64, { -5, 1LL << 53 }), {}),
        (Values { -5, 9007199254740992.0 }));
    EXPECT_EQ(decoded(block_of<std::uint64_t>(ElementType::uint64, { 0, 1ULL << 63 }), {}),
        (Values { 0, 9223372036854775808.0 }));
    EXPECT_EQ(decoded(block_of<float>(ElementType::float32, { 0.1F }), {}),
        (Values { static_cast<double>(0.1F) }));
    EXPECT_EQ(decoded(block_of<double>(ElementType::float64, { 0.1 }), {}), (Values { 0.1 }));
}

TEST(Decode, ScaleAndOffsetAfterNodata)
{
    Packing packing;
    packing.scale = 0.5;
    packing.offset = 100.0;
    packing.nodata = { -999 };
    EXPECT_EQ(decoded(block_of<std::int16_t>(ElementType::int16, { 0, 2, -999, -4 }), packing),
        (Values { 100, 101, none, 98 }));
}

TEST(Decode, NodataInItsDisguises)
{
    Packing packing;
    packing.nodata = { -9999, -1, 1e30 };
    EXPECT_EQ(
        decoded(block_of<double>(ElementType::float64, { -9999, -1, 1e30, 1e29, 0 }), packing),
        (Values { none, none, none, 1e29, 0 }));
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    EXPECT_EQ(decoded(block_of<double>(ElementType::float64, { nan, infinity, -infinity, 5 }), {}),
        (Values { none, none, none, 5 }));
    packing.nodata = { nan };
    EXPECT_EQ(
        decoded(block_of<double>(ElementType::float64, { nan, 5 }), packing), (Values { none, 5 }));
    EXPECT_EQ(
        decoded(block_of<std::int16_t>(ElementType::int16, { 0, 5 }), packing), (Values { 0, 5 }));
}

TEST(Decode, Nodata_IsComparedAsStored)
{
    // 9.96921e36 written as a double is not the float32 that stands in the grid.
    Packing packing;
    packing.nodata = { 9.96921e36, -3.4028234663852886e38, 0.1 };
    EXPECT_EQ(decoded(block_of<float>(ElementType::float32,
                          { 9.96921e36F, std::numeric_limits<float>::lowest(), 0.1F, 1 }),
                  packing),
        (Values { none, none, none, 1 }));
}

TEST(Decode, NodataBeyondType_MatchesNothing)
{
    Packing packing;
    packing.nodata = { -9999, 1e30, 0.5, 256 };
    EXPECT_EQ(decoded(block_of<std::uint8_t>(ElementType::uint8, { 0, 1, 241, 255 }), packing),
        (Values { 0, 1, 241, 255 }))
        << "-9999 is 241 modulo 256";
    packing.nodata = { 1e300, -1e300 };
    EXPECT_EQ(
        decoded(block_of<float>(ElementType::float32, { std::numeric_limits<float>::max(), 0 }),
            packing),
        (Values { static_cast<double>(std::numeric_limits<float>::max()), 0 }));
}

TEST(Decode, NodataAtTheLimitsOfWholeNumbers)
{
    Packing packing;
    packing.nodata = { -9223372036854775808.0, 9223372036854775807.0 };
    EXPECT_EQ(
        decoded(block_of<std::int64_t>(ElementType::int64, { INT64_MIN, INT64_MAX, 0 }), packing),
        (Values { none, none, 0 }));
    packing.nodata = { 18446744073709551615.0 };
    EXPECT_EQ(decoded(block_of<std::uint64_t>(ElementType::uint64, { UINT64_MAX, 0 }), packing),
        (Values { none, 0 }));
}

TEST(Decode, ValidRange_IncludesItsStoredEnds)
{
    Packing packing;
    packing.valid_min = 0.0;
    packing.valid_max = 10.0;
    packing.scale = 100.0;
    EXPECT_EQ(decoded(block_of<std::int16_t>(ElementType::int16, { -1, 0, 10, 11 }), packing),
        (Values { none, 0, 1000, none }));
    packing.valid_max.reset();
    EXPECT_EQ(decoded(block_of<std::int16_t>(ElementType::int16, { -1, 0, 10, 11 }), packing),
        (Values { none, 0, 1000, 1100 }));
}

TEST(Decode, ValidRange_IsComparedAsStored)
{
    // 0.7F lies below 0.7, and 0.1F above 0.1: the ends of the range must still count.
    Packing packing;
    packing.valid_min = 0.7;
    packing.valid_max = 1.1;
    EXPECT_EQ(decoded(block_of<float>(ElementType::float32, { 0.7F, 1.1F, 0.69F }), packing),
        (Values { static_cast<double>(0.7F), static_cast<double>(1.1F), none }));
}

} // namespace
} // namespace cityflux
