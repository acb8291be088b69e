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

/// Numbers as a file stores them, row by row in grid order, before any decoding.
struct RawBlock {
    ElementType type = ElementType::float32;
    std::vector<std::byte> bytes;

    std::size_t count() const { return bytes.size() / size_of(type); }
    /// Makes room for `count` elements of `type`.
    void resize(ElementType element_type, std::size_t count);
};

/// Decodes a block into doubles; a cell without data becomes NaN. `values` has block.count() elements.
void decode(const RawBlock& block, const Packing& packing, std::span<double> values);

} // namespace cityflux
