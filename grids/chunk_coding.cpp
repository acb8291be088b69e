#include "grids/chunk_coding.h"

#include "grids/error.h"

#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <libdeflate.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace cityflux {
namespace {

struct DecompressorDeleter {
    void operator()(libdeflate_decompressor* decompressor) const { libdeflate_free_decompressor(decompressor); }
};

/// One decompressor and one buffer a thread: both are costly to make for every chunk.
struct Workshop {
    std::unique_ptr<libdeflate_decompressor, DecompressorDeleter> decompressor { libdeflate_alloc_decompressor() };
    std::vector<std::byte> buffer;
};

Workshop& workshop()
{
    thread_local Workshop shop;
    return shop;
}

void unshuffle_simply(std::span<const std::byte> shuffled, std::size_t size, std::span<std::byte> plain, std::size_t from)
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

} // namespace

void unshuffle(std::span<const std::byte> shuffled, std::size_t size, std::span<std::byte> plain)
{
    std::size_t done = 0;
#if defined(__SSE2__)
    if (size == 4) {
        // Sixteen numbers at a time: the four planes of bytes are interleaved twice.
        const std::size_t count = plain.size() / 4;
        const std::byte* in = shuffled.data();
        for (; done + 16 <= count; done += 16) {
            const auto plane
                = [&](std::size_t b) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(in + b * count + done)); };
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

void unpack(RawBlock& block, const char* subject)
{
    if (!block.coding) {
        return;
    }
    const ChunkCoding coding = *block.coding;
    block.coding.reset();
    Workshop& shop = workshop();
    if (coding.deflated) {
        shop.buffer.resize(coding.plain_bytes);
        std::size_t produced = 0;
        const libdeflate_result result = libdeflate_zlib_decompress(
            shop.decompressor.get(), block.bytes.data(), block.bytes.size(), shop.buffer.data(), shop.buffer.size(), &produced);
        if (result != LIBDEFLATE_SUCCESS || produced != coding.plain_bytes) {
            throw InputError(
                fmt::format("{}: a chunk does not inflate to its {} bytes; the file is damaged", subject, coding.plain_bytes));
        }
        std::swap(block.bytes, shop.buffer);
    }
    if (block.bytes.size() != coding.plain_bytes) {
        throw InputError(fmt::format(
            "{}: a chunk has {} bytes instead of {}; the file is damaged", subject, block.bytes.size(), coding.plain_bytes));
    }
    if (coding.shuffled) {
        shop.buffer.resize(block.bytes.size());
        unshuffle(block.bytes, size_of(block.type), shop.buffer);
        std::swap(block.bytes, shop.buffer);
    }
}

} // namespace cityflux
