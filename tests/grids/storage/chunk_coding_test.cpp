#include "grids/storage/chunk_coding.h"

#include "tests/refusal.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <cpl_conv.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;
using Bytes = std::vector<std::byte>;

/// Bytes without a pattern, the same in each run.
Bytes noise(std::size_t count)
{
    Bytes bytes(count);
    std::uint32_t state = 7;
    for (std::byte& byte : bytes) {
        state = state * 1664525u + 1013904223u;
        byte = static_cast<std::byte>(state >> 24);
    }
    return bytes;
}

/// Returns the output of HDF5's shuffle filter (HDF5 user's guide, "Using the Shuffle Filter"): all
/// first bytes, all second bytes ..., and the bytes after the last whole number unchanged.
Bytes shuffled(const Bytes& plain, std::size_t size)
{
    const std::size_t count = plain.size() / size;
    Bytes out;
    for (std::size_t b = 0; b < size; ++b) {
        for (std::size_t i = 0; i < count; ++i) {
            out.push_back(plain[i * size + b]);
        }
    }
    out.insert(out.end(), plain.begin() + static_cast<std::ptrdiff_t>(count * size), plain.end());
    return out;
}

Bytes unshuffled(const Bytes& bytes, std::size_t size)
{
    Bytes plain(bytes.size());
    unshuffle(bytes, size, plain);
    return plain;
}

/// Deflated by GDAL, in the format of zlib as HDF5 has it.
Bytes deflated(const Bytes& plain)
{
    std::size_t size = 0;
    const std::unique_ptr<void, decltype(&VSIFree)> zlib(
        CPLZLibDeflate(plain.data(), plain.size(), 6, nullptr, 0, &size), &VSIFree);
    const auto* bytes = static_cast<const std::byte*>(zlib.get());
    return { bytes, bytes + size };
}

constexpr ChunkFilter shuffle = ChunkFilter::shuffle;
constexpr ChunkFilter deflate = ChunkFilter::deflate;
constexpr ChunkFilter checksum = ChunkFilter::fletcher32;

/// Returns the coding of a chunk of 'co2'. The filters are in the order of writing.
ChunkCoding coding_of(std::vector<ChunkFilter> filters, std::size_t plain_bytes)
{
    return { std::move(filters), plain_bytes, "co2", { 3, 0, 400 } };
}

/// The bytes with their checksum behind them, as the fletcher32 filter has it: the lowest byte
/// first.
Bytes with_checksum(Bytes bytes)
{
    const std::uint32_t sum = fletcher32(bytes);
    for (std::size_t b = 0; b < 4; ++b) {
        bytes.push_back(static_cast<std::byte>(sum >> (8 * b)));
    }
    return bytes;
}

Bytes filtered(Bytes bytes, const std::vector<ChunkFilter>& filters, std::size_t size)
{
    for (const ChunkFilter filter : filters) {
        bytes = filter == shuffle ? shuffled(bytes, size)
            : filter == deflate   ? deflated(bytes)
                                  : with_checksum(bytes);
    }
    return bytes;
}

RawBlock coded(ElementType type, Bytes bytes, const ChunkCoding& coding)
{
    RawBlock block;
    block.type = type;
    block.bytes = std::move(bytes);
    block.coding = coding;
    return block;
}

std::string refusal_to_unpack(RawBlock block)
{
    return refusal_of([&] { unpack(block, "a.nc"); });
}

TEST(Unshuffle, TwoNumbersByEye)
{
    const auto bytes = [](std::initializer_list<int> numbers) {
        Bytes all;
        for (const int number : numbers) {
            all.push_back(static_cast<std::byte>(number));
        }
        return all;
    };
    EXPECT_EQ(unshuffled(bytes({ 1, 5, 2, 6, 3, 7, 4, 8 }), 4), bytes({ 1, 2, 3, 4, 5, 6, 7, 8 }));
    EXPECT_EQ(unshuffled(bytes({ 1, 3, 5, 2, 4, 6 }), 2), bytes({ 1, 2, 3, 4, 5, 6 }));
}

