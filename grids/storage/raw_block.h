#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
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

/// A step of coding a chunk: the bytes of numbers parted, compressed, or followed by the four bytes of their checksum.
enum class ChunkFilter { shuffle, deflate, fletcher32 };

/// How the bytes of a chunk are coded in its file.
struct ChunkCoding {
    std::vector<ChunkFilter> filters; ///< in the order of writing; deflate at most once
    /// What the chunk holds once they are undone.
    std::size_t plain_bytes = 0;
    /// Which chunk it is, for messages: its variable, and the index of its first number along each dimension.
    std::string variable {};
    std::vector<std::size_t> offset {};

    /// E.g. "the chunk of 'co2' from index 3,0,400".
    std::string chunk_in_words() const;
};

/// How the numbers of several slices lie in one block: as a table along the further dimensions (time, sector ...), the rows and
/// the columns, in stored order.
struct SliceLayout {
    std::vector<std::size_t> extents; ///< along each further dimension
    std::size_t before_rows = 0; ///< how many of them come before the rows,
    std::size_t before_columns = 0; ///< and before the columns
    std::size_t rows = 0;
    std::size_t columns = 0;

    std::size_t count() const; ///< of slices
};

/// Numbers as a file stores them, row by row in grid order, before any decoding.
struct RawBlock {
    ElementType type = ElementType::float32;
    std::vector<std::byte> bytes;
    /// Numbers from the beginning of a row to that of the next; 0: as many as the row of the window that was read has.
    std::size_t stride = 0;
    /// Set while the bytes are coded as in the file; unpack() (chunk_coding.h) makes plain numbers of them.
    std::optional<ChunkCoding> coding;
    /// Set where it holds several slices, or might have: part_slices() and take_slice() (slice_layout.h) make blocks of one.
    std::optional<SliceLayout> slices;
    /// Room for work on the bytes; what it holds means nothing.
    std::vector<std::byte> spare;

    std::size_t count() const { return bytes.size() / size_of(type); }
    /// Makes room for `count` plain elements of `type`.
    void resize(ElementType element_type, std::size_t count);
};

/// Decodes a plain block into doubles; a cell without data becomes NaN. `values` has block.count() elements.
void decode(const RawBlock& block, const Packing& packing, std::span<double> values);
/// The same for values.size() numbers from number `first` on.
void decode(const RawBlock& block, const Packing& packing, std::size_t first, std::span<double> values);

/// Whether decode_in_place will do: float32 numbers that need no scale and offset.
bool decodes_in_place(const RawBlock& block, const Packing& packing);
/// The numbers of a plain float32 block, with NaN for cells without data. Gives the very values that decode() would.
std::span<const float> decode_in_place(RawBlock& block, const Packing& packing);

} // namespace cityflux
