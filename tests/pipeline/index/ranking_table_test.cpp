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
using testing::EndsWith;
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
        AllOf(HasSubstr("published.csv: ambiguous ranking: the table has 3 (clean, dirty, tons); "
                        "choose one by its name, e.g. ranking="),
            EndsWith("published.csv:clean")));
    EXPECT_THAT(refusal_of_table(text, "dirt"),
        HasSubstr("published.csv: unknown ranking 'dirt' (did you mean 'dirty'?), rankings: clean, "
                  "dirty, tons"));
    EXPECT_THAT(refusal_of_table(text, "tons"),
        HasSubstr("published.csv:5: unsupported direction 'lowest first': it orders values, but "
                  "weights are found from an order of scores; write 'best first' if the first city "
                  "is the best, or 'worst first' if it is the worst"));
    EXPECT_THAT(refusal_of_table("position,city\n1,Alder\n", "clean"),
        HasSubstr("published.csv: missing column 'ranking', which the ranking 'clean' requires; "
                  "leave the name out"));
}

TEST(RankingTable, InvalidPosition_IsRefused)
{
    EXPECT_THAT(refusal_of_table("position,city\n1,Alder\n0,Birch\n"),
        HasSubstr("published.csv:3: '0' is not a position of a ranking (a whole number from 1)"));
    EXPECT_THAT(
        refusal_of_table("position,city\n1st,Alder\n"), HasSubstr("'1st' is not a position"));
    EXPECT_THAT(refusal_of_table("position,city\n1,Alder\n1,Birch\n"),
        HasSubstr("published.csv:3: duplicate position 1, also of Alder ("));
    EXPECT_THAT(refusal_of_table("position,city\n1,\n"),
        HasSubstr("published.csv:2: missing city of position 1; name it, or leave the row out"));
    EXPECT_THAT(refusal_of_table("position,city,direction\n1,Alder,upwards\n"),
        HasSubstr(
            "published.csv:2: unknown direction 'upwards' (allowed: 'best first', 'worst first')"));
    EXPECT_THAT(
        refusal_of_table("position,city,direction\n1,Alder,best first\n2,Birch,worst first\n"),
        HasSubstr("published.csv:3: inconsistent direction: the ranking is best first in some rows "
                  "and worst first in "
                  "others; split it into two rankings with different names"));
    EXPECT_THAT(refusal_of_table("positon,city\n1,Alder\n"),
        HasSubstr("unknown column 'positon' (did you mean 'position'?), allowed: ranking, "
                  "direction, position, city"));
    EXPECT_THAT(refusal_of_table("position,town\n1,Alder\n"), HasSubstr("unknown column 'town'"));
}

TEST(RankingTable, FindsCitiesByTheirNames)
{
    const auto refusal = [](const std::string& text) {
        return refusal_of([&] { published_ranking(table_of(text), four_cities(), true); });
    };
    EXPECT_THAT(refusal("position,city\n1,Birhc\n"),
        AllOf(HasSubstr("published.csv:2: unknown city 'Birhc', not one of 4 (nearest: Birch"),
            EndsWith("; correct the name, or choose cities that include it")));
    EXPECT_THAT(refusal("position,city\n1,赤杨\n"),
        HasSubstr(
            "published.csv:2: ambiguous city '赤杨': Alder (1) or Alder Hill (4); write the id "
            "of the city that is meant"));
    EXPECT_THAT(refusal("position,city\n1,Birch\n2,birch city\n"),
        HasSubstr(
            "published.csv:3: duplicate city 'birch city': Birch has the position 1 already ("));
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
    EXPECT_THAT(
        refusal_of([&] { read_ranking(file, "co2_per_gdp"); }), HasSubstr("it orders values"));
}

} // namespace
} // namespace cityflux
