#include "boundaries/kept/cache.h"
#include "tests/pipeline/command/command_line_fixture.h"

#include <cstdint>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::json;

/// The program on a cache of one coverage and two hashes.
class CacheCommand : public CommandLine {
protected:
    CacheCommand()
    {
        const Cache cache(folder.path() / "cache");
        cache.save({ "coverage", 1 }, "aaa", std::string(2'500'000, 'x'));
        cache.save({ "sha256", 1 }, "bbb", "x");
        cache.save({ "sha256", 1 }, "ccc", "x");
    }

    ProgramRun cache(const Words& further = {}) const
    {
        return run(appended({ "cache", "--cache", "cache" }, further));
    }
};

TEST_F(CacheCommand, Sums_ArePrintedByKind)
{
    const ProgramRun sums = cache();
    EXPECT_EQ(sums.code, 0) << sums.err;
    EXPECT_THAT(sums.out, ContainsRegex("kind +entries +size\n"));
    EXPECT_THAT(sums.out, ContainsRegex("coverage +1 +2\\.5 MB\n"));
    EXPECT_THAT(sums.out, ContainsRegex("sha256 +2 +0\\.0 MB\n"));
    EXPECT_THAT(sums.out, ContainsRegex("total +3 +2\\.5 MB\n"));
    EXPECT_THAT(sums.out, Not(HasSubstr("aaa")));
}

TEST_F(CacheCommand, List_PrintsEachEntry)
{
    const ProgramRun list = cache({ "--list" });
    EXPECT_EQ(list.code, 0) << list.err;
    EXPECT_THAT(list.out, ContainsRegex("total +3 +2\\.5 MB\n"));
    EXPECT_THAT(list.out, ContainsRegex("coverage +aaa +2\\.5 MB\n"));
    EXPECT_THAT(list.out, ContainsRegex("sha256 +bbb +0\\.0 MB\n"));
    EXPECT_THAT(list.out, ContainsRegex("sha256 +ccc +0\\.0 MB\n"));
}

TEST_F(CacheCommand, Json_HoldsEntriesAndSums)
{
    const Json json = Json::parse(cache({ "--json" }).out);
    EXPECT_THAT(json.at("folder").get<std::string>(), HasSubstr("cache"));
    std::uintmax_t bytes = 0;
    for (const Json& entry : json.at("entries")) {
        bytes += entry.at("bytes").get<std::uintmax_t>();
    }
    EXPECT_EQ(json.at("entries").size(), 3u);
    EXPECT_EQ(json.at("total"), Json({ { "entries", 3 }, { "bytes", bytes } }));
    EXPECT_EQ(json.at("kinds").at("sha256").at("entries"), 2);
    EXPECT_EQ(json.at("kinds").at("coverage").at("entries"), 1);
    EXPECT_GT(json.at("kinds").at("coverage").at("bytes"), 2'500'000);
}

TEST_F(CacheCommand, EmptyCache_HasTotalZero)
{
    EXPECT_THAT(cache({ "--clear" }).out, HasSubstr("3 entries removed"));
    EXPECT_THAT(cache().out, ContainsRegex("total +0 +0\\.0 MB\n"));
    EXPECT_EQ(Json::parse(cache({ "--json" }).out).at("kinds"), Json::object());
}

TEST_F(CacheCommand, ListWithJsonOrClear_IsRefused)
{
    EXPECT_THAT(
        refusal(2, { "cache", "--cache", "cache", "--list", "--json" }), HasSubstr("--list"));
    EXPECT_THAT(
        refusal(2, { "cache", "--cache", "cache", "--list", "--clear" }), HasSubstr("--list"));
}

} // namespace
} // namespace cityflux
