#include "grids/storage/slice_layout.h"

#include <cstdint>
#include <cstring>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using Numbers = std::vector<int>;

template <typename T>
RawBlock block_of(ElementType type, const std::vector<T>& numbers, const SliceLayout& layout)
{
    RawBlock block;
    block.resize(type, numbers.size());
    std::memcpy(block.bytes.data(), numbers.data(), block.bytes.size());
    block.slices = layout;
    return block;
}

template <typename T> std::vector<T> numbers_of(const RawBlock& block)
{
    std::vector<T> numbers(block.count());
    std::memcpy(numbers.data(), block.bytes.data(), block.bytes.size());
    return numbers;
}

Numbers parted(const Numbers& numbers, const SliceLayout& layout)
{
    RawBlock block = block_of(ElementType::int32, numbers, layout);
    part_slices(block);
    return numbers_of<int>(block);
}

// Two slices of 2 x 3 cells: 11 is slice 1, first cell; 26 is slice 2, last cell.
const Numbers two_slices {
    11, 12, 13, //
    14, 15, 16, //
    21, 22, 23, //
    24, 25, 26, //
};

TEST(PartSlices, ConsecutiveSlices_StayUnchanged)
{
    EXPECT_EQ(parted(two_slices, { { 2 }, 1, 1, 2, 3 }), two_slices);
}

TEST(PartSlices, RowByRowInTurn)
{
    const Numbers stored {
        11, 12, 13, //
        21, 22, 23, //
        14, 15, 16, //
        24, 25, 26, //
    };
    EXPECT_EQ(parted(stored, { { 2 }, 0, 1, 2, 3 }), two_slices);
}

TEST(PartSlices, CellByCellInTurn)
{
    const Numbers stored {
        11, 21, 12, 22, 13, 23, //
        14, 24, 15, 25, 16, 26, //
    };
    EXPECT_EQ(parted(stored, { { 2 }, 0, 0, 2, 3 }), two_slices);
}

TEST(PartSlices, ColumnByColumn_IsTransposed)
{
    const Numbers stored {
        11, 14, //
        12, 15, //
        13, 16, //
        21, 24, //
        22, 25, //
        23, 26, //
    };
    EXPECT_EQ(parted(stored, { { 2 }, 1, 1, 2, 3, true }), two_slices);
}

TEST(PartSlices, ColumnsWithSlicesInTurn)
{
    const Numbers stored {
        11, 21, 14, 24, //
        12, 22, 15, 25, //
        13, 23, 16, 26, //
    };
    EXPECT_EQ(parted(stored, { { 2 }, 0, 0, 2, 3, true }), two_slices);
}

TEST(PartSlices, SlicesBetweenColumnAndRow)
{
    const Numbers stored {
        11, 14, 21, 24, //
        12, 15, 22, 25, //
        13, 16, 23, 26, //
    };
    EXPECT_EQ(parted(stored, { { 2 }, 1, 0, 2, 3, true }), two_slices);
}

TEST(PartSlices, OneSlice_StaysUnchanged)
{
    RawBlock block;
    block.resize(ElementType::int32, 6);
    const auto before = block.bytes;
    part_slices(block);
    EXPECT_EQ(block.bytes, before);
    EXPECT_EQ(
        parted({ 1, 2, 3, 4, 5, 6 }, { { 1, 1 }, 1, 1, 2, 3 }), (Numbers { 1, 2, 3, 4, 5, 6 }));
}

/// All places of a table of these extents, in stored order.
void for_each_place(const std::vector<std::size_t>& extents,
    const std::function<void(const std::vector<std::size_t>&)>& visit)
{
    std::vector<std::size_t> place(extents.size(), 0);
    const std::size_t all
        = std::accumulate(extents.begin(), extents.end(), std::size_t { 1 }, std::multiplies<>());
    for (std::size_t i = 0; i < all; ++i) {
        visit(place);
        for (std::size_t d = extents.size(); d-- > 0 && ++place[d] == extents[d];) {
            place[d] = 0;
        }
    }
}

/// A table with dimensions in this order, each number telling its slice, row and column, and its
/// slices one by one.
template <typename T> void expect_each_slice(ElementType type, const std::string& order)
{
    SCOPED_TRACE(testing::Message() << order << " of " << sizeof(T) << " bytes");
    // Two rows, three columns, and more of t and s than are parted at once.
    std::vector<std::size_t> extents;
    SliceLayout layout;
    layout.rows = 2;
    layout.columns = 3;
    for (const char axis : order) {
        const std::size_t extent = axis == 'y' ? 2 : axis == 'x' ? 3 : axis == 't' ? 5 : 17;
        extents.push_back(extent);
        if (axis == 'y') {
            layout.before_rows = layout.extents.size();
        } else if (axis == 'x') {
            layout.before_columns = layout.extents.size();
        } else {
            layout.extents.push_back(extent);
        }
    }
    std::vector<T> stored;
    for_each_place(extents, [&](const std::vector<std::size_t>& place) {
        std::size_t slice = 0;
        std::size_t cell = 0;
        for (std::size_t d = 0; d < order.size(); ++d) {
            if (order[d] == 'x' || order[d] == 'y') {
                cell = cell * 10 + place[d];
            } else {
                slice = slice * extents[d] + place[d];
            }
        }
        stored.push_back(static_cast<T>(slice * 13 + cell));
    });
    RawBlock block = block_of(type, stored, layout);
    part_slices(block);
    RawBlock slice;
    std::size_t number = 0;
    for_each_place(layout.extents, [&](const std::vector<std::size_t>& index) {
        for (const std::size_t rows : { 1u, 2u }) {
            take_slice(block, index, rows, slice);
            std::vector<T> expected;
            for (std::size_t r = 0; r < rows; ++r) {
                for (std::size_t c = 0; c < 3; ++c) {
                    expected.push_back(static_cast<T>(number * 13 + r * 10 + c));
                }
            }
            EXPECT_EQ(numbers_of<T>(slice), expected) << "slice " << number;
            EXPECT_EQ(slice.stride, 3u);
            EXPECT_FALSE(slice.slices);
        }
        ++number;
    });
}

TEST(PartSlices, EachOrderAndSize_IsParted)
{
    for (const std::string order :
        { "tyx", "ytx", "yxt", "tsyx", "tysx", "tyxs", "ytsx", "ytxs", "yxts" }) {
        expect_each_slice<std::uint8_t>(ElementType::uint8, order);
        expect_each_slice<std::int16_t>(ElementType::int16, order);
        expect_each_slice<float>(ElementType::float32, order);
        expect_each_slice<double>(ElementType::float64, order);
    }
}

} // namespace
} // namespace cityflux
