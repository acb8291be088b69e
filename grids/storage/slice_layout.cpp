#include "grids/storage/slice_layout.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <numeric>

namespace cityflux {
namespace {

/// Products of the extents before the rows, between rows and columns, and after the columns.
struct Order {
    std::size_t before = 1;
    std::size_t rows = 1;
    std::size_t between = 1;
    std::size_t columns = 1;
    std::size_t after = 1;
};

Order order_of(const SliceLayout& layout)
{
    const auto product = [&](std::size_t first, std::size_t end) {
        return std::accumulate(layout.extents.begin() + static_cast<std::ptrdiff_t>(first),
            layout.extents.begin() + static_cast<std::ptrdiff_t>(end), std::size_t { 1 },
            std::multiplies<>());
    };
    return { product(0, layout.before_rows), layout.rows,
        product(layout.before_rows, layout.before_columns), layout.columns,
        product(layout.before_columns, layout.extents.size()) };
}

template <std::size_t size> void part(const std::byte* in, const Order& order, std::byte* out)
{
    // Interleaved slices are separated a few at a time, so that the targets of one cache line stay
    // in the cache.
    constexpr std::size_t slices_at_once = std::max<std::size_t>(1, 64 / size);
    const std::size_t slice = order.rows * order.columns;
    for (std::size_t b = 0; b < order.before; ++b) {
        for (std::size_t first = 0; first < order.after; first += slices_at_once) {
            const std::size_t end = std::min(first + slices_at_once, order.after);
            for (std::size_t r = 0; r < order.rows; ++r) {
                for (std::size_t m = 0; m < order.between; ++m) {
                    const std::byte* from = in
                        + ((b * order.rows + r) * order.between + m) * order.columns * order.after
                            * size;
                    std::byte* to = out
                        + ((b * order.between + m) * order.after * slice + r * order.columns)
                            * size;
                    if (order.after == 1) {
                        std::memcpy(to, from, order.columns * size);
                        continue;
                    }
                    for (std::size_t c = 0; c < order.columns; ++c) {
                        for (std::size_t a = first; a < end; ++a) {
                            std::memcpy(to + (a * slice + c) * size,
                                from + (c * order.after + a) * size, size);
                        }
                    }
                }
            }
        }
    }
}

} // namespace

std::size_t SliceLayout::count() const
{
    return std::accumulate(extents.begin(), extents.end(), std::size_t { 1 }, std::multiplies<>());
}

void part_slices(RawBlock& block)
{
    if (!block.slices) {
        return;
    }
    const Order order = order_of(*block.slices);
    block.slices->before_rows = block.slices->extents.size();
    block.slices->before_columns = block.slices->extents.size();
    if (order.between == 1 && order.after == 1) {
        return;
    }
    block.spare.resize(block.bytes.size());
    switch (size_of(block.type)) {
    case 1:
        part<1>(block.bytes.data(), order, block.spare.data());
        break;
    case 2:
        part<2>(block.bytes.data(), order, block.spare.data());
        break;
    case 4:
        part<4>(block.bytes.data(), order, block.spare.data());
        break;
    default:
        part<8>(block.bytes.data(), order, block.spare.data());
        break;
    }
    std::swap(block.bytes, block.spare);
}

void take_slice(
    const RawBlock& block, std::span<const std::size_t> index, std::size_t rows, RawBlock& slice)
{
    const SliceLayout& layout = *block.slices;
    std::size_t place = 0;
    for (std::size_t d = 0; d < index.size(); ++d) {
        place = place * layout.extents[d] + index[d];
    }
    slice.resize(block.type, rows * layout.columns);
    slice.stride = layout.columns;
    std::memcpy(slice.bytes.data(),
        block.bytes.data() + place * layout.rows * layout.columns * size_of(block.type),
        slice.bytes.size());
}

} // namespace cityflux
