#include "grids/text/text_lines.h"

#include "tests/refusal.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;
using Lines = std::vector<std::string>;

Lines read(const std::string& text)
{
    Lines out;
    TextLines lines(
        "a.txt", [&text, position = std::size_t { 0 }](char* buffer, std::size_t count) mutable {
            const std::size_t got = text.copy(buffer, count, position);
            position += got;
            return got;
        });
    std::string_view line;
    while (lines.next(line)) {
        out.emplace_back(line);
        EXPECT_EQ(lines.number(), out.size());
    }
    EXPECT_FALSE(lines.next(line)) << "the end stays the end";
    return out;
}

TEST(TextLines, AnyLineEnd_IsRead)
{
    const Lines expected { "lon lat value", "1 2 3", "", "4 5 6" };
    EXPECT_EQ(read("lon lat value\n1 2 3\n\n4 5 6\n"), expected);
    EXPECT_EQ(read("lon lat value\n1 2 3\n\n4 5 6"), expected) << "no line end at the end";
    EXPECT_EQ(read("lon lat value\r\n1 2 3\r\n\r\n4 5 6\r\n"), expected) << "Windows";
    EXPECT_EQ(read("\xEF\xBB\xBFlon lat value\n1 2 3\n\n4 5 6\n"), expected) << "byte order mark";
    EXPECT_TRUE(read("").empty());
    EXPECT_EQ(read("\n"), (Lines { "" }));
}

TEST(TextLines, AreWholeAcrossTheBlocksOfReading)
{
    // 3 MB of lines of odd lengths, so that lines lie across the boundaries of the blocks of 1 MB.
    std::string text;
    Lines expected;
    for (std::size_t i = 0; text.size() < 3'000'000; ++i) {
        expected.push_back(std::to_string(i) + std::string(i % 97, 'x'));
        text += expected.back() + "\n";
    }
    EXPECT_EQ(read(text), expected);
}

TEST(TextLines, EndlessLine_IsRefused)
{
    EXPECT_THAT(refusal_of([&] { read("short\n" + std::string(20'000'000, '1')); }),
        HasSubstr("line 2 is longer than 16 MB"));
}

} // namespace
} // namespace cityflux
