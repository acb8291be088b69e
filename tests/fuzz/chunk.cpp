#include "grids/storage/chunk_coding.h"
#include "tests/fuzz/fuzz_input.h"

#include <array>

/// The bytes of a chunk as they lie in a file. The first two say how they are coded and how large
/// they are to be.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace cityflux;
    if (size < 2) {
        return 0;
    }
    constexpr std::array types { ElementType::int8, ElementType::int16, ElementType::float32,
        ElementType::float64 };
    RawBlock block;
    block.type = types[data[0] & 3];
    ChunkCoding coding;
    coding.plain_bytes = size_of(block.type) * data[1];
    for (int filter = 0; filter < 2; ++filter) {
        switch (data[0] >> (2 + 2 * filter) & 3) {
        case 1:
            coding.filters.push_back(ChunkFilter::shuffle);
            break;
        case 2:
            if (filter == 0 || coding.filters.empty()
                || coding.filters.front() != ChunkFilter::deflate) {
                coding.filters.push_back(ChunkFilter::deflate);
            }
            break;
        case 3:
            coding.filters.push_back(ChunkFilter::fletcher32);
            break;
        default:
            break;
        }
    }
    const std::size_t plain = coding.plain_bytes;
    coding.variable = "co2";
    block.coding = coding;
    const auto* bytes = reinterpret_cast<const std::byte*>(data + 2);
    block.bytes.assign(bytes, bytes + size - 2);
    fuzz::accept_or_refuse([&] {
        unpack(block, "file");
        fuzz::demand(block.bytes.size() == plain, "a chunk has the size that was announced");
    });
    return 0;
}
