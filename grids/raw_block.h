#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace cityflux {

/// How a stored number becomes a value: nodata in each of its disguises, then scale and offset.
struct Packing {
    double scale = 1.0;
    double offset = 0.0;
    /// Stored numbers that mean "no data" (_FillValue, missing_value, nodata_value).
    std::vector<double> nodata;
    /// Range of stored numbers outside which there is no data.
    std::optional<double> valid_min;
    std::optional<double> valid_max;
};

enum class ElementType { int8, uint8, int16, uint16, int32, uint32, int64, uint64, float32, float64 };

std::size_t size_of(ElementType type);

/// How the bytes of a chunk are coded in its file.
struct ChunkCoding {
    bool deflated = false;
    bool shuffled = false;
    /// What the chunk holds once it is undone.
    std::size_t plain_bytes = 0;
};

/// Numbers as a file stores them, row by row in grid order, before any decoding.
struct RawBlock {
    ElementType type = ElementType::float32;
    std::vector<std::byte> bytes;
    /// Numbers from the beginning of a row to that of the next; 0: as many as the row of the window that was read has.
    std::size_t stride = 0;
    /// Set while the bytes are coded as in the file; unpack() (chunk_coding.h) makes plain numbers of them.
    std::optional<ChunkCoding> coding;

    std::size_t count() const { return bytes.size() / size_of(type); }
    /// Makes room for `count` plain elements of `type`.
    void resize(ElementType element_type, std::size_t count);
};

/// Decodes a plain block into doubles; a cell without data becomes NaN. `values` has block.count() elements.
void decode(const RawBlock& block, const Packing& packing, std::span<double> values);

/// Whether decode_in_place will do: float32 numbers that need no scale and offset.
bool decodes_in_place(const RawBlock& block, const Packing& packing);
/// The numbers of a plain float32 block, with NaN for cells without data. Gives the very values that decode() would.
std::span<const float> decode_in_place(RawBlock& block, const Packing& packing);

} // namespace cityflux
