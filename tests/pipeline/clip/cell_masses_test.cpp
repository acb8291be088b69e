#include "pipeline/clip/cell_masses.h"

#include "tests/refusal.h"
#include "tests/temporary_folder.h"

#include <array>
#include <filesystem>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using ::testing::HasSubstr;

void fill_and_read_back(CellMasses& masses)
{
    masses.put(7, std::array { 7.5, 8.5, 9.5 });
    masses.put(0, std::array { 0.5 });
    std::array<double, 2> two {};
    masses.get(8, two);
    EXPECT_EQ(two, (std::array { 8.5, 9.5 }));
    std::array<double, 1> one {};
    masses.get(0, one);
    EXPECT_EQ(one.front(), 0.5);
}

TEST(CellMasses, MemoryAndDisk_GiveSameMasses)
{
    CellMasses in_memory(10);
    fill_and_read_back(in_memory);
    const TemporaryFolder folder;
    CellMasses on_disk(10, folder.path());
    fill_and_read_back(on_disk);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()))
        << "the file has no name that a killed run could leave";
}

TEST(CellMasses, SayWhereTheyCannotBeKept)
{
    EXPECT_THAT(refusal_of([] { CellMasses nowhere(10, "/nowhere"); }),
        HasSubstr("/nowhere: insufficient disk space"));
}

} // namespace
} // namespace cityflux
