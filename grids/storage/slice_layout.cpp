#include "grids/storage/slice_layout.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <numeric>

namespace cityflux {
namespace {

/// Axis of the grid in a block: number of its cells, and numbers between two of them in a slice of
/// the result.
struct GridAxis {
    std::size_t count = 1;
    std::size_t step = 1;
};

/// Stored order of a block. `before`, `between` and `after` are products of the extents before the
/// outer axis, between both axes, and after the inner axis.
struct Order {
    std::size_t before = 1;
    GridAxis outer;
    std::size_t between = 1;
    GridAxis inner;
    std::size_t after = 1;

    /// Returns true if the slices already follow one another, row by row.
    bool is_parted() const { return between == 1 && after == 1 && inner.step == 1; }
};

Order order_of(const SliceLayout& layout)
{
    const auto product = [&](std::size_t first, std::size_t end) {
        return std::accumulate(layout.extents.begin() + static_cast<std::ptrdiff_t>(first),
            layout.extents.begin() + static_cast<std::ptrdiff_t>(end), std::size_t { 1 },
            std::multiplies<>());
    };
    const auto [first, second] = std::minmax(layout.before_rows, layout.before_columns);
    const GridAxis rows { layout.rows, layout.columns };
    const GridAxis columns { layout.columns, 1 };
    return { product(0, first), layout.column_by_column ? columns : rows, product(first, second),
        layout.column_by_column ? rows : columns, product(second, layout.extents.size()) };
}

/// Cells of a block that are reordered at once, so that their lines of memory stay in the cache.
struct Patch {
    std::size_t first_outer = 0;
    std::size_t end_outer = 0;
    std::size_t first_inner = 0;
    std::size_t end_inner = 0;
    std::size_t first_after = 0;
    std::size_t end_after = 0;
};

/// Reorders a patch. `in` is the first number of one index before the outer axis, `out` of the
/// first slice with it.
template <std::size_t size>
void part_patch(const std::byte* in, const Order& order, const Patch& patch, std::byte* out)
{
    const std::size_t slice = order.outer.count * order.inner.count;
    for (std::size_t o = patch.first_outer; o < patch.end_outer; ++o) {
        for (std::size_t m = 0; m < order.between; ++m) {
            const std::byte* from
                = in + (o * order.between + m) * order.inner.count * order.after * size;
            std::byte* to = out + (m * order.after * slice + o * order.outer.step) * size;
            if (order.after == 1 && order.inner.step == 1) {
                std::memcpy(to + patch.first_inner * size, from + patch.first_inner * size,
                    (patch.end_inner - patch.first_inner) * size);
                continue;
            }
            for (std::size_t i = patch.first_inner; i < patch.end_inner; ++i) {
                for (std::size_t a = patch.first_after; a < patch.end_after; ++a) {
                    std::memcpy(to + (a * slice + i * order.inner.step) * size,
                        from + (i * order.after + a) * size, size);
                }
            }
        }
    }
}

template <std::size_t size> void part(const std::byte* in, const Order& order, std::byte* out)
{
    // Interleaved slices are separated a few at a time, columns transposed a few rows at a time.
    constexpr std::size_t slices_at_once = std::max<std::size_t>(1, 64 / size);
    const bool transposed = order.inner.step != 1;
    const std::size_t outer_at_once
        = transposed ? 64 / size : std::max<std::size_t>(1, order.outer.count);
    const std::size_t inner_at_once = transposed ? 64 : std::max<std::size_t>(1, order.inner.count);
    const std::size_t cells = order.outer.count * order.inner.count * order.between * order.after;
    for (std::size_t b = 0; b < order.before; ++b) {
        for (std::size_t a = 0; a < order.after; a += slices_at_once) {
            for (std::size_t o = 0; o < order.outer.count; o += outer_at_once) {
                for (std::size_t i = 0; i < order.inner.count; i += inner_at_once) {
                    part_patch<size>(in + b * cells * size, order,
                        { o, std::min(o + outer_at_once, order.outer.count), i,
                            std::min(i + inner_at_once, order.inner.count), a,
                            std::min(a + slices_at_once, order.after) },
                        out + b * cells * size);
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
    block.slices->column_by_column = false;
    if (order.is_parted()) {
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
