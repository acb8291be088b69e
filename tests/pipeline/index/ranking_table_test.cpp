#include "pipeline/index/ranking_table.h"

#include "tests/pipeline/tables/china35_names.h"
#include "tests/refusal.h"
#include "tests/shared_data.h"
#include "tests/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

CityNames four_cities()
{
    return CityNames({ { "1", "Alder", { "赤杨" } }, { "2", "Birch", {} }, { "3", "Cedar", {} },
        { "4", "Alder Hill", { "赤杨" } } });
}

RankingTable table_of(const std::string& text, const std::string& name = "")
{
    const TemporaryFolder folder;
    return read_ranking(folder.write("published.csv", text), name);
}

std::string refusal_of_table(const std::string& text, const std::string& name = "")
{
    return refusal_of([&] { table_of(text, name); });
}

TEST(RankingTable, OrdersCitiesByPosition)
{
    const RankingTable table = table_of("position,city\n2,Birch\n1,Cedar\n3,Alder\n");
    EXPECT_TRUE(table.best_first);
    EXPECT_TRUE(table.without_gaps());
    const PublishedRanking ranking = published_ranking(table, four_cities(), true);
    EXPECT_THAT(ranking.named, ElementsAre(2u, 1u, 0u));
    EXPECT_TRUE(ranking.others_beyond);
    EXPECT_FALSE(published_ranking(table, four_cities(), false).others_beyond);
}

TEST(RankingTable, PositionsWithGaps_LeaveOthersOpen)
{
    const RankingTable table = table_of("city,position\nAlder,10\nBirch,3\nCedar,1\n");
    EXPECT_FALSE(table.without_gaps());
    const PublishedRanking ranking = published_ranking(table, four_cities(), true);
    EXPECT_THAT(ranking.named, ElementsAre(2u, 1u, 0u));
    EXPECT_FALSE(ranking.others_beyond);
}

TEST(RankingTable, ChoosesOneOfSeveral)
{
    const std::string text = "ranking,direction,position,city\n"
                             "clean,Best first,1,Alder\n"
                             "dirty,worst first,1,Birch\n"
                             "dirty,worst first,2,Cedar\n"
                             "tons,lowest first,1,Cedar\n";
    const RankingTable dirty = table_of(text, "dirty");
    EXPECT_FALSE(dirty.best_first);
    EXPECT_EQ(dirty.cities.size(), 2u);
    EXPECT_THAT(dirty.title(), HasSubstr("published.csv, ranking dirty"));
    EXPECT_TRUE(table_of(text, "clean").best_first);
    EXPECT_THAT(refusal_of_table(text),
        AllOf(HasSubstr("holds 3 rankings (clean, dirty, tons)"), HasSubstr("FILE:NAME")));
    EXPECT_THAT(refusal_of_table(text, "dirt"),
        HasSubstr("there is no ranking 'dirt' (did you mean dirty?)"));
    EXPECT_THAT(refusal_of_table(text, "tons"),
        AllOf(HasSubstr("published.csv:5: 'lowest first' orders values"),
            HasSubstr("'worst first'")));
    EXPECT_THAT(
        refusal_of_table("position,city\n1,Alder\n", "clean"), HasSubstr("no column 'ranking'"));
}

TEST(RankingTable, InvalidPosition_IsRefused)
{
    EXPECT_THAT(refusal_of_table("position,city\n1,Alder\n0,Birch\n"),
        HasSubstr("published.csv:3: '0' is no position"));
    EXPECT_THAT(refusal_of_table("position,city\n1st,Alder\n"), HasSubstr("'1st' is no position"));
    EXPECT_THAT(refusal_of_table("position,city\n1,Alder\n1,Birch\n"),
        HasSubstr("published.csv:3: position 1 is that of Alder already"));
    EXPECT_THAT(refusal_of_table("position,city\n1,\n"), HasSubstr("position 1 has no city"));
    EXPECT_THAT(refusal_of_table("position,city,direction\n1,Alder,upwards\n"),
        HasSubstr("'upwards' is neither"));
    EXPECT_THAT(
        refusal_of_table("position,city,direction\n1,Alder,best first\n2,Birch,worst first\n"),
        HasSubstr("best first in some rows"));
    EXPECT_THAT(refusal_of_table("positon,city\n1,Alder\n"), HasSubstr("did you mean position?"));
    EXPECT_THAT(refusal_of_table("position,town\n1,Alder\n"), HasSubstr("'town' is not known"));
}

TEST(RankingTable, FindsCitiesByTheirNames)
{
    const auto refusal = [](const std::string& text) {
        return refusal_of([&] { published_ranking(table_of(text), four_cities(), true); });
    };
    EXPECT_THAT(refusal("position,city\n1,Birhc\n"),
        AllOf(HasSubstr("published.csv:2: 'Birhc' is none of the 4 cities"), HasSubstr("Birch")));
    EXPECT_THAT(
        refusal("position,city\n1,赤杨\n"), HasSubstr("may be Alder (1) or Alder Hill (4)"));
    EXPECT_THAT(refusal("position,city\n1,Birch\n2,birch city\n"),
        HasSubstr("'birch city' is Birch, whose position is 1 already"));
}

TEST(RankingTable, ReadsTheRankingsOfTheWhitePaper)
{
    const std::string file = shared_data("whitepaper/published_rankings.csv");
    SKIP_WITHOUT(file);
    const CityNames names(china35_cities());
    for (const auto& [name, count] :
        std::vector<std::pair<std::string, std::size_t>> { { "composite", 5 }, { "domain1", 5 },
            { "domain2", 5 }, { "domain3", 5 }, { "domain4", 35 } }) {
        const RankingTable table = read_ranking(file, name);
        EXPECT_TRUE(table.without_gaps()) << name;
        EXPECT_EQ(published_ranking(table, names, true).named.size(), count) << name;
    }
    EXPECT_THAT(refusal_of([&] { read_ranking(file, "co2_per_gdp"); }), HasSubstr("orders values"));
}

} // namespace
} // namespace cityflux