TEST(Unshuffle, AnySizeAndLength)
{
    for (const std::size_t size : { 1u, 2u, 4u, 8u }) {
        for (const std::size_t count : { 0u, 1u, 15u, 16u, 17u, 31u, 32u, 33u, 1000u }) {
            for (std::size_t rest = 0; rest < size; ++rest) {
                const Bytes plain = noise(count * size + rest);
                EXPECT_EQ(unshuffled(shuffled(plain, size), size), plain)
                    << count << " numbers of " << size << " bytes and " << rest << " bytes more";
            }
        }
    }
}

TEST(Unshuffle, BytesThatBeginAnywhere)
{
    // Vector instructions for aligned addresses would fault here.
    const Bytes plain = noise(4 * 100);
    Bytes moved = shuffled(plain, 4);
    moved.insert(moved.begin(), std::byte { 0 });
    Bytes out(plain.size() + 3);
    unshuffle(std::span(moved).subspan(1), 4, std::span(out).subspan(3));
    EXPECT_EQ(Bytes(out.begin() + 3, out.end()), plain);
}

TEST(Unpack, PlainBlock_StaysUnchanged)
{
    RawBlock block;
    block.resize(ElementType::int16, 3);
    block.bytes = noise(6);
    unpack(block, "a.nc");
    EXPECT_EQ(block.bytes, noise(6));
}

TEST(Unpack, GivesBackWhatWasCoded)
{
    for (const ElementType type :
        { ElementType::uint8, ElementType::int16, ElementType::float32, ElementType::float64 }) {
        for (const std::size_t count : { 1u, 15u, 16u, 17u, 1000u, 100000u }) {
            const Bytes plain = noise(count * size_of(type));
            for (const auto& filters :
                std::vector<std::vector<ChunkFilter>> { {}, { shuffle }, { deflate }, { checksum },
                    { shuffle, deflate }, { deflate, shuffle }, { shuffle, checksum, deflate },
                    { checksum, shuffle, deflate }, { shuffle, deflate, checksum },
                    { deflate, checksum }, { checksum, deflate, shuffle, checksum } }) {
                const std::size_t size = size_of(type);
                RawBlock block
                    = coded(type, filtered(plain, filters, size), coding_of(filters, plain.size()));
                unpack(block, "a.nc");
                EXPECT_EQ(block.bytes, plain)
                    << count << " of " << size << " bytes, " << filters.size() << " filters";
                EXPECT_EQ(block.count(), count);
                EXPECT_FALSE(block.coding) << "a second unpack must do nothing";
            }
        }
    }
}

