#include "tests/run_program.h"

#include "tests/folder_content.h"
#include "tests/temporary_folder.h"
#include "tests/totals_csv.h"

#include <cmath>
#include <filesystem>
#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <ogrsf_frmts.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Json = nlohmann::json;

/// Two cities, three inventories, three years; in 2010 one of Beijing's is from a coarse grid.
class CompareCommand : public ::testing::Test {
protected:
    void SetUp() override
    {
        const std::string grid = std::string(totals_csv_header)
            + "110000,Beijing,grid,CO2,total,2010,400,Mt,50,900,0.9,1,\n"
              "310000,Shanghai,grid,CO2,total,2010,200,Mt,180,220,0.1,1,\n";
        const std::string book = std::string(totals_csv_header)
            + "1,北京,年鉴,CO2,total,2010,10000,万吨,,,,,\n1,北京,年鉴,CO2,total,2011,10100,万吨,,,"
              ",,\n"
              "1,北京,年鉴,CO2,total,2012,10200,万吨,,,,,\n"
              "2,上海市,年鉴,CO2,total,2010,200,Mt,,,,,\n2,上海市,年鉴,CO2,total,2011,190,Mt,,,,,\n"
              "2,上海市,年鉴,CO2,total,2012,180,Mt,,,,,\n";
        const std::string other = std::string(totals_csv_header)
            + "110000,Beijing,survey,CO2,total,2010,100,Mt,,,,,\n110000,Beijing,survey,CO2,total,"
              "2011,99,Mt,,,,,\n"
              "110000,Beijing,survey,CO2,total,2012,98,Mt,,,,,\n"
              "310000,Shanghai,survey,CO2,total,2010,200,Mt,,,,,\n310000,Shanghai,survey,CO2,total,"
              "2011,199,Mt,,,,,\n"
              "310000,Shanghai,survey,CO2,total,2012,198,Mt,,,,,\n";
        folder_.write("a grid.csv", grid);
        folder_.write("book.csv", book);
        folder_.write("survey.csv", other);
    }

    ProgramRun compare(const Words& more, const std::string& only = "北京,上海") const
    {
        return run_program(folder_.path(), appended({ "compare", "--only", only }, more));
    }

    CsvRows table(const std::string& name) const
    {
        return read_csv(content_of(folder_.path() / name));
    }

    TemporaryFolder folder_;
};

TEST_F(CompareCommand, GivesTheFiguresOnPaper)
{
    const ProgramRun run = compare({ "a grid.csv", "book.csv", "survey.csv", "-o", "an output" });
    ASSERT_EQ(run.code, 0) << run.err;
    EXPECT_THAT(run.out, IsEmpty());
    const CsvRows cities = table("an output/cities.csv");
    ASSERT_EQ(cities.size(), 6u) << "two cities, three years";
    const CsvRow& beijing = cities.front();
    EXPECT_EQ(beijing.at("city_id"), "110000");
    EXPECT_EQ(beijing.at("period"), "2010");
    EXPECT_EQ(beijing.at("n"), "3");
    EXPECT_DOUBLE_EQ(number(beijing, "median"), 100e6);
    EXPECT_DOUBLE_EQ(number(beijing, "max_over_min"), 4.0);
    EXPECT_EQ(beijing.at("furthest"), "grid");
    EXPECT_EQ(beijing.at("suspect"), "resolution");
    EXPECT_EQ(beijing.at("flag"), "disputed");
    const CsvRows inventories = table("an output/inventories.csv");
    ASSERT_EQ(inventories.size(), 14u);
    EXPECT_DOUBLE_EQ(number(inventories[0], "ratio"), 4.0);
    EXPECT_EQ(inventories[0].at("edge_share"), "0.9");
    EXPECT_EQ(inventories[1].at("inventory"), "年鉴");
    EXPECT_DOUBLE_EQ(number(inventories[1], "value"), 100e6);
    EXPECT_EQ(inventories[1].at("scale"), "none") << "two cities do not tell a deviation of all";
    const CsvRows pairs = table("an output/pairs.csv");
    ASSERT_EQ(pairs.size(), 5u) << "three in 2010, one in each other year";
    EXPECT_DOUBLE_EQ(number(pairs[0], "median_ratio"), (0.25 + 1.0) / 2.0);
    EXPECT_NEAR(number(pairs[0], "bias"), 0.5, 1e-12) << "sqrt(1/4 * 1)";
    const CsvRows trends = table("an output/trends.csv");
    ASSERT_EQ(trends.size(), 2u);
    EXPECT_EQ(trends[0].at("city"), "Beijing");
    EXPECT_EQ(trends[0].at("same_sign"), "no");
    EXPECT_EQ(trends[1].at("same_sign"), "yes");
    EXPECT_FALSE(fs::exists(folder_.path() / "an output/references.csv"));
}

