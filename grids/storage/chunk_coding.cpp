#include "grids/storage/chunk_coding.h"

#include "grids/text/error.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <libdeflate.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace cityflux {
namespace {

struct DecompressorDeleter {
    void operator()(libdeflate_decompressor* decompressor) const
    {
        libdeflate_free_decompressor(decompressor);
    }
};

/// Returns this thread's decompressor. Allocating one for every chunk would be slow.
libdeflate_decompressor* decompressor()
{
    thread_local const std::unique_ptr<libdeflate_decompressor, DecompressorDeleter> own {
        libdeflate_alloc_decompressor()
    };
    return own.get();
}

constexpr std::size_t checksum_bytes = 4;

void unshuffle_simply(std::span<const std::byte> shuffled, std::size_t size,
    std::span<std::byte> plain, std::size_t from)
{
    const std::size_t count = plain.size() / size;
    for (std::size_t i = from; i < count; ++i) {
        for (std::size_t b = 0; b < size; ++b) {
            plain[i * size + b] = shuffled[b * count + i];
        }
    }
    // Bytes after the last whole number are not shuffled.
    std::copy(shuffled.begin() + static_cast<std::ptrdiff_t>(count * size), shuffled.end(),
        plain.begin() + static_cast<std::ptrdiff_t>(count * size));
}

/// Returns the bytes of a chunk before its filter `f`. Requires: no earlier filter compresses.
std::size_t size_before(const ChunkCoding& coding, std::size_t f)
{
    const auto end = coding.filters.begin() + static_cast<std::ptrdiff_t>(f);
    const auto checksums = std::count(coding.filters.begin(), end, ChunkFilter::fletcher32);
    return coding.plain_bytes + checksum_bytes * static_cast<std::size_t>(checksums);
}

[[noreturn]] void refuse(const ChunkCoding& coding, const char* subject, const std::string& damage)
{
    throw InputError(ProblemCode::damaged, fmt::format("{}: {}", subject, coding.chunk_in_words()),
        "damaged: " + damage, "get the file again");
}

void inflate(RawBlock& block, const ChunkCoding& coding, std::size_t size, const char* subject)
{
    block.spare.resize(size);
    std::size_t produced = 0;
    const libdeflate_result result = libdeflate_zlib_decompress(decompressor(), block.bytes.data(),
        block.bytes.size(), block.spare.data(), block.spare.size(), &produced);
    if (result != LIBDEFLATE_SUCCESS || produced != size) {
        refuse(coding, subject, fmt::format("it does not inflate to its {} bytes", size));
    }
    std::swap(block.bytes, block.spare);
}

/// Compares the checksum at the end of the bytes with that of the preceding bytes, then removes it.
void verify(RawBlock& block, const ChunkCoding& coding, const char* subject)
{
    if (block.bytes.size() < checksum_bytes) {
        refuse(coding, subject, "it is too short for its checksum");
    }
    const std::size_t size = block.bytes.size() - checksum_bytes;
    std::uint32_t stored = 0;
    for (std::size_t b = 0; b < checksum_bytes; ++b) {
        stored |= std::to_integer<std::uint32_t>(block.bytes[size + b]) << (8 * b);
    }
    const std::uint32_t right = fletcher32(std::span(block.bytes).first(size));
    // HDF5 before 1.6.3 swapped the two bytes of each half on little-endian machines.
    const std::uint32_t swapped = (right & 0x00ff00ffU) << 8 | (right & 0xff00ff00U) >> 8;
    if (stored != right && stored != swapped) {
        refuse(coding, subject,
            fmt::format("it does not match its checksum {:08x} (Fletcher32)", stored));
    }
    block.bytes.resize(size);
}

} // namespace

std::optional<std::size_t> inflated_size(std::span<const std::byte> packed, std::size_t most)
{
    constexpr std::size_t most_kept = 16'000'000;
    thread_local std::vector<std::byte> kept;
    std::vector<std::byte> large;
    std::vector<std::byte>& plain = most > most_kept ? large : kept;
    plain.resize(most);
    std::size_t produced = 0;
    const libdeflate_result result = libdeflate_zlib_decompress(
        decompressor(), packed.data(), packed.size(), plain.data(), plain.size(), &produced);
    return result == LIBDEFLATE_SUCCESS ? std::optional(produced) : std::nullopt;
}