TEST(Unpack, ManyChunksOnManyThreads)
{
    std::vector<int> wrong(4, 0);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < wrong.size(); ++t) {
        threads.emplace_back([&wrong, t] {
            for (std::size_t i = 1; i < 50; ++i) {
                const Bytes plain = noise(4 * i * (t + 1));
                RawBlock block = coded(ElementType::float32, deflated(shuffled(plain, 4)),
                    coding_of({ shuffle, deflate }, plain.size()));
                unpack(block, "a.nc");
                wrong[t] += block.bytes != plain ? 1 : 0;
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

TEST(Unpack, DamagedBytesAreRefused)
{
    const Bytes plain = noise(4000);
    const Bytes whole = deflated(plain);
    // From the header, through the content, to the checksum at the end.
    for (const std::size_t place :
        { std::size_t { 0 }, std::size_t { 5 }, whole.size() / 2, whole.size() - 1 }) {
        Bytes damaged = whole;
        damaged[place] ^= std::byte { 0x55 };
        const std::string message = refusal_to_unpack(
            coded(ElementType::float32, damaged, coding_of({ deflate }, plain.size())));
        EXPECT_EQ(message,
            "a.nc: chunk of 'co2' from index 3,0,400: damaged: it does not inflate to its 4000 "
            "bytes; get the file again")
            << "byte " << place;
    }
    EXPECT_THAT(
        refusal_to_unpack(coded(ElementType::float32, {}, coding_of({ deflate }, plain.size()))),
        HasSubstr(": damaged: "));
}

TEST(Unpack, WrongLength_IsRefused)
{
    const Bytes plain = noise(400);
    const Bytes whole = deflated(plain);
    const Bytes cut(whole.begin(), whole.end() - 20);
    EXPECT_THAT(refusal_to_unpack(coded(ElementType::float32, cut, coding_of({ deflate }, 400))),
        HasSubstr("does not inflate to its 400 bytes"))
        << "cut short";
    EXPECT_THAT(refusal_to_unpack(coded(ElementType::float32, whole, coding_of({ deflate }, 404))),
        HasSubstr("does not inflate to its 404 bytes"))
        << "too little";
    EXPECT_THAT(
        refusal_to_unpack(coded(ElementType::float32, whole, coding_of({ shuffle, deflate }, 396))),
        HasSubstr("does not inflate to its 396 bytes"))
        << "too much";
    EXPECT_EQ(refusal_to_unpack(coded(ElementType::float32, plain, coding_of({ shuffle }, 404))),
        "a.nc: chunk of 'co2' from index 3,0,400: damaged: it has 400 bytes instead of 404; get "
        "the file again");
}

TEST(Fletcher32, BytesByHand)
{
    const auto sum_of = [](std::initializer_list<int> numbers) {
        Bytes bytes;
        for (const int number : numbers) {
            bytes.push_back(static_cast<std::byte>(number));
        }
        return fletcher32(bytes);
    };
    EXPECT_EQ(sum_of({}), 0u);
    EXPECT_EQ(sum_of({ 1, 2 }), 0x01020102u);
    EXPECT_EQ(sum_of({ 1, 2, 3, 4 }), 0x05080406u) << "0102 + 0304, and 0102 + 0406";
    EXPECT_EQ(sum_of({ 1, 2, 3 }), 0x05040402u) << "the odd byte is the higher one of a word";
    EXPECT_EQ(sum_of({ 255, 255 }), 0xffffffffu);
    EXPECT_EQ(sum_of({ 255, 255, 0, 1 }), 0x00010001u)
        << "a sum beyond 16 bits has its carry added";
}

TEST(Unpack, EachDamagedByteBreaksTheChecksum)
{
    // An odd number of bytes, and more than are summed before the sums are reduced.
    const Bytes plain = noise(1001);
    const Bytes whole = with_checksum(plain);
    for (std::size_t place = 0; place < whole.size(); ++place) {
        Bytes damaged = whole;
        damaged[place] ^= std::byte { 0x10 };
        EXPECT_THAT(refusal_to_unpack(
                        coded(ElementType::uint8, damaged, coding_of({ checksum }, plain.size()))),
            testing::MatchesRegex("a\\.nc: chunk of 'co2' from index 3,0,400: damaged: it does not "
                                  "match its checksum [0-9a-f]{8} \\(Fletcher32\\); get the file "
                                  "again"))
            << "byte " << place;
    }
}

TEST(Unpack, ChecksumOfOldLibrary_IsAccepted)
{
    const Bytes plain = noise(1002);
    Bytes old = with_checksum(plain);
    std::swap(old[1002], old[1003]);
    std::swap(old[1004], old[1005]);
    RawBlock block = coded(ElementType::int16, old, coding_of({ checksum }, plain.size()));
    unpack(block, "a.nc");
    EXPECT_EQ(block.bytes, plain);
}

TEST(Unpack, BytesWithoutChecksum_AreRefused)
{
    for (const std::size_t count : { 0u, 3u }) {
        EXPECT_THAT(refusal_to_unpack(
                        coded(ElementType::uint8, noise(count), coding_of({ checksum }, 100))),
            testing::EndsWith(": damaged: it is too short for its checksum; get the file again"));
    }
    EXPECT_THAT(refusal_to_unpack(coded(
                    ElementType::uint8, with_checksum(noise(90)), coding_of({ checksum }, 100))),
        HasSubstr("90 bytes instead of 100"));
}

TEST(Unpack, AfterRefusal_NextChunkIsSound)
{
    const Bytes plain = noise(4000);
    Bytes damaged = deflated(plain);
    damaged[100] ^= std::byte { 0xff };
    EXPECT_NE(refusal_to_unpack(coded(
                  ElementType::float32, damaged, coding_of({ shuffle, deflate }, plain.size()))),
        "accepted");
    RawBlock block = coded(ElementType::float32, deflated(shuffled(plain, 4)),
        coding_of({ shuffle, deflate }, plain.size()));
    unpack(block, "a.nc");
    EXPECT_EQ(block.bytes, plain);
}

/// A float32 block, and its numbers by decode_in_place() and by decode(): NaN of any bits is one
/// NaN.
void expect_decoded_alike(
    const std::vector<float>& stored, const Packing& packing, const std::string& words)
{
    RawBlock block;
    block.resize(ElementType::float32, stored.size());
    std::memcpy(block.bytes.data(), stored.data(), block.bytes.size());
    std::vector<double> expected(stored.size());
    decode(block, packing, expected);
    ASSERT_TRUE(decodes_in_place(block, packing));
    const std::span<const float> got = decode_in_place(block, packing);
    ASSERT_EQ(got.size(), expected.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
        const auto value = static_cast<double>(got[i]);
        EXPECT_TRUE(std::isnan(value)
                ? std::isnan(expected[i])
                : std::bit_cast<std::uint64_t>(value) == std::bit_cast<std::uint64_t>(expected[i]))
            << words << ": " << stored[i] << " becomes " << value << " in place and " << expected[i]
            << " otherwise";
    }
}

TEST(DecodeInPlace, GivesTheValuesOfDecode)
{
    using Limits = std::numeric_limits<float>;
    constexpr double infinity = std::numeric_limits<double>::infinity();
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    std::vector<float> stored { 0.0F, -0.0F, 1.0F, -1.0F, 0.1F, 0.7F, 1.1F, 10.0F, -9999.0F,
        9.96921e36F, 1e30F, -1e30F, Limits::max(), Limits::lowest(), Limits::min(),
        Limits::denorm_min(), -Limits::denorm_min(), Limits::infinity(), -Limits::infinity(),
        Limits::quiet_NaN(), -Limits::quiet_NaN(), std::nextafter(0.7F, 0.0F),
        std::nextafter(0.7F, 1.0F) };
    for (std::uint32_t i = 0, bits = 1; i < 1000; ++i) {
        bits = bits * 1664525u + 1013904223u;
        stored.push_back(std::bit_cast<float>(bits));
    }
    const std::vector<std::vector<double>> nodata { {}, { -9999 }, { 0 }, { nan },
        { 9.96921e36, -9999, 1e30 }, { 1e300, infinity }, { 0.1 } };
    const std::vector<std::optional<double>> limits { std::nullopt, 0.0, 0.7, 1.1, -1.0, 3.4e38,
        -3.4e38, 3.4028234663852886e38, 1e300, -1e300, infinity, -infinity, nan };
    for (const auto& none : nodata) {
        for (const auto& low : limits) {
            for (const auto& high : limits) {
                Packing packing;
                packing.nodata = none;
                packing.valid_min = low;
                packing.valid_max = high;
                expect_decoded_alike(stored, packing,
                    fmt::format("valid {} to {}", low.value_or(-777.0), high.value_or(-777.0)));
            }
        }
    }
}

TEST(DecodeInPlace, OtherThanPlainFloat32_IsDeclined)
{
    RawBlock block;
    Packing packing;
    packing.nodata = { -1 };
    packing.valid_max = 5;
    block.resize(ElementType::float32, 3);
    EXPECT_TRUE(decodes_in_place(block, packing));
    block.resize(ElementType::float64, 3);
    EXPECT_FALSE(decodes_in_place(block, packing));
    block.resize(ElementType::int32, 3);
    EXPECT_FALSE(decodes_in_place(block, packing));
    block.resize(ElementType::float32, 3);
    packing.scale = 0.1;
    EXPECT_FALSE(decodes_in_place(block, packing));
    packing.scale = 1.0;
    packing.offset = 1.0;
    EXPECT_FALSE(decodes_in_place(block, packing));
}

TEST(DecodeInPlace, EmptyBlock_GivesNoValues)
{
    RawBlock block;
    EXPECT_TRUE(decode_in_place(block, {}).empty());
}

} // namespace
} // namespace cityflux
