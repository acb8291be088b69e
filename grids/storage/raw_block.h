#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// Rules that turn a stored number into a value: nodata tests, then scale and offset.
struct Packing {
    double scale = 1.0;
    double offset = 0.0;
    /// Stored numbers that mean nodata (_FillValue, missing_value, nodata_value).
    std::vector<double> nodata;
    /// Range of valid stored numbers; numbers outside it are nodata.
    std::optional<double> valid_min;
    std::optional<double> valid_max;
};

enum class ElementType {
    int8,
    uint8,
    int16,
    uint16,
    int32,
    uint32,
    int64,
    uint64,
    float32,
    float64
};

std::size_t size_of(ElementType type);

/// Filter of a chunk: shuffles the bytes of its numbers, compresses them, or appends a checksum of
/// four bytes.
enum class ChunkFilter { shuffle, deflate, fletcher32 };

/// Coding of a chunk in its file.
struct ChunkCoding {
    std::vector<ChunkFilter> filters; ///< in order of writing; deflate at most once
    /// Size of the decoded chunk.
    std::size_t plain_bytes = 0;
    /// Identity of the chunk for messages: variable, and index of its first number along each
    /// dimension.
    std::string variable {};
    std::vector<std::size_t> offset {};

    /// Returns, for example, "chunk of 'co2' from index 3,0,400".
    std::string chunk_in_words() const;
};

/// Layout of slices in one block: a table along the further dimensions (time, sector ...), rows and
/// columns, in stored order. Rows may be stored before columns or after them.
struct SliceLayout {
    std::vector<std::size_t> extents; ///< along each further dimension
    std::size_t before_rows = 0; ///< number of further dimensions before the rows
    std::size_t before_columns = 0; ///< number of further dimensions before the columns
    std::size_t rows = 0;
    std::size_t columns = 0;
    bool column_by_column = false; ///< columns are stored before rows

    std::size_t count() const; ///< number of slices
};

/// Numbers as stored in a file, row by row in grid order, before decoding.
struct RawBlock {
    ElementType type = ElementType::float32;
    std::vector<std::byte> bytes;
    /// Numbers between the beginnings of two rows. 0 means the columns of the window that was read.
    std::size_t stride = 0;
    /// Coding of the bytes if they are as in the file. unpack() (chunk_coding.h) decodes and clears
    /// it.
    std::optional<ChunkCoding> coding;
    /// Layout if the chunk can hold several slices or is stored column by column. part_slices() and
    /// take_slice() (slice_layout.h) separate them.
    std::optional<SliceLayout> slices;
    /// Scratch buffer without meaning of its own.
    std::vector<std::byte> spare;

    std::size_t count() const { return bytes.size() / size_of(type); }
    /// Allocates `count` elements of `type` and resets stride, coding and slices.
    void resize(ElementType element_type, std::size_t count);
};

/// Decodes an unpacked block into doubles; a cell without data becomes NaN. Requires: `values` has
/// block.count() elements.
void decode(const RawBlock& block, const Packing& packing, std::span<double> values);
/// Decodes values.size() numbers from number `first` on.
void decode(
    const RawBlock& block, const Packing& packing, std::size_t first, std::span<double> values);

/// Returns true if decode_in_place() suffices: float32 numbers without scale and offset.
bool decodes_in_place(const RawBlock& block, const Packing& packing);
/// Returns the numbers of an unpacked float32 block, with NaN for cells without data. Values equal
/// those of decode().
std::span<const float> decode_in_place(RawBlock& block, const Packing& packing);

} // namespace cityflux
