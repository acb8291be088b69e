#include "grids/storage/raw_block.h"

#include "grids/text/joined.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr double no_data = std::numeric_limits<double>::quiet_NaN();

/// Returns a limit in the type of the file: a float32 of 0.7 is less than the double 0.7 of an
/// attribute.
template <typename T> double in_type(double limit)
{
    if constexpr (std::is_same_v<T, float>) {
        return std::abs(limit) <= std::numeric_limits<float>::max()
            ? static_cast<double>(static_cast<float>(limit))
            : limit;
    }
    return limit;
}

/// Returns true if the size of a nodata value stands for the largest float32, 3.4028235e38: files
/// print it with 2 digits or more, rounded up or down.
bool is_nearly_largest_float(double size)
{
    return size > 3.39999e38 && size < 3.41e38;
}

/// Returns the nodata values in the type of the file: -9.969e36 in a double attribute differs from
/// the float32 in the grid.
template <typename T> std::vector<T> nodata_as(const Packing& packing)
{
    std::vector<T> nodata;
    for (const double value : packing.nodata) {
        if (!std::isnan(value)) {
            if constexpr (std::is_integral_v<T>) {
                constexpr auto largest = static_cast<double>(std::numeric_limits<T>::max());
                if (value < static_cast<double>(std::numeric_limits<T>::lowest()) || value > largest
                    || value != std::floor(value)) {
                    continue;
                }
                // The largest 64-bit integer has no exact double: its upper neighbour stands for
                // it.
                nodata.push_back(
                    value == largest ? std::numeric_limits<T>::max() : static_cast<T>(value));
            } else {
                constexpr T largest = std::numeric_limits<T>::max();
                if (std::abs(value) <= largest) {
                    nodata.push_back(static_cast<T>(value));
                }
                if (std::is_same_v<T, float> && is_nearly_largest_float(std::abs(value))) {
                    nodata.push_back(value > 0.0 ? largest : -largest);
                }
            }
        }
    }
    return nodata;
}

template <typename T>
void decode_as(
    const RawBlock& block, const Packing& packing, std::size_t first, std::span<double> values)
{
    const std::vector<T> nodata = nodata_as<T>(packing);
    const double low
        = in_type<T>(packing.valid_min.value_or(-std::numeric_limits<double>::infinity()));
    const double high
        = in_type<T>(packing.valid_max.value_or(std::numeric_limits<double>::infinity()));
    const bool packed = packing.scale != 1.0 || packing.offset != 0.0;

    const std::byte* source = block.bytes.data() + first * sizeof(T);
    for (std::size_t i = 0; i < values.size(); ++i) {
        T stored;
        std::memcpy(&stored, source + i * sizeof(T), sizeof(T));
        bool missing = false;
        for (const T value : nodata) {
            missing = missing || stored == value;
        }
        const double number = static_cast<double>(stored);
        missing = missing || !(number >= low && number <= high) || std::isinf(number);
        values[i] = missing ? no_data : packed ? number * packing.scale + packing.offset : number;
    }
}

} // namespace

std::size_t size_of(ElementType type)
{
    switch (type) {
    case ElementType::int8:
    case ElementType::uint8:
        return 1;
    case ElementType::int16:
    case ElementType::uint16:
        return 2;
    case ElementType::int32:
    case ElementType::uint32:
    case ElementType::float32:
        return 4;
    case ElementType::int64:
    case ElementType::uint64:
    case ElementType::float64:
        break;
    }
    return 8;
}

std::string ChunkCoding::chunk_in_words() const
{
    return fmt::format("chunk of '{}' from index {}", variable, joined(offset, ","));
}

void RawBlock::resize(ElementType element_type, std::size_t count)
{
    type = element_type;
    stride = 0;
    coding.reset();
    slices.reset();
    bytes.resize(count * size_of(element_type));
}

void decode(const RawBlock& block, const Packing& packing, std::span<double> values)
{
    decode(block, packing, 0, values);
}

void decode(
    const RawBlock& block, const Packing& packing, std::size_t first, std::span<double> values)
{
    switch (block.type) {
    case ElementType::int8:
        return decode_as<std::int8_t>(block, packing, first, values);
    case ElementType::uint8:
        return decode_as<std::uint8_t>(block, packing, first, values);
    case ElementType::int16:
        return decode_as<std::int16_t>(block, packing, first, values);
    case ElementType::uint16:
        return decode_as<std::uint16_t>(block, packing, first, values);
    case ElementType::int32:
        return decode_as<std::int32_t>(block, packing, first, values);
    case ElementType::uint32:
        return decode_as<std::uint32_t>(block, packing, first, values);
    case ElementType::int64:
        return decode_as<std::int64_t>(block, packing, first, values);
    case ElementType::uint64:
        return decode_as<std::uint64_t>(block, packing, first, values);
    case ElementType::float32:
        return decode_as<float>(block, packing, first, values);
    case ElementType::float64:
        return decode_as<double>(block, packing, first, values);
    }
}

bool decodes_in_place(const RawBlock& block, const Packing& packing)
{
    return block.type == ElementType::float32 && packing.scale == 1.0 && packing.offset == 0.0;
}

std::span<const float> decode_in_place(RawBlock& block, const Packing& packing)
{
    const std::span<float> values(reinterpret_cast<float*>(block.bytes.data()), block.count());
    constexpr float missing = std::numeric_limits<float>::quiet_NaN();
    constexpr auto largest = std::numeric_limits<float>::max();
    constexpr float infinity = std::numeric_limits<float>::infinity();
    // A limit beyond float32 excludes all or none of its numbers. Infinities are nodata in any
    // case.
    const auto in_float = [](double limit) {
        return limit > largest ? infinity
            : limit < -largest ? -infinity
                               : static_cast<float>(limit);
    };
    const float low = std::max(in_float(packing.valid_min.value_or(-largest)), -largest);
    const float high = std::min(in_float(packing.valid_max.value_or(largest)), largest);
    for (float& value : values) {
        value = value >= low && value <= high ? value : missing;
    }
    for (const float nodata : nodata_as<float>(packing)) {
        for (float& value : values) {
            value = value == nodata ? missing : value;
        }
    }
    return values;
}

} // namespace cityflux
