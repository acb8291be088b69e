#include "pipeline/table/totals_writer.h"

#include "grids/text/error.h"
#include "tests/folder_content.h"
#include "tests/pipeline/table/totals_writer_fixture.h"
#include "tests/refusal.h"

#include <string>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;

TEST(TotalsFormat, IsKnownBySuffix)
{
    for (const char* name : { "a.csv", "a.json", "a.gpkg", "a.nc", "A.CSV", "folder.x/a.b.nc" }) {
        EXPECT_NO_THROW(check_output_format(name)) << name;
    }
    for (const char* name : { "a.xlsx", "a.tif", "a", ".csv", "a.", "folder.csv/a" }) {
        EXPECT_THROW(check_output_format(name), UsageError) << name;
    }
}

TEST(TotalsFormat, UnknownSuffix_IsRefusedWithFormats)
{
    EXPECT_EQ(refusal_of<UsageError>([] { check_output_format("out/a.xlsx"); }),
        "output=out/a.xlsx: unsupported suffix '.xlsx'; use .csv, .json, .gpkg or .nc");
}

TEST_F(TotalsWriterTest, WritesTextAsGiven)
{
    EXPECT_EQ(content_of(written("totals.csv")), to_csv(small_table()));
    EXPECT_EQ(content_of(written("totals.json")), to_json(small_table()));
}

TEST_F(TotalsWriterTest, LeavesNothingElseInTheFolder)
{
    const Names all { "totals.csv", "totals.json", "totals.gpkg", "totals.nc" };
    for (const std::string& name : all) {
        written(name);
    }
    EXPECT_EQ(names(), all);
}

TEST_F(TotalsWriterTest, ReplacesWhatStoodThere)
{
    for (const char* name : { "totals.csv", "totals.json", "totals.gpkg", "totals.nc" }) {
        const std::string first = content_of(written(name));
        folder_.write(name, "something else");
        EXPECT_EQ(content_of(written(name)), first) << name;
    }
}

TEST_F(TotalsWriterTest, MissingFolder_IsNamed)
{
    for (const char* name : { "totals.csv", "totals.json", "totals.gpkg", "totals.nc" }) {
        EXPECT_THAT(refusal_of([&] { written("nowhere/" + std::string(name)); }),
            HasSubstr("unwritable: missing folder "))
            << name;
    }
    EXPECT_EQ(names(), Names {});
}

TEST_F(TotalsWriterTest, UnknownSuffix_WritesNothing)
{
    EXPECT_THROW(written("totals.xlsx"), UsageError);
    EXPECT_EQ(names(), Names {});
}

TEST_F(TotalsWriterTest, SameTable_GivesSameBytes)
{
    for (const std::string suffix : { ".csv", ".json", ".gpkg", ".nc" }) {
        EXPECT_EQ(content_of(written("first" + suffix)), content_of(written("second" + suffix)))
            << suffix;
    }
}

} // namespace
} // namespace cityflux