TEST_F(CompareCommand, Summary_ListsCitiesAndPairs)
{
    ASSERT_EQ(compare({ "a grid.csv", "book.csv", "survey.csv", "-o", "out" }).code, 0);
    EXPECT_THAT(content_of(folder_.path() / "out/summary.md"),
        AllOf(HasSubstr("# 3 inventories compared"), HasSubstr("## CO2, 2010"),
            HasSubstr("| Beijing | 3 | 100 | 4.00 | 年鉴 1.00 | grid 4.00 | grid: resolution ("),
            HasSubstr("| survey / grid | 2 |"),
            HasSubstr("| CO2: 年鉴 and survey | 2 | 1 of 2 |")));
    const Json manifest = Json::parse(content_of(folder_.path() / "out/manifest.json"));
    EXPECT_EQ(manifest["inputs"].size(), 4u) << "three tables, names of cities";
    EXPECT_EQ(manifest["inputs"][0]["file"], "a grid.csv");
    EXPECT_EQ(manifest["inputs"][0]["sha256"].get<std::string>().size(), 64u);
    EXPECT_EQ(manifest["outputs"].size(), 6u);
    EXPECT_EQ(manifest["options"]["limits"]["outlier_z"], 3.5);
    EXPECT_THAT(manifest["notes"], Json::array()) << manifest["notes"].dump();
}

TEST_F(CompareCommand, InventoryOfItsOwnSector_IsNotCounted)
{
    folder_.write("flights.csv",
        std::string(totals_csv_header) + "110000,Beijing,flights,CO2,aviation,2010,4,Mt,,,,,\n");
    ASSERT_EQ(compare({ "a grid.csv", "book.csv", "flights.csv", "-o", "out" }).code, 0);
    EXPECT_THAT(content_of(folder_.path() / "out/summary.md"),
        AllOf(HasSubstr("# 2 inventories compared"), HasSubstr("flights takes no part")));
}

TEST_F(CompareCommand, InventoryOfNegativeTotals_IsNotCounted)
{
    folder_.write("marks.csv",
        std::string(totals_csv_header) + "110000,Beijing,marks,CO2,total,2010,-9999,Mt,,,,,\n");
    const ProgramRun run = compare({ "a grid.csv", "book.csv", "marks.csv", "-o", "out" });
    ASSERT_EQ(run.code, 0) << run.err;
    EXPECT_THAT(run.err, HasSubstr("1 total of marks is negative and takes no part"));
    EXPECT_THAT(content_of(folder_.path() / "out/summary.md"),
        AllOf(HasSubstr("# 2 inventories compared"), HasSubstr("-9999")));
}

TEST_F(CompareCommand, InventoryInAnotherUnit_IsSuspected)
{
    folder_.write("kt.csv",
        std::string(totals_csv_header)
            + "110000,Beijing,kt,CO2,total,2010,0.101,Mt,,,,,\n"
              "310000,Shanghai,kt,CO2,total,2010,0.198,Mt,,,,,\n");
    const ProgramRun run = compare({ "book.csv", "survey.csv", "kt.csv", "-o", "out" });
    EXPECT_THAT(run.err, AllOf(HasSubstr("about 1/1000"), HasSubstr("another unit")));
}

TEST_F(CompareCommand, DrawsAMap)
{
    ASSERT_EQ(compare({ "a grid.csv", "book.csv", "-o", "out", "--period", "2010" }).code, 0);
    GDALAllRegister();
    const std::unique_ptr<GDALDataset> map(GDALDataset::Open(
        (folder_.path() / "out/compare.gpkg").c_str(), GDAL_OF_VECTOR, nullptr, nullptr, nullptr));
    ASSERT_TRUE(map);
    OGRLayer* layer = map->GetLayerByName("compare");
    ASSERT_NE(layer, nullptr);
    ASSERT_EQ(layer->GetFeatureCount(), 2);
    const std::unique_ptr<OGRFeature> beijing(layer->GetNextFeature());
    EXPECT_STREQ(beijing->GetFieldAsString("city"), "Beijing");
    EXPECT_DOUBLE_EQ(beijing->GetFieldAsDouble("max_over_min"), 4.0);
    EXPECT_STREQ(beijing->GetFieldAsString("flag"), "disputed");
    OGREnvelope box;
    ASSERT_NE(beijing->GetGeometryRef(), nullptr);
    beijing->GetGeometryRef()->getEnvelope(&box);
    EXPECT_TRUE(box.MinX < 116.4 && 116.4 < box.MaxX && box.MinY < 39.9 && 39.9 < box.MaxY);
}

