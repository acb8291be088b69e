#include "grids/storage/text_file.h"

#include "tests/grids/storage/gzip.h"
#include "tests/refusal.h"
#include "tests/temporary_folder.h"

#include <filesystem>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;
using Lines = std::vector<std::string>;

Lines lines_of(const std::string& path)
{
    Lines out;
    TextLines lines = open_text(path);
    std::string_view line;
    while (lines.next(line)) {
        out.emplace_back(line);
    }
    return out;
}

class TextFile : public testing::Test {
protected:
    TemporaryFolder folder_;
};

TEST_F(TextFile, LinesAcrossBlocksAreWhole)
{
    // 3 MB of lines of odd lengths, so that lines lie across the boundaries of the blocks of 1 MB.
    std::string text;
    Lines expected;
    for (std::size_t i = 0; text.size() < 3'000'000; ++i) {
        expected.push_back(std::to_string(i) + std::string(i % 97, 'x'));
        text += expected.back() + "\n";
    }
    EXPECT_EQ(lines_of(folder_.write("a.txt", text)), expected);
    EXPECT_EQ(lines_of(write_gzip(folder_.file("a.txt.gz"), text)), expected);
}

TEST_F(TextFile, ComeOutOfGzip)
{
    EXPECT_EQ(
        lines_of(write_gzip(folder_.file("a.txt.gz"), "one\ntwo\n")), (Lines { "one", "two" }));
}

TEST_F(TextFile, TruncatedGzip_IsRefused)
{
    std::mt19937 random(7);
    std::string text;
    for (int i = 0; i < 200'000; ++i) {
        text += std::to_string(random()) + "\n";
    }
    const std::string path = write_gzip(folder_.file("a.txt.gz"), text);
    cut_file_in_half(path);
    EXPECT_THAT(
        refusal_of([&] { lines_of(path); }), HasSubstr(path + ": cannot be read to its end"));
}

TEST_F(TextFile, ShortTruncatedGzip_IsRefused)
{
    const std::string path = write_gzip(folder_.file("a.txt.gz"), "1 2 3\n4 5 6\n7 8 9\n");
    cut_file(path, std::filesystem::file_size(path) - 9);
    EXPECT_THAT(
        refusal_of([&] { lines_of(path); }), HasSubstr(path + ": cannot be read to its end"));
}

TEST_F(TextFile, MissingFile_IsRefused)
{
    EXPECT_THAT(refusal_of([&] { lines_of(folder_.file("nothing.txt")); }),
        HasSubstr("nothing.txt: there is no such file"));
    EXPECT_THAT(
        refusal_of([&] { lines_of(folder_.path().string()); }), HasSubstr("this is a folder"));
}

TEST_F(TextFile, FirstBytes)
{
    EXPECT_EQ(first_bytes(folder_.write("a.txt", "abcdef"), 3), "abc");
    EXPECT_EQ(first_bytes(folder_.write("a.txt", "ab"), 3), "ab");
    EXPECT_EQ(first_bytes(folder_.write("a.txt", ""), 3), "");
    EXPECT_EQ(first_bytes(write_gzip(folder_.file("a.gz"), "abcdef"), 3), "abc");
    EXPECT_THAT(
        refusal_of([&] { first_bytes(folder_.file("nothing"), 3); }), HasSubstr("no such file"));
}

} // namespace
} // namespace cityflux