void unshuffle(std::span<const std::byte> shuffled, std::size_t size, std::span<std::byte> plain)
{
    std::size_t done = 0;
#if defined(__SSE2__)
    if (size == 4) {
        // Interleave four planes of bytes twice, sixteen numbers at a time.
        const std::size_t count = plain.size() / 4;
        const std::byte* in = shuffled.data();
        for (; done + 16 <= count; done += 16) {
            const auto plane = [&](std::size_t b) {
                return _mm_loadu_si128(reinterpret_cast<const __m128i*>(in + b * count + done));
            };
            const __m128i p0 = plane(0);
            const __m128i p1 = plane(1);
            const __m128i p2 = plane(2);
            const __m128i p3 = plane(3);
            const __m128i low01 = _mm_unpacklo_epi8(p0, p1);
            const __m128i high01 = _mm_unpackhi_epi8(p0, p1);
            const __m128i low23 = _mm_unpacklo_epi8(p2, p3);
            const __m128i high23 = _mm_unpackhi_epi8(p2, p3);
            auto* out = reinterpret_cast<__m128i*>(plain.data() + done * 4);
            _mm_storeu_si128(out, _mm_unpacklo_epi16(low01, low23));
            _mm_storeu_si128(out + 1, _mm_unpackhi_epi16(low01, low23));
            _mm_storeu_si128(out + 2, _mm_unpacklo_epi16(high01, high23));
            _mm_storeu_si128(out + 3, _mm_unpackhi_epi16(high01, high23));
        }
    }
#endif
    unshuffle_simply(shuffled, size, plain, done);
}

std::uint32_t fletcher32(std::span<const std::byte> bytes)
{
    // Largest number of words before the 32-bit sums must be reduced.
    constexpr std::size_t words_at_once = 360;
    std::uint32_t sum1 = 0;
    std::uint32_t sum2 = 0;
    const auto reduce = [&] {
        sum1 = (sum1 & 0xffffU) + (sum1 >> 16);
        sum2 = (sum2 & 0xffffU) + (sum2 >> 16);
    };
    const auto high = [&](std::size_t i) { return std::to_integer<std::uint32_t>(bytes[i]) << 8; };
    const std::size_t words = bytes.size() / 2;
    for (std::size_t first = 0; first < words; first += words_at_once) {
        const std::size_t end = std::min(first + words_at_once, words);
        for (std::size_t word = first; word < end; ++word) {
            sum1 += high(2 * word) | std::to_integer<std::uint32_t>(bytes[2 * word + 1]);
            sum2 += sum1;
        }
        reduce();
    }
    if (bytes.size() % 2 == 1) {
        sum1 += high(bytes.size() - 1);
        sum2 += sum1;
        reduce();
    }
    reduce();
    return sum2 << 16 | sum1;
}

void unpack(RawBlock& block, const char* subject)
{
    if (!block.coding) {
        return;
    }
    const ChunkCoding coding = std::move(*block.coding);
    block.coding.reset();
    for (std::size_t f = coding.filters.size(); f-- > 0;) {
        switch (coding.filters[f]) {
        case ChunkFilter::deflate:
            inflate(block, coding, size_before(coding, f), subject);
            break;
        case ChunkFilter::fletcher32:
            verify(block, coding, subject);
            break;
        case ChunkFilter::shuffle:
            block.spare.resize(block.bytes.size());
            unshuffle(block.bytes, size_of(block.type), block.spare);
            std::swap(block.bytes, block.spare);
            break;
        }
    }
    if (block.bytes.size() != coding.plain_bytes) {
        refuse(coding, subject,
            fmt::format("it has {} bytes instead of {}", block.bytes.size(), coding.plain_bytes));
    }
}

} // namespace cityflux