TEST_F(CompareCommand, GivesTheSameBytesOnAnyThreads)
{
    folder_.write("provinces.csv",
        std::string(totals_csv_header) + "100000,China,nation,CO2,total,2010,8000,Mt,,,,,\n");
    const Words words { "a grid.csv", "book.csv", "survey.csv", "--reference", "provinces.csv",
        "--nearest-year", "1" };
    const auto with = [&](const Words& more) { return compare(appended(words, more)); };
    ASSERT_EQ(with({ "-o", "one", "--threads", "1" }).code, 0);
    for (const char* threads : { "2", "3", "8" }) {
        ASSERT_EQ(with({ "-o", "more", "--threads", threads }).code, 0);
        for (const char* file : { "cities.csv", "inventories.csv", "pairs.csv", "trends.csv",
                 "references.csv", "compare.gpkg", "summary.md" }) {
            EXPECT_EQ(content_of(folder_.path() / "one" / file),
                content_of(folder_.path() / "more" / file))
                << file;
        }
    }
}

TEST_F(CompareCommand, SumsAgainstReferences)
{
    folder_.write("provinces.csv",
        "city,variable,year,value,unit,scope,source\n全国,CO2,2010,8000,Mt,,NBS\nBeijing,CO2,2010,"
        "80,Mt,,NBS\n");
    const ProgramRun run
        = compare({ "a grid.csv", "book.csv", "--reference", "provinces.csv", "-o", "out" });
    ASSERT_EQ(run.code, 0) << run.err;
    const CsvRows rows = table("out/references.csv");
    ASSERT_EQ(rows.size(), 4u);
    EXPECT_EQ(rows[0].at("region_code"), "100000");
    EXPECT_EQ(rows[0].at("inventory"), "grid");
    EXPECT_DOUBLE_EQ(number(rows[0], "share"), 600.0 / 8000.0);
    EXPECT_EQ(rows[3].at("region"), "Beijing");
    EXPECT_DOUBLE_EQ(number(rows[3], "share"), 100.0 / 80.0);
    EXPECT_THAT(content_of(folder_.path() / "out/summary.md"),
        HasSubstr("In 2 of 4 rows they sum to more."));
    // A run without references leaves no table of others beside its own.
    ASSERT_EQ(compare({ "a grid.csv", "book.csv", "-o", "out" }).code, 0);
    EXPECT_FALSE(fs::exists(folder_.path() / "out/references.csv"));
}

TEST_F(CompareCommand, MatchesYearsWhereAskedAndSaysSo)
{
    const ProgramRun run = compare(
        { "a grid.csv", "survey.csv", "--period", "2011", "--nearest-year", "1", "-o", "out" });
    ASSERT_EQ(run.code, 0) << run.err;
    EXPECT_THAT(run.err, HasSubstr("grid of 2010 stands for 2011 in 2 cities"));
    const CsvRows rows = table("out/inventories.csv");
    EXPECT_EQ(rows[0].at("period"), "2011");
    EXPECT_EQ(rows[0].at("year"), "2010");
    EXPECT_THAT(content_of(folder_.path() / "out/summary.md"), HasSubstr("stands for 2011"));
    const ProgramRun none = compare({ "a grid.csv", "survey.csv", "--period", "2011" });
    EXPECT_EQ(none.code, 3);
    EXPECT_THAT(none.err,
        AllOf(HasSubstr("tables of totals: insufficient data: "), HasSubstr("--nearest-year 1")));
}

TEST_F(CompareCommand, NamesCitiesWithOneInventory)
{
    const ProgramRun run = compare({ "a grid.csv", "book.csv", "-o", "out" }, "北京,上海,广州");
    EXPECT_EQ(run.code, 4) << run.err;
    EXPECT_THAT(run.err,
        HasSubstr("Guangzhou (440100): insufficient data to compare: no inventory for CO2 2010"));
    const CsvRows cities = table("out/cities.csv");
    EXPECT_EQ(cities.back().at("flag"), "few-inventories");
    EXPECT_EQ(cities.back().at("n"), "0");
}

