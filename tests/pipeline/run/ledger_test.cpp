#include "pipeline/run/ledger.h"

#include "tests/folder_content.h"
#include "tests/run_program.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

namespace cityflux {
namespace {

LedgerEntry entry()
{
    return { "cityflux 1", { { "unit", "t" }, { "by", "year" } }, { { "a \"数据\".nc", "aa" } },
        { { "i.toml", "bb" } }, { { "o.csv", "cc" } }, { "city 1 is missing" } };
}

TEST(Ledger, SavedEntry_IsLoadedBack)
{
    const TemporaryFolder folder;
    Ledger(folder.file("ledger.json")).put("totals/a", entry());
    const Ledger ledger(folder.file("ledger.json"));
    EXPECT_FALSE(ledger.damage().has_value());
    EXPECT_EQ(ledger.find("totals/b"), nullptr);
    const LedgerEntry* found = ledger.find("totals/a");
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->made_by, entry().made_by);
    EXPECT_EQ(found->options, entry().options);
    EXPECT_EQ(found->inputs, entry().inputs);
    EXPECT_EQ(found->found_inputs, entry().found_inputs);
    EXPECT_EQ(found->outputs, entry().outputs);
    EXPECT_EQ(found->shortcomings, entry().shortcomings);
}

TEST(Ledger, IsEmptyWhereThereIsNone)
{
    const TemporaryFolder folder;
    const Ledger ledger(folder.file("ledger.json"));
    EXPECT_FALSE(ledger.damage().has_value());
    EXPECT_EQ(ledger.find("totals/a"), nullptr);
}

TEST(Ledger, ForgetsStagesThatAreGone)
{
    const TemporaryFolder folder;
    Ledger ledger(folder.file("ledger.json"));
    ledger.put("totals/a", entry());
    ledger.put("totals/b", entry());
    EXPECT_EQ(
        ledger.forget_all_but({ "totals/b", "totals/c" }), std::vector<std::string> { "totals/a" });
    const Ledger again(folder.file("ledger.json"));
    EXPECT_EQ(again.find("totals/a"), nullptr);
    EXPECT_NE(again.find("totals/b"), nullptr);
}

/// Cut anywhere, or with any one byte changed.
TEST(Ledger, DoesNotCountWhereItIsDamaged)
{
    const TemporaryFolder folder;
    const std::string file = folder.file("ledger.json");
    Ledger(file).put("totals/a", entry());
    const std::string whole = content_of(file);
    for (std::size_t length = 0; length + 1 < whole.size(); ++length) {
        folder.write("ledger.json", whole.substr(0, length));
        EXPECT_TRUE(Ledger(file).damage().has_value()) << length;
    }
    for (std::size_t b = 0; b < whole.size(); ++b) {
        std::string changed = whole;
        changed[b] = changed[b] == 'x' ? 'y' : 'x';
        folder.write("ledger.json", changed);
        const Ledger ledger(file);
        EXPECT_TRUE(ledger.damage().has_value()) << b;
        EXPECT_EQ(ledger.find("totals/a"), nullptr) << b;
    }
    folder.write("ledger.json", "[]");
    EXPECT_TRUE(Ledger(file).damage().has_value());
    folder.write("ledger.json", R"({ "form": 99 })");
    EXPECT_EQ(Ledger(file).damage(), "unsupported ledger of another version of the program");
}

} // namespace
} // namespace cityflux