TEST_F(CompareCommand, WritesToTheStandardOutput)
{
    const ProgramRun csv = compare({ "a grid.csv", "book.csv", "-q" });
    ASSERT_EQ(csv.code, 0) << csv.err;
    EXPECT_EQ(read_csv(csv.out).size(), 2u);
    EXPECT_THAT(csv.err, IsEmpty());
    const ProgramRun json = compare({ "a grid.csv", "book.csv", "--json", "-q" });
    ASSERT_EQ(json.code, 0) << json.err;
    const Json result = Json::parse(json.out);
    EXPECT_EQ(result["inventories"], (Json { "grid", "年鉴" }));
    EXPECT_EQ(result["cities"][0]["inventories"]["grid"]["suspect"], "resolution");
    EXPECT_TRUE(result["cities"][0]["inventories"]["grid"]["z"].is_null());
}

TEST_F(CompareCommand, ReadsTotalsAsJson)
{
    folder_.write("grid.json",
        R"({"unit":"t","totals":[{"city_id":"110000","city":"Beijing","inventory":"grid","species":"CO2","sector":"total",)"
        R"("period":"2010","value":4e8,"lower":5e7,"upper":9e8,"edge_share":0.9,"valid_share":1,"flag":""}]})");
    const ProgramRun run = compare({ "grid.json", "book.csv" }, "北京");
    ASSERT_EQ(run.code, 0) << run.err;
    EXPECT_EQ(read_csv(run.out).front().at("suspect"), "resolution");
}

TEST_F(CompareCommand, IncomparableTables_AreRefused)
{
    const ProgramRun alone = compare({ "a grid.csv" });
    EXPECT_EQ(alone.code, 3);
    EXPECT_THAT(
        alone.err, HasSubstr("tables of totals: insufficient data: totals of one inventory, grid"));
    const ProgramRun gone = compare({ "a grid.csv", "nowhere.csv", "-o", "out" });
    EXPECT_EQ(gone.code, 3);
    EXPECT_THAT(gone.err, HasSubstr("nowhere.csv"));
    EXPECT_FALSE(fs::exists(folder_.path() / "out/cities.csv"));
    const ProgramRun twice = compare({ "a grid.csv", "a grid.csv" });
    EXPECT_EQ(twice.code, 3);
    EXPECT_THAT(twice.err, HasSubstr("a grid.csv:2: duplicate value of CO2 of Beijing in 2010"));
    folder_.write("month.csv",
        std::string(totals_csv_header)
            + "110000,Beijing,EDGAR,CO2,total,2010-03,400,Mt,50,900,0.9,1,\n");
    const ProgramRun month = compare({ "a grid.csv", "month.csv" });
    EXPECT_EQ(month.code, 3);
    EXPECT_THAT(month.err, HasSubstr("--by year"));
}

TEST_F(CompareCommand, LeavesItsInputsAlone)
{
    fs::create_directory(folder_.path() / "out");
    fs::copy_file(folder_.path() / "book.csv", folder_.path() / "out/references.csv");
    const ProgramRun run = compare({ "a grid.csv", "out/references.csv", "-o", "out" });
    EXPECT_EQ(run.code, 2);
    EXPECT_THAT(run.err, HasSubstr("out/references.csv: conflicting with an input of the run"));
    EXPECT_EQ(
        content_of(folder_.path() / "out/references.csv"), content_of(folder_.path() / "book.csv"));
}

TEST_F(CompareCommand, ExplainsWrongUsage)
{
    const ProgramRun typo = compare({ "a grid.csv", "book.csv", "--nearest-yaer", "2" });
    EXPECT_EQ(typo.code, 2);
    EXPECT_THAT(
        typo.err, HasSubstr("--nearest-yaer: unknown option (did you mean '--nearest-year'?)"));
    EXPECT_EQ(compare({ "a grid.csv", "book.csv", "--period", "MMX" }).code, 2);
    EXPECT_EQ(compare({ "a grid.csv", "book.csv" }, "Bejing").code, 2);
    const ProgramRun none = run_program(folder_.path(), { "compare" });
    EXPECT_EQ(none.code, 2);
    EXPECT_EQ(run_program(folder_.path(), { "comapre", "a grid.csv" }).code, 2);
}

} // namespace
} // namespace cityflux
